"""Staff make letters and end what is lost, after they have made sure who it is."""

import re
from base64 import urlsafe_b64decode
from datetime import timedelta

import pytest
from sqlmodel import select

from app.activation.models import Invitation
from app.journal.models import Happening, JournalEntry, Role
from app.passkeys.models import Passkey
from app.people.models import Person, SignInSession
from tests.conftest import TUESDAY_MORNING

CODE = re.compile(r"\b(?:\w{3} ){5}\w{3}\b")
DIGITS = re.compile(r">(\d{4})<")

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
def place(people):
    return f"/care/patients/{people['ann']}"


def read(page):
    return page.text.partition("<main")[2].partition("</main")[0]


def test_a_letter_is_made_shown_and_opens_the_plan(browse, place, enter):
    sam = browse("staff:sam")

    made = sam.press(f"{place}/invitation", check="id-document")

    assert (made.status_code, made.location) == (303, f"{place}/letter")
    letter = read(sam.get(f"{place}/letter"))
    digits = DIGITS.search(read(sam.get(f"{place}/letter/digits"))).group(1)
    code = CODE.search(letter).group()
    assert f">{digits}<" not in letter
    assert "http://localhost/activate" in letter
    assert "Tuesday 15 December" in letter
    assert "<svg" in letter
    assert enter(code, digits).status_code == 303


def test_how_staff_made_sure_is_in_the_journal(browse, place, session, people):
    browse("staff:sam").press(f"{place}/invitation", check="registered-address")

    (row,) = session.exec(
        select(JournalEntry).where(JournalEntry.happening == Happening.INVITED.value)
    )
    assert (row.actor_id, row.role) == (people["staff:sam"], Role.STAFF.value)
    assert (row.patient_id, row.details) == (people["ann"], {"check": "registered-address"})


@pytest.mark.parametrize("check", ["", "called-back", "because", "id-document "])
def test_without_having_made_sure_no_letter_is_made(browse, place, session, check):
    refused = browse("staff:sam").press(f"{place}/invitation", check=check)

    assert refused.status_code == 422
    assert "Say how. Without it nothing is done." in refused.text
    assert session.exec(select(Invitation)).all() == []


def test_a_letter_is_shown_for_ten_minutes_and_to_nobody_else(browse, place, now, people):
    sam, tora = browse("staff:sam"), browse("staff:tora")
    sam.press(f"{place}/invitation", check="id-document")
    assert sam.get(f"{place}/letter").status_code == 200
    assert tora.get(f"{place}/letter").location == f"{place}/sign-in"

    now(TUESDAY_MORNING + timedelta(minutes=10, seconds=1))

    assert sam.get(f"{place}/letter").location == f"{place}/sign-in"
    assert sam.get(f"{place}/letter/digits").location == f"{place}/sign-in"


def test_whoever_reads_the_cookies_of_staff_reads_no_letter(browse, place):
    sam = browse("staff:sam")
    sam.press(f"{place}/invitation", check="id-document")
    code = CODE.search(read(sam.get(f"{place}/letter"))).group().replace(" ", "")
    digits = DIGITS.search(read(sam.get(f"{place}/letter/digits"))).group(1)

    with sam.session_transaction() as cookie:
        held = cookie["letter"]

    for readable in (held.encode(), urlsafe_b64decode(held)):
        assert code.encode() not in readable
        assert digits.encode() not in readable


def test_each_time_a_letter_is_read_again_is_a_look(browse, place, session, people):
    sam, tora = browse("staff:sam"), browse("staff:tora")
    sam.press(f"{place}/invitation", check="id-document")

    for page in ("letter", "letter/digits", "letter"):
        sam.get(f"{place}/{page}")
    tora.get(f"{place}/letter")

    looks = select(JournalEntry).where(JournalEntry.happening == Happening.LOOKED.value)
    rows = session.exec(looks.order_by(JournalEntry.number)).all()
    assert [row.details["part"] for row in rows] == ["letter", "digits", "letter"]
    assert {(row.actor_id, row.patient_id) for row in rows} == {
        (people["staff:sam"], people["ann"])
    }


def test_a_letter_is_taken_away_by_going_back(browse, place):
    sam = browse("staff:sam")
    sam.press(f"{place}/invitation", check="id-document")

    sam.get(f"{place}/sign-in")

    assert sam.get(f"{place}/letter").location == f"{place}/sign-in"
    with sam.session_transaction() as cookie:
        assert "letter" not in cookie


