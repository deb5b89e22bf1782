"""The checks that guard every page must themselves be awake."""

import pytest

from tests.pages import check

GOOD = (
    '<!DOCTYPE html><html lang="sv"><head><title>A – B</title></head><body><h1>A</h1></body></html>'
)


def test_a_good_page_passes():
    check(GOOD)


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(GOOD.replace("<h1>A</h1>", "<h1>A</h1><p><div></p></div>"), id="nested badly"),
        pytest.param(GOOD.replace("<h1>A</h1>", "<p>A</p>"), id="no heading"),
        pytest.param(GOOD.replace("<h1>A</h1>", "<h1>A</h1><h1>A</h1>"), id="two headings"),
        pytest.param(GOOD.replace("A – B", "B"), id="a title that says something else"),
        pytest.param(GOOD.replace(' lang="sv"', ""), id="no language"),
        pytest.param(GOOD.replace("<h1>", '<p id="a"></p><p id="a"></p><h1>'), id="an id twice"),
        pytest.param(
            GOOD.replace("<h1>", '<h1 aria-labelledby="x">'), id="a label that is not there"
        ),
    ],
)
def test_a_bad_page_is_refused(page):
    with pytest.raises(AssertionError):
        check(page)
