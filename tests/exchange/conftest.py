import pytest

from app.exchange import actions
from app.exchange.actions import FaultyFilesError
from tests.conftest import TUESDAY_MORNING


@pytest.fixture
def load(session, tmp_path):
    """Load a file with this text, as the command does: all of it or nothing."""

    def from_text(text, name="clinic.yaml", *, now=TUESDAY_MORNING):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        try:
            changed = actions.load(session, [path], now=now)
        except FaultyFilesError:
            session.rollback()
            raise
        session.commit()
        return changed

    return from_text
