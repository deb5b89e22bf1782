import pytest

from tests.overview.read import words_on


@pytest.fixture
def first_page(browse, tell):
    """Return what Ann's first page says when these are her times and promises."""

    def read(*times, promises=(), path="/", **more):
        tell("ann", appointments=list(times), commitments=list(promises), **more)
        return words_on(browse("ann").get(path))

    return read
