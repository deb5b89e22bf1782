"""What was agreed before there were routines becomes routines when the database is upgraded."""

import pytest
from alembic import command
from sqlmodel import Session, select

from app.base.cli import alembic_config
from app.self_care.models import Routine

THEIR_OWN = {"id", "added_at"}


@pytest.fixture
def routines(engine):
    def found():
        with Session(engine) as session:
            rows = session.exec(select(Routine).order_by(Routine.key)).all()
            return [row.model_dump(exclude=THEIR_OWN) for row in rows]

    return found


@pytest.fixture
def upgrade_again(engine):
    def from_before():
        config = alembic_config(engine.url.render_as_string(hide_password=False))
        engine.dispose()
        command.downgrade(config, "0012")
        command.upgrade(config, "head")

    return from_before


@pytest.mark.usefixtures("people")
def test_what_is_agreed_is_there_at_once(routines, upgrade_again):
    before = routines()

    upgrade_again()

    assert [row["key"] for row in before] == ["lake", "pressure"]
    assert routines() == before


def test_what_has_ended_or_been_replaced_is_not(tell, routines, upgrade_again):
    tell("ann", self_care=[{"key": "new", "kind": "own-activity", "what": "Nytt"}])
    upgrade_again()
    latest = [row["key"] for row in routines()]

    tell("ann", terms={"status": "ended", "indications": ["long-term"]})
    upgrade_again()

    assert latest == ["new"]
    assert routines() == []


def test_the_same_files_again_change_nothing_after_the_upgrade(tell, routines, upgrade_again):
    upgrade_again()
    before = routines()

    tell("ann")

    assert routines() == before
