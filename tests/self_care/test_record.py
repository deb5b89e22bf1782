"""What is written down at home: in one tap, later with the real time, and in one's own name."""

import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlmodel import select

from app.journal.models import Happening, JournalEntry
from app.self_care.content import Outcome, Value
from app.self_care.models import Entry
from tests.conftest import TUESDAY_MORNING
from tests.overview.read import words_on
from tests.self_care.conftest import fields_of

TUESDAY, MONDAY = date(2026, 11, 24), date(2026, 11, 23)


def press(browser, page, button, **more):
    """Press a button that stands on a page, with everything its form sends."""
    address, fields = fields_of(browser.get(page).text, button)
    return browser.post(address, data={**fields, "outcome": "done", **more})


@pytest.mark.parametrize("page", ["/", "/self-care"])
def test_one_tap_says_that_it_is_done(browse, entries, people, page):
    pressed = press(browse("ann"), page, "Done")

    (kept,) = entries()
    assert pressed.status_code == 303
    assert (kept.outcome, kept.on, kept.happened_at) == (Outcome.DONE, TUESDAY, TUESDAY_MORNING)
    assert (kept.by_id, kept.role, kept.recorded_at) == (people["ann"], "patient", TUESDAY_MORNING)
    back = "/#today-at-home" if page == "/" else f"/self-care#entry-{kept.id}"
    assert pressed.location == back


def test_what_is_recorded_no_longer_waits_and_can_be_undone_right_there(browse, entries):
    ann = browse("ann")
    press(ann, "/", "Done")

    first_page = words_on(ann.get("/"))

    assert "Done 09:30" in first_page
    press(ann, "/", "Undo")
    assert entries() == []
    assert "Done 09:30" not in words_on(ann.get("/"))


def test_an_undone_entry_is_kept_and_can_be_written_down_anew(browse, session, entries):
    ann = browse("ann")
    press(ann, "/self-care", "Done")
    first = entries()[0].id
    press(ann, "/self-care", "Undo")

    press(ann, "/self-care", "Done")

    (again,) = entries()
    assert again.id != first
    assert session.get(Entry, first).undone_at == TUESDAY_MORNING


def test_undoing_twice_is_undoing_once(browse, session, entries):
    ann = browse("ann")
    press(ann, "/self-care", "Done")
    address, fields = fields_of(ann.get("/self-care").text, "Undo")
    ann.post(address, data=fields)

    again = ann.post(address, data={**fields, "once": str(uuid.uuid4())})

    assert again.status_code == 303
    undone = select(JournalEntry).where(JournalEntry.happening == Happening.ENTRY_UNDONE.value)
    assert len(session.exec(undone).all()) == 1


def test_everything_can_be_said_at_once(browse, entries, write_down):
    write_down(
        browse("ann"),
        about="pressure",
        slot="morning",
        at="8.05",
        words="Vilade först.\r\nSedan två gånger.",
        **{"value-upper": "131,5 mmHg"},
    )

    (kept,) = entries()
    assert kept.slot == "morning"
    assert kept.happened_at == datetime(2026, 11, 24, 7, 5, tzinfo=UTC)
    assert kept.values == [Value(measure="upper", number=Decimal("131.5"))]
    assert kept.words == "Vilade först.\nSedan två gånger."


@pytest.mark.parametrize(("outcome", "label"), [("not-done", "Not done"), ("skipped", "Skipped")])
def test_what_was_not_done_is_said_without_a_judgement(browse, write_down, outcome, label):
    ann = browse("ann")

    write_down(ann, outcome=outcome, slot="1")

    page = ann.get("/self-care")
    assert label in words_on(page)
    assert 'class="field__fault"' not in page.text


def test_yesterday_is_written_down_with_the_time_it_was(browse, entries, write_down):
    write_down(browse("ann"), on="2026-11-23", slot="1", at="8.05")

    (kept,) = entries()
    assert (kept.on, kept.slot) == (MONDAY, "1")
    assert kept.happened_at == datetime(2026, 11, 23, 7, 5, tzinfo=UTC)
    assert kept.recorded_at == TUESDAY_MORNING


