"""A sign-in that is in use stays alive, whatever one does with it."""

from datetime import timedelta

import pytest

from tests.conftest import TUESDAY_MORNING


@pytest.mark.parametrize("path", ["/contract/read", "/sign-out", "/language"])
def test_a_form_pressed_long_after_its_page_was_drawn_does_its_work(browse, now, path):
    browser = browse("ann")
    keys = browser.keys()

    now(TUESDAY_MORNING + timedelta(seconds=90))
    response = browser.post(path, data={**keys, "number": "1", "language": "sv"})

    assert response.status_code == 303


def test_a_sign_in_in_use_does_not_end_for_idleness(browse, now):
    browser = browse("ann")

    for minutes in (10, 20, 30):
        now(TUESDAY_MORNING + timedelta(minutes=minutes))
        assert browser.get("/").status_code == 200
