"""A unit says yes to what a young person sees and does, and takes it back at once."""

import pytest
from sqlmodel import col, select

from app.journal.models import Happening, JournalEntry
from app.people.models import CareRole, Unit
from app.sharing.models import Approval, CareRelation
from tests.conftest import TUESDAY_MORNING
from tests.sharing.young import BORN, WHEN, born

PAPER = "/contract/paper"


@pytest.fixture
def young(session, people, in_english):
    born(session, people, WHEN["young"])


@pytest.fixture
def sam(sees, young):
    return sees("staff:sam", "ann")


def path(people, more=""):
    return f"/care/patients/{people['ann']}/young{more}"


def test_a_yes_opens_it_for_the_young_person_and_taking_it_back_closes_it(sam, browse, people):
    ann = browse("ann")
    assert ann.get(PAPER).status_code == 404

    sam.press(path(people, "/plan/yes"))
    assert ann.get(PAPER).status_code == 200

    sam.press(path(people, "/plan/no"))
    assert ann.get(PAPER).status_code == 404


def test_a_yes_is_dated_named_and_in_the_journal(sam, people, session):
    sam.press(path(people, "/plan/yes"))
    sam.press(path(people, "/plan/yes"))

    page = sam.get(path(people)).text
    assert "Yes, since today" in page or "24 Nov" in page
    assert "Sam Påhittad" in page
    told = select(JournalEntry).where(JournalEntry.happening == Happening.APPROVED.value)
    assert [row.details for row in session.exec(told)] == [{"what": "plan"}]


def test_the_page_leaves_a_line_for_the_young_person(sam, browse, people):
    sam.get(path(people))

    assert "What you may see and do yourself" in browse("ann").get("/looked").text


def test_two_presses_make_one_yes(sam, people, session):
    for _ in range(2):
        sam.press(path(people, "/book/yes"))

    assert len(session.exec(select(Approval)).all()) == 1


def test_a_yes_is_no_longer_one_when_the_unit_takes_no_part_in_the_care(
    sam, browse, people, session
):
    sam.press(path(people, "/plan/yes"))
    for relation in session.exec(
        select(CareRelation).where(CareRelation.patient_id == people["ann"])
    ):
        session.delete(relation)
    session.commit()

    assert browse("ann").get(PAPER).status_code == 404


@pytest.mark.parametrize("band", ["child", "older", "grown up", "unknown"])
def test_there_is_no_such_page_of_others(sees, session, people, band):
    sam = sees("staff:sam", "ann")
    born(session, people, WHEN[band])

    assert sam.get(path(people)).status_code == 404
    assert sam.press(path(people, "/plan/yes")).status_code == 404


def test_it_can_be_prepared_while_the_birthday_is_told_and_holds_from_then(
    sees, browse, session, people
):
    born(session, people, BORN)
    sam = sees("staff:sam", "ann")

    assert sam.press(path(people, "/plan/yes")).status_code == 303

    assert browse("ann").get(PAPER).status_code == 404
    born(session, people, WHEN["young"])
    assert browse("ann").get(PAPER).status_code == 200


def test_nobody_but_staff_in_the_care_says_yes(browse, session, people, young):
    for who in ("ann", "rut", "carl", "staff:stella"):
        assert browse(who).press(path(people, "/plan/yes")).status_code == 404
    assert session.exec(select(Approval)).all() == []


def test_another_word_is_no_address(sam, people):
    assert sam.press(path(people, "/everything/yes")).status_code == 404


def test_a_yes_of_a_unit_that_has_left_gives_way_to_another(sam, browse, people, session):
    other = session.exec(select(Unit.id).where(Unit.key != "clinic")).first()
    role = session.exec(select(CareRole.id).where(CareRole.key == "sam")).one()
    said = {"unit_id": other, "role_id": role, "said_at": TUESDAY_MORNING}
    session.add(Approval(patient_id=people["ann"], what="plan", **said))
    session.commit()

    sam.press(path(people, "/plan/yes"))

    assert browse("ann").get(PAPER).status_code == 200
    assert len(session.exec(select(Approval).where(col(Approval.ended_at).is_(None))).all()) == 1
