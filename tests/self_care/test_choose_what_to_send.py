"""The patient chooses what to send, and looks it through before anything goes."""

from datetime import timedelta

import pytest

from app.self_care import sending_forms
from tests.overview.read import words_on
from tests.self_care.recorded import TUESDAY, many_entries
from tests.self_care.sending import DAYS

A_DAY = timedelta(days=1)


def test_this_week_and_this_month_are_one_tap_away(browse):
    page = browse("ann").get("/self-care/send").text

    assert "/self-care/send/2026-11-23/2026-11-24" in page
    assert "/self-care/send/2026-11-01/2026-11-24" in page


def test_one_chooses_other_days(browse):
    asked = {"first": "2026-10-01", "last": "2026-10-01"}

    answer = browse("ann").get("/self-care/send", query_string=asked)

    assert (answer.status_code, answer.location) == (303, "/self-care/send/2026-10-01/2026-10-01")


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("", "2026-11-24", "like this: 2026-11-24."),
        ("2026-11-24", "3/4", "like this: 2026-11-24."),
        ("2026-11-24", "2026-11-25", "has not come yet"),
        ("2026-11-24", "2026-11-23", "before the first"),
        ("2025-11-23", "2026-11-24", "At most one year"),
    ],
)
def test_days_that_cannot_be_sent_are_told_next_to_them_and_kept(browse, first, last, told):
    asked = {"first": first, "last": last}

    answer = browse("ann").get("/self-care/send", query_string=asked)

    assert answer.status_code == 422
    assert answer.text.count('role="alert"') == 1
    assert told in answer.text
    assert f'value="{first}"' in answer.text
    assert f'value="{last}"' in answer.text


def test_one_chooses_among_what_was_written_down(browse, pressure, walk):
    page = words_on(browse("ann").get(DAYS))

    assert "Measure blood pressure 1 note" in page
    assert "Walk to the lake 1 note" in page


@pytest.mark.parametrize("step", ["", "/preview"])
def test_days_without_a_note_say_so(browse, pressure, step):
    page = words_on(browse("ann").get(f"/self-care/send/2026-10-01/2026-10-02{step}"))

    assert "Nothing is written down these days." in page


def test_to_choose_nothing_is_no_choice(browse, pressure):
    answer = browse("ann").get(f"{DAYS}/preview?chosen=yes")

    assert answer.status_code == 422
    assert "Choose at least one." in answer.text
    assert 'type="checkbox"' in answer.text


def test_too_much_for_anybody_to_read_is_told(browse, session, pressure, monkeypatch):
    monkeypatch.setattr(sending_forms, "MOST_ENTRIES", 10)
    many_entries(session, pressure, 10, last=TUESDAY)

    answer = browse("ann").get("/self-care/send/2026-11-01/2026-11-24/preview")

    assert answer.status_code == 422
    assert "These are 12 notes, and 10 can be sent at a time." in answer.text


def test_one_sees_just_what_is_sent_and_when_it_is_read_before_the_button(browse, pressure, walk):
    page = words_on(browse("ann").get(f"{DAYS}/preview"))

    assert "Upper 141 mmHg Lower 85 mmHg Slept badly." in page
    assert "Written down by Rut Exempelsson" in page
    assert "Too early." not in page
    told = page[page.index("Send it?") : page.index("Yes, send to my clinic")]
    assert "Nobody watches what you write down or send. It is read at your calls" in told
    assert "Measure blood pressure Sam reads it at your calls." in told
    assert "Call instead. Whom to call" in told


def test_who_came_another_way_gets_all_of_it(browse, pressure, walk):
    browser = browse("ann")

    preview = browser.get(f"{DAYS}/preview").text

    assert preview.count('name="routine"') == 2


@pytest.mark.parametrize(
    "path",
    [
        "/self-care/send/2026-11-24/2026-11-23",
        "/self-care/send/2026-11-24/2026-11-25",
        "/self-care/send/soon/2026-11-24",
    ],
)
def test_days_that_are_none_do_not_exist(browse, pressure, path):
    browser = browse("ann")

    assert browser.get(path).status_code == 404
    assert browser.get(f"{path}/preview").status_code == 404
    assert browser.press(path).status_code == 404


def test_what_is_no_routine_is_not_sent(browse, pressure):
    answer = browse("ann").get(f"{DAYS}/preview?chosen=yes&routine=none")

    assert answer.status_code == 422
