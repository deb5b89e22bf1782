"""What is written down can be changed, and what it said before is kept and can be read."""

import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlmodel import select

from app.journal.models import Happening, JournalEntry
from app.self_care.content import Value
from app.self_care.models import EarlierEntry
from tests.conftest import TUESDAY_MORNING
from tests.overview.read import words_on


@pytest.fixture
def written(browse, write_down, entries):
    """Ann's blood pressure of this morning, and the page about it."""
    more = {"value-upper": "131", "at": "8.05", "words": "Efter kaffet"}
    write_down(browse("ann"), about="pressure", slot="morning", **more)
    (kept,) = entries()
    return kept.id


@pytest.fixture
def correct(people):
    def send(browser, entry_id, by="ann", **told):
        fields = {
            "on": "2026-11-24",
            "slot": "morning",
            "outcome": "done",
            "at": "08:05",
            "words": "Efter kaffet",
            "value-upper": "131",
            "by": str(people[by]),
        }
        return browser.press(f"/self-care/entries/{entry_id}", **{**fields, **told})

    return send


def test_the_old_value_is_kept_and_can_be_read(browse, entries, written, correct, now):
    now(TUESDAY_MORNING + timedelta(minutes=5))
    ann = browse("ann")

    corrected = correct(ann, written, **{"value-upper": "133"})

    (kept,) = entries()
    assert corrected.status_code == 303
    assert kept.values == [Value(measure="upper", number=Decimal(133))]
    page = words_on(ann.get(f"/self-care/entries/{written}"))
    assert "Upper: 133 mmHg" in page
    before = page[page.index("What it said before") :]
    assert "Upper: 131 mmHg" in before
    assert "Ann Exempelsson · changed 24 November at 09:35" in before


def test_the_moment_stays_when_nobody_changed_it(browse, entries, written, correct):
    before = entries()[0].happened_at

    correct(browse("ann"), written, words="Före kaffet")

    assert entries()[0].happened_at == before == datetime(2026, 11, 24, 7, 5, tzinfo=UTC)


def test_every_earlier_value_is_kept(browse, session, written, correct):
    ann = browse("ann")
    for number in ("132", "133", "134"):
        correct(ann, written, **{"value-upper": number})

    rows = session.exec(select(EarlierEntry).order_by(EarlierEntry.replaced_at)).all()

    assert sorted(row.values[0].number for row in rows) == [131, 132, 133]
    corrected = JournalEntry.happening == Happening.ENTRY_CORRECTED.value
    assert len(session.exec(select(JournalEntry).where(corrected)).all()) == 3


def test_saving_without_a_change_changes_nothing(browse, session, written, correct):
    saved = correct(browse("ann"), written)

    assert saved.status_code == 303
    assert session.exec(select(EarlierEntry)).all() == []


def test_the_form_is_filled_in_as_it_was(browse, written):
    page = browse("ann").get(f"/self-care/entries/{written}").text

    assert 'value="131"' in page
    assert 'value="08:05"' in page
    assert "Efter kaffet</textarea>" in page


def test_a_fault_is_said_next_to_the_field_and_all_is_kept(browse, entries, written, correct):
    odd = correct(browse("ann"), written, words="Nya ord", **{"value-upper": "131/80"})

    assert odd.status_code == 422
    assert "Write one in each box" in odd.text
    assert 'value="131/80"' in odd.text
    assert "Nya ord" in odd.text
    assert entries()[0].words == "Efter kaffet"


def test_what_is_undone_is_not_changed(browse, session, written, correct, people):
    ann = browse("ann")
    ann.press(f"/self-care/entries/{written}/undo", by=str(people["ann"]))

    refused = correct(ann, written, words="Ändå")

    assert refused.status_code == 422
    assert "This was undone 24 November." in refused.text
    assert session.exec(select(EarlierEntry)).all() == []


def test_others_correct_what_they_wrote_and_nothing_else(
    sees, entries, write_down, written, correct, people
):
    sam = sees("staff:sam", "ann")
    write_down(sam, by="staff:sam", words="På telefon")
    (own,) = [entry for entry in entries() if entry.words == "På telefon"]
    by = str(people["staff:sam"])

    refused = correct(sam, written, by="staff:sam", words="Annat")
    undone = sam.press(f"/self-care/entries/{written}/undo", by=by)
    changed = correct(sam, own.id, by="staff:sam", slot="", words="Per telefon", at="09:30")

    assert (refused.status_code, undone.status_code, changed.status_code) == (404, 404, 303)
    assert {entry.words for entry in entries()} == {"Efter kaffet", "Per telefon"}


def test_the_patient_corrects_what_others_wrote_and_it_is_said_who_did(
    browse, sees, entries, write_down, correct, people
):
    write_down(sees("staff:sam", "ann"), by="staff:sam", words="På telefon")
    (told,) = entries()
    ann = browse("ann")

    correct(ann, told.id, slot="", words="På besök", at="09:30")

    (kept,) = entries()
    assert (kept.by_id, kept.role) == (people["ann"], "patient")
    assert "Sam Påhittad · changed" in words_on(ann.get(f"/self-care/entries/{told.id}"))


@pytest.mark.parametrize("what", ["", "/undo"])
def test_another_sign_in_is_refused(browse, written, people, what):
    ann = browse("ann")

    refused = ann.press(
        f"/self-care/entries/{written}{what}", by=str(people["carl"]), on="2026-11-24"
    )

    assert refused.status_code == 422


def test_what_is_not_there_does_not_exist(browse, people):
    gone = uuid.uuid4()
    ann = browse("ann")

    assert ann.get(f"/self-care/entries/{gone}").status_code == 404
    assert ann.press(f"/self-care/entries/{gone}/undo", by=str(people["ann"])).status_code == 404


def test_a_skipped_one_becomes_done_with_its_time(browse, entries, write_down, correct):
    ann = browse("ann")
    write_down(ann, on="2026-11-23", slot="1", outcome="skipped")
    (kept,) = entries()
    empty = {"on": "2026-11-23", "slot": "1", "value-upper": "", "words": ""}

    asked = correct(ann, kept.id, **empty, at="")
    correct(ann, kept.id, **empty, at="17.20")

    assert asked.status_code == 422
    assert entries()[0].happened_at == datetime(2026, 11, 23, 16, 20, tzinfo=UTC)