def test_yesterday_without_a_time_is_asked_about_and_all_is_kept(browse, entries, write_down):
    asked = write_down(browse("ann"), on="2026-11-23", slot="1", words="Regnade hela vägen")

    assert asked.status_code == 422
    assert "What time was it? Roughly is fine" in asked.text
    assert "Regnade hela vägen" in asked.text
    assert 'value="2026-11-23"' in asked.text
    assert entries() == []


def test_that_yesterday_was_skipped_needs_no_time(browse, entries, write_down):
    write_down(browse("ann"), on="2026-11-23", slot="1", outcome="skipped")

    (kept,) = entries()
    assert (kept.on, kept.outcome) == (MONDAY, Outcome.SKIPPED)


def test_what_was_pressed_before_midnight_belongs_to_that_day(browse, now, entries, write_down):
    now(datetime(2026, 11, 24, 23, 5, tzinfo=UTC))
    pressed_at = datetime(2026, 11, 24, 22, 55, tzinfo=UTC)

    write_down(browse("ann"), slot="1", on="2026-11-24", happened=pressed_at.isoformat())

    (kept,) = entries()
    assert (kept.on, kept.happened_at) == (TUESDAY, pressed_at)


def test_something_besides_is_written_down_as_often_as_it_happens(browse, entries, write_down):
    ann = browse("ann")

    for _time in range(3):
        write_down(ann)

    assert len(entries()) == 3
    assert words_on(ann.get("/self-care")).count("Done 09:30") == 3


@pytest.mark.usefixtures("in_english")
def test_staff_write_down_in_their_own_name_and_that_is_shown(
    browse, sees, entries, write_down, people, routines
):
    sam = sees("staff:sam", "ann")
    form = words_on(sam.get(f"/self-care/{routines()['lake'].id}/new"))

    write_down(sam, by="staff:sam", slot="1")

    assert "You write this down in your own name, Sam Påhittad." in form
    (kept,) = entries()
    assert (kept.by_id, kept.role, kept.patient_id) == (
        people["staff:sam"],
        "staff",
        people["ann"],
    )
    assert "Written down by Sam Påhittad, health care" in words_on(browse("ann").get("/self-care"))


@pytest.mark.usefixtures("in_english")
def test_staff_see_what_they_wrote_and_nothing_that_the_patient_did(
    browse, sees, entries, write_down
):
    write_down(browse("ann"), slot="1", words="Bara för mig")
    browse("ann").press("/self-care/pauses", reason="ill", starts_on="2026-11-24")
    (hers,) = entries()
    sam = sees("staff:sam", "ann")
    write_down(sam, by="staff:sam", words="På telefon")

    page = words_on(sam.get("/self-care"))

    assert "What the patient writes down stays theirs until they send it." in page
    assert "På telefon" in page
    for secret in ("Bara för mig", "Paused", "I am ill"):
        assert secret not in page
    assert "At home today" not in words_on(sam.get("/"))
    assert sam.get(f"/self-care/entries/{hers.id}").status_code == 404


def test_an_id_that_the_patient_used_tells_staff_nothing_of_it(browse, sees, entries, write_down):
    mine = uuid.uuid4()
    write_down(browse("ann"), entry_id=mine, words="Bara för mig")

    asked = write_down(sees("staff:sam", "ann"), by="staff:sam", entry_id=mine, words="På telefon")

    assert asked.status_code == 422
    assert "Bara för mig" not in asked.text
    assert "På telefon" in asked.text
    assert str(mine) not in asked.text
    assert len(entries()) == 1


def test_what_one_wrote_under_another_sign_in_is_refused(browse, entries, write_down):
    refused = write_down(browse("ann"), by="rut")

    assert refused.status_code == 422
    assert entries() == []


def test_who_writes_has_to_be_said(browse, entries, routines):
    refused = browse("ann").press(
        "/self-care/entries",
        id=str(uuid.uuid4()),
        routine=str(routines()["lake"].id),
        outcome="done",
    )

    assert refused.status_code == 422
    assert entries() == []


@pytest.mark.parametrize("whose", ["carl", "rut"])
def test_nobody_writes_down_in_anothers_plan(browse, entries, write_down, whose):
    assert write_down(browse(whose), by=whose).status_code == 404
    assert entries() == []


