"""Notes that a child or a young person writes for nobody but themselves."""

import pytest
from sqlmodel import select

from app.journal.models import JournalEntry
from app.preparing.models import OwnNote
from app.preparing.rules import MOST_NOTES
from app.sharing.content import Deed, Part
from tests.conftest import TUESDAY_MORNING
from tests.sharing.shared import open_plan, share
from tests.sharing.young import WHEN, born, family, opens

__all__ = ["family", "opens"]

SECRET = "Jag vill inte ha en ny skola"
WALK = (
    "/", "/contract", "/contract/paper", "/appointments", "/self-care", "/prepare", "/looked",
    "/follow-up", "/requests", "/self-care/history", "/helping", "/sharing",
)  # fmt: skip


def keep(browser, words=SECRET):
    return browser.press("/prepare/notes", **{"note-words": words})


def pages(browser):
    return {page: browser.get(page).text for page in WALK}


@pytest.mark.parametrize("band", ["child", "young", "older"])
def test_who_is_not_grown_up_writes_for_themselves(browse, session, people, band):
    born(session, people, WHEN[band])
    ann = browse("ann")

    kept = keep(ann)

    assert (kept.status_code, kept.location) == (303, "/prepare#only-me")
    assert SECRET in ann.get("/prepare").text


@pytest.mark.parametrize("band", ["grown up", "unknown"])
def test_an_adult_has_no_such_notes(browse, session, people, band):
    born(session, people, WHEN[band])

    assert keep(browse("ann")).status_code == 404
    assert "only-me" not in browse("ann").get("/prepare").text


@pytest.mark.parametrize("who", ["rut", "bo"])
def test_guardians_see_the_same_whether_there_are_any_or_not(opens, browse, family, who):
    guardian = opens(who)
    before = pages(guardian)["/prepare"]

    keep(browse("ann"))

    after = pages(guardian)
    assert [page for page, text in after.items() if SECRET in text] == []
    assert _without_keys(after["/prepare"]) == _without_keys(before)
    assert "A child can also write something here" in before


def test_staff_and_relatives_see_nothing_of_them(browse, sees, session, people, in_english):
    born(session, people, WHEN["young"])
    share(session, people, *Part, does=tuple(Deed))
    rut, sam = browse("rut"), sees("staff:sam", "ann")
    open_plan(session, people)
    readers = {"rut": rut, "sam": sam}
    before = {who: _without_keys(reader.get("/prepare").text) for who, reader in readers.items()}

    keep(browse("ann"))

    for who, reader in readers.items():
        assert [page for page, text in pages(reader).items() if SECRET in text] == []
        assert _without_keys(reader.get("/prepare").text) == before[who]


@pytest.mark.parametrize("who", ["rut", "bo", "staff:sam"])
def test_nobody_else_writes_or_takes_away_a_note(opens, sees, browse, session, family, who):
    keep(browse("ann"))
    note = session.exec(select(OwnNote)).one()
    other = sees(who, "ann") if who.startswith("staff") else opens(who)

    assert keep(other).status_code == 404
    assert other.press(f"/prepare/notes/{note.id}/drop").status_code == 404
    assert len(session.exec(select(OwnNote)).all()) == 1


def test_what_is_taken_away_is_gone(browse, session, family):
    ann = browse("ann")
    keep(ann)
    note_id = session.exec(select(OwnNote.id)).one()

    gone = ann.press(f"/prepare/notes/{note_id}/drop")

    assert gone.status_code == 303
    session.expire_all()
    assert session.exec(select(OwnNote)).all() == []
    assert ann.press(f"/prepare/notes/{note_id}/drop").status_code == 303


def test_the_journal_tells_nothing_of_what_they_say(browse, session, family):
    keep(browse("ann"))

    rows = session.exec(select(JournalEntry)).all()
    assert [row for row in rows if SECRET in str(row.details)] == []
    assert "preparing:note-kept" in {row.happening for row in rows}


def test_an_empty_note_and_one_too_many_are_refused_with_what_was_typed(browse, session, family):
    ann = browse("ann")
    one = {"patient_id": family["ann"], "written_at": TUESDAY_MORNING}
    session.add_all(OwnNote(words=f"Nummer {n}", **one) for n in range(MOST_NOTES))
    session.commit()

    full = keep(ann)

    assert keep(ann, "").status_code == 422
    assert full.status_code == 422
    assert SECRET in full.text


def test_the_childs_page_is_in_childs_words_and_promises_no_general_secrecy(browse, family):
    page = browse("ann").get("/prepare").text

    assert "What do you think?" in page
    assert "Att kunna cykla igen." in page
    assert "Tell an adult you trust" in page


def _without_keys(page):
    return [line for line in page.splitlines() if "value=" not in line and "data-" not in line]


def test_who_has_grown_up_still_reads_them_and_takes_them_away(browse, session, people):
    born(session, people, WHEN["older"])
    keep(browse("ann"))
    born(session, people, WHEN["grown up"])
    ann = browse("ann")

    assert SECRET in ann.get("/prepare").text
    assert keep(ann).status_code == 404
    note = session.exec(select(OwnNote)).one()
    assert ann.press(f"/prepare/notes/{note.id}/drop").status_code == 303
    assert SECRET not in ann.get("/prepare").text


def test_a_young_person_who_shares_with_a_guardian_is_not_told_that_they_do_not_see_it(
    browse, session, people
):
    born(session, people, WHEN["young"])
    share(session, people, Part.STORY)

    page = browse("ann").get("/prepare").text

    assert "do not see it" not in page
    assert "Your guardians see it only if you share it with them." in page
