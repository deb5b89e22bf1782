"""Everything one has written down, as a file of one's own."""

import csv
import io
from datetime import date, timedelta

from app.base.words import Words
from app.contracts.content_home import SelfCareKind
from app.self_care.content import Outcome
from tests.conftest import TUESDAY_MORNING
from tests.self_care.recorded import PAIN, PULSE, TUESDAY, a_routine, an_entry

HEAD = [
    "Day",
    "Clock time",
    "Self-care",
    "What kind",
    "Which time of the day",
    "How it went",
    "In own words",
    "Written down by",
    "Written down on",
]


def rows(browser):
    answer = browser.get("/self-care/history.csv")
    assert answer.status_code == 200, answer.status
    text = answer.get_data().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))


def test_each_entry_is_a_row_and_each_measure_a_column(browse, session, people):
    pressure = a_routine(session, people["ann"], what=Words("en", {"en": "Pressure"}))
    an_entry(session, pressure, "141.0", 85, at=485, slot="morning", words="=1+1")
    walk = a_routine(
        session,
        people["ann"],
        key="walk",
        position=1,
        what=Words("en", {"en": "Walk"}),
        kind=SelfCareKind.OWN_ACTIVITY,
        measures=[PAIN],
    )
    an_entry(session, walk, -3, on=date(2026, 11, 23), outcome=Outcome.SKIPPED)

    head, first, second = rows(browse("ann"))

    numbers = ["Pressure: Upper (mmHg)", "Pressure: Lower (mmHg)", "Walk: Pain (0–10)"]
    assert head == [*HEAD[:6], *numbers, *HEAD[6:]]
    assert first == [
        "2026-11-24", "08:05", "Pressure", "Assessed self-care", "morning", "Done",
        "141,0", "85", "", "'=1+1", "Ann Exempelsson", "2026-11-24",
    ]  # fmt: skip
    assert second[2:9] == ["Walk", "Own activity", "", "Skipped on purpose", "", "", "-3"]


def test_the_name_of_a_measure_is_no_formula_either(browse, session, people):
    measure = PULSE.model_copy(update={"name": Words("sv", {"sv": '"=2+2'})})
    routine = a_routine(session, people["ann"], what="=1+1", measures=[measure])
    an_entry(session, routine, 70)

    head, row = rows(browse("ann"))

    assert head[6] == "'=1+1: \"=2+2 (/min)"
    assert row[2] == "'=1+1"


def test_what_was_undone_is_not_there(browse, session, people):
    routine = a_routine(session, people["ann"])
    an_entry(session, routine, 141, 85, undone_at=TUESDAY_MORNING)

    assert rows(browse("ann")) == [HEAD]


def test_it_is_kept_by_nobody_on_the_way_and_its_name_tells_nothing(browse):
    headers = browse("ann").get("/self-care/history.csv").headers

    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Content-Type"] == "text/csv; charset=utf-8"
    assert headers["Content-Disposition"] == 'attachment; filename="anteckningar.csv"'


def test_who_has_not_just_shown_who_they_are_is_asked_first(browse, now):
    browser = browse("ann")
    now(TUESDAY_MORNING + timedelta(minutes=6))

    answer = browser.get("/self-care/history.csv")

    assert answer.status_code == 303
    assert answer.location == "/sign-in/again?next=/self-care/history"


def test_each_patient_gets_their_own(browse, session, people):
    an_entry(session, a_routine(session, people["ann"]), 141, 85, on=TUESDAY)

    assert len(rows(browse("ann"))) == 2
    assert rows(browse("carl"))[1:] == []