def test_what_has_ended_meanwhile_is_not_lost(browse, tell, entries, write_down):
    ann = browse("ann")
    tell("ann", self_care=[])

    sent = write_down(ann, at="8.00")

    assert sent.status_code == 303
    assert len(entries()) == 1


def test_every_entry_is_in_the_journal_without_a_word_of_it(browse, session, write_down, people):
    write_down(browse("ann"), words="Hemligt")

    happening = Happening.ENTRY_RECORDED.value
    (row,) = session.exec(select(JournalEntry).where(JournalEntry.happening == happening))
    assert (row.actor_id, row.patient_id, row.details) == (people["ann"], people["ann"], {})


def test_looking_changes_nothing(browse, session, entries):
    ann = browse("ann")
    before = session.exec(select(JournalEntry)).all()

    for path in ("/self-care", "/", "/self-care/routines/new", "/self-care/pauses/new"):
        assert ann.get(path).status_code == 200

    session.expire_all()
    assert len(session.exec(select(JournalEntry)).all()) == len(before)
    assert entries() == []


def test_the_page_says_that_nobody_is_watching(browse):
    assert "Nobody in health care watches what you write down here" in words_on(
        browse("ann").get("/self-care")
    )


def test_the_two_legal_kinds_stand_apart(browse):
    page = words_on(browse("ann").get("/self-care"))

    assessed, own = page.index("Assessed self-care"), page.index("Own activity")
    told = page[assessed:own]
    assert "Measure your blood pressure Tuesday and Friday morning" in told
    assert "Assessed by Sam Påhittad, nurse, 20 November" in told
    assert "Call Sam if you are worried. Sam Påhittad, 20 November" in told
    assert "lag 2022:1250" in told
    assert "Walk to the lake Twice a day" in page[own:]


def test_what_the_municipality_does_is_not_self_care_and_the_page_says_where_it_stands(
    browse, tell
):
    delegated = {"who": "municipality", "unit": "clinic", "what": "Tar blodtrycket"}
    tell("ann", commitments=[delegated])

    page = words_on(browse("ann").get("/self-care"))

    assert "What the municipality does for you is not self-care. It stands in your plan." in page
    assert "Tar blodtrycket" not in page


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("?on=2026-11-24&slot=morning", 200),
        ("?on=2026-11-23", 200),
        ("", 200),
        ("?on=2026-11-25", 404),
        ("?on=2024-11-24", 404),
        ("?on=igår", 404),
        ("?slot=midnatt", 404),
    ],
)
def test_the_form_is_there_for_days_that_have_been(browse, routines, path, status):
    page = f"/self-care/{routines()['pressure'].id}/new{path}"

    assert browse("ann").get(page).status_code == status


def test_an_entry_about_an_earlier_day_leads_to_its_own_page(browse, entries, write_down):
    sent = write_down(browse("ann"), on="2026-11-20", at="8.00")

    assert sent.location == f"/self-care/entries/{entries()[0].id}"


def test_the_card_on_the_first_page_is_small(browse, tell):
    parts = [
        {
            "key": f"own-{number}",
            "kind": "own-activity",
            "what": f"Gör {number}",
            "schedule": {"rule": "FREQ=DAILY", "starts_on": "2026-11-20"},
        }
        for number in range(9)
    ]
    tell("ann", self_care=parts)

    page = words_on(browse("ann").get("/"))

    assert "Everything for today (9 waiting)" in page
    assert page.count("More choices") == 3


def test_what_comes_later_today_is_not_on_the_first_page(browse, tell, now):
    evening = {"rule": "FREQ=DAILY", "starts_on": "2026-11-20", "at": ["evening"]}
    tell(
        "ann",
        self_care=[{"key": "a", "kind": "own-activity", "what": "Stretchar", "schedule": evening}],
    )
    ann = browse("ann")
    assert "At home today" not in words_on(ann.get("/"))
    assert "Evening · Later today" in words_on(ann.get("/self-care"))

    now(TUESDAY_MORNING + timedelta(hours=8))

    assert "At home today Stretchar Evening" in words_on(browse("ann").get("/"))
