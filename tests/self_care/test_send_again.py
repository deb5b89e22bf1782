"""The same thing sent again, in any order and with losses, is kept once."""

import random
import threading
import uuid
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlmodel import func, select

from app.journal.models import Happening, JournalEntry
from app.self_care.models import Entry, Routine
from tests.conftest import TUESDAY_MORNING

MANY = 1_000


@pytest.fixture
def recorded(session):
    def count():
        recorded = JournalEntry.happening == Happening.ENTRY_RECORDED.value
        return session.exec(select(func.count(JournalEntry.number)).where(recorded)).one()

    return count


def test_the_same_id_again_is_answered_like_the_first_time(browse, entries, write_down, recorded):
    ann, mine, other = browse("ann"), uuid.uuid4(), uuid.uuid4()
    first = write_down(ann, entry_id=mine, at="8.00")
    write_down(ann, entry_id=other, at="8.30")

    again = write_down(ann, entry_id=mine, at="8.00")

    assert (again.status_code, again.location) == (first.status_code, first.location)
    assert {entry.id for entry in entries()} == {mine, other}
    assert recorded() == 2


def test_it_is_answered_the_same_when_it_has_been_corrected_or_undone_since(
    browse, session, write_down, people
):
    ann, mine = browse("ann"), uuid.uuid4()
    first = write_down(ann, entry_id=mine, at="8.00")
    by = str(people["ann"])
    ann.press(
        f"/self-care/entries/{mine}", on="2026-11-24", outcome="done", at="8.15", by=by, words="Ny"
    )
    ann.press(f"/self-care/entries/{mine}/undo", by=by)

    again = write_down(ann, entry_id=mine, at="8.00")

    kept = session.get(Entry, mine)
    assert (again.status_code, again.location) == (303, first.location)
    assert (kept.words, kept.undone_at) == ("Ny", TUESDAY_MORNING)


def test_something_else_with_the_same_id_is_asked_about_and_not_lost(
    browse, entries, write_down, routines
):
    ann, mine = browse("ann"), uuid.uuid4()
    write_down(ann, entry_id=mine, words="Gick bra")

    asked = write_down(ann, entry_id=mine, outcome="not-done", words="Hann inte")

    (kept,) = entries()
    assert asked.status_code == 422
    assert kept.words == "Gick bra"
    assert "This was already written down, as it stands above." in asked.text
    assert "Gick bra" in asked.text
    assert "Hann inte" in asked.text
    assert f'action="/self-care/entries/{mine}"' in asked.text


def test_something_else_with_the_id_of_what_was_undone_can_be_sent_with_a_new_one(
    browse, write_down, people
):
    ann, mine = browse("ann"), uuid.uuid4()
    write_down(ann, entry_id=mine)
    ann.press(f"/self-care/entries/{mine}/undo", by=str(people["ann"]))

    asked = write_down(ann, entry_id=mine, words="Ändå gjort")

    assert asked.status_code == 422
    assert "Ändå gjort" in asked.text
    assert f'name="id" value="{mine}"' not in asked.text


def test_an_id_for_another_routine_is_refused(browse, entries, write_down):
    ann, mine = browse("ann"), uuid.uuid4()
    write_down(ann, entry_id=mine)

    assert write_down(ann, about="pressure", entry_id=mine).status_code == 422
    assert len(entries()) == 1


def test_an_id_of_somebody_elses_does_not_exist(browse, tell, session, entries, people, write_down):
    walk = {"key": "walk", "kind": "own-activity", "what": "Går"}
    tell("carl", self_care=[walk])
    mine = uuid.uuid4()
    write_down(browse("ann"), entry_id=mine)
    carls = session.exec(_routine_of(people["carl"])).one()

    taken = browse("carl").press(
        "/self-care/entries",
        id=str(mine),
        routine=str(carls),
        by=str(people["carl"]),
        on="2026-11-24",
        outcome="done",
    )

    assert taken.status_code == 404
    assert entries("carl") == []
    assert session.get(Entry, mine).patient_id == people["ann"]


def test_two_pages_of_the_same_occasion_write_it_down_once(browse, sees, entries, write_down):
    """Ann presses on one phone and Sam on a page that was drawn before: it is the same occasion."""
    ann, sam = browse("ann"), sees("staff:sam", "ann")
    occasion = _drawn_id(ann.get("/self-care").text)
    write_down(ann, entry_id=occasion, slot="1")

    again = write_down(sam, by="staff:sam", entry_id=occasion, slot="1")

    assert again.status_code == 303
    assert [entry.role for entry in entries()] == ["patient"]


def test_a_thousand_sent_in_any_order_with_repeats_and_losses_are_a_thousand(
    browse, session, people, routines, recorded
):
    ann, lake = browse("ann"), str(routines()["lake"].id)
    chance = random.Random(5)  # noqa: S311  # the same disorder each time
    waiting = [_phone_entry(number, lake, str(people["ann"])) for number in range(MANY)]
    keys = ann.keys()

    while waiting:
        sent = waiting + chance.choices(waiting, k=len(waiting) // 5)
        chance.shuffle(sent)
        answered = {_answer(ann, keys, fields) for fields in sent if chance.random() > 0.1}
        heard = {entry_id for entry_id in answered if chance.random() > 0.1}
        waiting = [fields for fields in waiting if fields["id"] not in heard]

    kept = session.exec(select(Entry.id, Entry.words)).all()
    assert sorted(words for _id, words in kept) == sorted(f"Nr {n}" for n in range(MANY))
    assert len({entry_id for entry_id, _words in kept}) == MANY == recorded()


def test_two_at_once_are_one(browse, entries, people, routines, recorded):
    ready, answers, mine = threading.Barrier(4), [], uuid.uuid4()
    told = _phone_entry(1, str(routines()["lake"].id), str(people["ann"]))
    browsers = [browse("ann") for _ in range(4)]
    fields = [(browser, {**browser.keys(), **told, "id": str(mine)}) for browser in browsers]

    def send(browser, data):
        ready.wait()
        answered = FlaskClient.open(browser, "/self-care/entries", method="POST", data=data)
        answers.append(answered.status_code)

    senders = [threading.Thread(target=send, args=pair) for pair in fields]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()

    assert answers == [303] * 4
    assert [entry.id for entry in entries()] == [mine]
    assert recorded() == 1


def _phone_entry(number, routine, by):
    moment = TUESDAY_MORNING - timedelta(minutes=7 * number)
    return {
        "id": str(uuid.uuid5(uuid.NAMESPACE_OID, str(number))),
        "routine": routine,
        "by": by,
        "on": f"{moment.date()}",
        "happened": moment.isoformat(),
        "outcome": "done",
        "words": f"Nr {number}",
    }


def _answer(browser, keys, fields):
    data = {**keys, "once": str(uuid.uuid4()), **fields}
    # Past the strict client, which would read two thousand answers as pages.
    answered = FlaskClient.open(browser, "/self-care/entries", method="POST", data=data)
    assert answered.status_code == 303, answered.text
    return fields["id"]


def _drawn_id(page):
    start = page.index('name="id" value="') + len('name="id" value="')
    return page[start : start + 36]


def _routine_of(person_id):
    return select(Routine.id).where(Routine.patient_id == person_id)