def test_staff_who_showed_who_they_are_long_ago_are_asked_again(browse, place, now):
    sam = browse("staff:sam")
    now(TUESDAY_MORNING + timedelta(minutes=6))

    again = sam.press(f"{place}/invitation", check="id-document")

    assert again.location == f"/sign-in/again?next={place}/sign-in"


@pytest.mark.parametrize(
    ("later", "ended"),
    [
        pytest.param(timedelta(minutes=5), True, id="just in time"),
        pytest.param(timedelta(minutes=5, seconds=1), False, id="too late"),
    ],
)
def test_they_are_asked_again_before_they_end_everything_too(
    browse, place, now, session, people, later, ended
):
    browse("ann")
    sam = browse("staff:sam")
    now(TUESDAY_MORNING + later)

    answer = sam.press(f"{place}/sign-ins/end", check="called-back")

    here = f"{place}/sign-in"
    assert answer.location == (here if ended else f"/sign-in/again?next={here}")
    anns = select(SignInSession).where(SignInSession.person_id == people["ann"])
    assert (session.exec(anns).one().ended_at is not None) is ended


def test_staff_end_everything_and_the_patient_is_told(
    browse, place, session, make, letter_for, enter, people
):
    ann = browse("ann")
    make("ann")
    unused = letter_for("ann")

    ended = browse("staff:sam").press(f"{place}/sign-ins/end", check="called-back")

    assert ended.status_code == 303
    assert ann.get("/contract").location.startswith("/sign-in")
    assert session.exec(select(Passkey)).all() == []
    assert enter(unused.code, unused.digits).status_code == 422
    (row,) = session.exec(
        select(JournalEntry).where(JournalEntry.happening == Happening.ENDED_EVERYWHERE.value)
    )
    assert (row.patient_id, row.details) == (people["ann"], {"check": "called-back"})
    assert "Staff ended all your sign-ins" in browse("ann").get("/devices").text


def test_ending_signs_staff_in_as_nobody(browse, place, session, people):
    browse("ann")
    sam = browse("staff:sam")
    sam.press(f"{place}/sign-ins/end", check="id-document")

    assert sam.get("/").location == "/care"
    live = select(SignInSession.person_id).where(SignInSession.ended_at.is_(None))
    assert session.exec(live).all() == [people["staff:sam"]]


@pytest.mark.parametrize("check", ["", "registered-address"])
def test_nothing_is_ended_without_having_made_sure(browse, place, check):
    ann = browse("ann")

    assert browse("staff:sam").press(f"{place}/sign-ins/end", check=check).status_code == 422
    assert ann.get("/contract").status_code == 200


def test_looking_at_how_somebody_gets_in_is_a_look(browse, place, session, people):
    browse("staff:sam").get(f"{place}/sign-in")

    looks = select(JournalEntry).where(JournalEntry.happening == Happening.LOOKED.value)
    assert [(row.patient_id, row.details) for row in session.exec(looks)] == [
        (people["ann"], {"part": "sign-in"})
    ]


def test_a_letter_is_written_in_the_language_of_who_will_read_it(browse, place, session, people):
    session.get(Person, people["ann"]).language = "sv"
    session.commit()
    sam = browse("staff:sam")
    sam.press(f"{place}/invitation", check="id-document")

    assert "Välkommen till Nästa steg" in read(sam.get(f"{place}/letter"))
    assert "The four digits" in read(sam.get(f"{place}/letter/digits"))


def test_a_letter_to_somebody_with_a_protected_identity_holds_no_address(browse, place, session):
    letter = browse("staff:sam")
    letter.press(f"{place}/invitation", check="id-document")

    assert "Exempelgatan" not in read(letter.get(f"{place}/letter"))


def test_an_operator_makes_a_letter_on_the_command_line(app, session, people, enter):
    said = app.test_cli_runner().invoke(args=["people", "invite", "tests", "ann"]).output

    code = CODE.search(said).group()
    digits = re.search(r"code: (\d{4})", said).group(1)
    assert "Until: 2026-12-15 09.30" in said
    assert enter(code, digits).status_code == 303
    runner = app.test_cli_runner()
    assert runner.invoke(args=["people", "end-sign-ins", "tests", "ann"]).exit_code == 0
    assert session.exec(select(SignInSession.ended_at)).one() is not None


@pytest.mark.parametrize("command", ["invite", "end-sign-ins"])
def test_an_operator_is_told_when_there_is_no_such_person(app, people, command):
    said = app.test_cli_runner().invoke(args=["people", command, "tests", "nobody"])

    assert said.exit_code == 1
    assert "Nobody is known as nobody in tests" in said.output
