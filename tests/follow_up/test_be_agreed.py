"""When both have said yes and it is documented, both are shown that there is a patient contract."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from app.follow_up.models import CareYes
from app.journal.models import Happening, Role
from app.people.models import CareRole
from tests.conftest import TUESDAY_MORNING
from tests.follow_up.conftest import ALL_YES, FORM
from tests.overview.read import words_on

RECEIPT = "There is a patient contract"


@pytest.fixture
def all_yes(answered):
    """Where Ann's answers stand, all of which are yes."""
    return answered(**ALL_YES)


@pytest.fixture
def sam(sees, in_english):
    return sees("staff:sam", "ann")


def say_yes(browser, place, day="2026-11-23"):
    return browser.press(f"{place}/care-yes", documented_on=day)


def test_when_both_have_said_yes_both_read_it(browse, sam, all_yes, session, journal, people):
    ann = browse("ann")
    assert "When care says yes too" in words_on(ann.get(all_yes))
    assert RECEIPT not in ann.get("/contract").text
    assert "Does care say yes too?" in words_on(sam.get("/follow-up"))

    said = say_yes(sam, all_yes)

    assert (said.status_code, said.location) == (303, all_yes)
    (row,) = session.exec(select(CareYes)).all()
    role = session.exec(select(CareRole).where(CareRole.key == "sam")).one()
    assert (row.role_id, row.documented_on) == (role.id, date(2026, 11, 23))
    for path in ("/follow-up", all_yes):
        text = words_on(ann.get(path))
        assert RECEIPT in text
        assert "You said yes to all the questions on 24 November, and care says yes too." in text
        assert "It was documented in your record on 23 November." in text
        assert "Sam Påhittad, nurse" in text
        assert "This is not a legal document" in text
    assert "You said yes to all the questions on 24 November" in words_on(ann.get("/contract"))
    theirs = words_on(sam.get("/follow-up"))
    assert "The patient said yes to all the questions on 24 November" in theirs
    assert "The patient said yes to all the questions" in words_on(sam.get("/contract"))
    (told,) = journal(Happening.CARE_SAID_YES)
    assert (told.actor_id, told.role, told.patient_id) == (
        people["staff:sam"],
        Role.STAFF.value,
        people["ann"],
    )


def test_later_answers_that_say_otherwise_undo_it(browse, sam, all_yes, answered, days_later):
    say_yes(sam, all_yes)
    days_later(1)

    answered(reply_4="partly")

    ann = browse("ann")
    text = words_on(ann.get("/follow-up"))
    assert RECEIPT not in text
    assert "Care said yes too, and it was documented in the record on 23 November." in text
    assert RECEIPT not in ann.get("/contract").text
    assert RECEIPT not in ann.get(all_yes).text


def test_later_answers_that_are_yes_leave_it(browse, sam, all_yes, answered, days_later):
    say_yes(sam, all_yes)
    days_later(1)

    answered(reply_4="yes")

    assert RECEIPT in browse("ann").get("/follow-up").text


def test_a_contract_that_has_ended_is_none(browse, sam, all_yes, tell):
    say_yes(sam, all_yes)

    tell("ann", published_on="2026-11-24", terms={"status": "ended"})

    for path in ("/follow-up", "/contract"):
        assert RECEIPT not in browse("ann").get(path).text


@pytest.mark.parametrize("answers", [{**ALL_YES, "reply_2": "partly"}, {"reply_1": "yes"}])
def test_care_does_not_say_yes_to_less(answered, sam, session, answers):
    place = answered(**answers)

    assert "care-yes" not in sam.get(place).text
    assert say_yes(sam, place).status_code == 303
    assert session.exec(select(CareYes)).all() == []


def test_an_old_page_says_nothing_when_the_patient_has_said_otherwise(
    sam, all_yes, answered, session, now
):
    assert "care-yes" in sam.get(all_yes).text
    now(TUESDAY_MORNING + timedelta(minutes=1))
    answered(reply_1="no")

    said = say_yes(sam, all_yes)

    assert (said.status_code, said.location) == (303, all_yes)
    assert session.exec(select(CareYes)).all() == []
    assert "care-yes" not in sam.get(all_yes).text


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2026-11-25", "That day has not come yet."),
        ("", "Write a day such as 2026-12-01."),
        ("i går", "Write a day such as 2026-12-01."),
    ],
)
def test_the_day_it_was_documented_is_a_day_that_has_been(sam, all_yes, session, day, told):
    refused = say_yes(sam, all_yes, day)

    assert refused.status_code == 422
    assert told in refused.text
    assert f'value="{day}"' in refused.text
    assert session.exec(select(CareYes)).all() == []


def test_saying_it_again_changes_nothing(sam, all_yes, session, journal):
    say_yes(sam, all_yes)

    assert say_yes(sam, all_yes, "2026-11-24").status_code == 303
    assert session.exec(select(CareYes.documented_on)).one() == date(2026, 11, 23)
    assert len(journal(Happening.CARE_SAID_YES)) == 1


def test_nobody_but_staff_in_her_care_says_it_for_care(browse, all_yes, session):
    for person in ("ann", "carl", "rut", "staff:stella"):
        assert say_yes(browse(person), all_yes).status_code == 404
    assert session.exec(select(CareYes)).all() == []


def test_the_seven_of_skr_can_be_agreed_on_too(browse, sees, in_english, tell):
    tell("ann", clinic={"question_set": "skr-7"})
    replies = {f"reply_{number}": "yes" for number in range(1, 8)}
    ann = browse("ann")
    place = ann.press("/follow-up/answer", **{**FORM, "question_set": "skr-7", **replies}).location

    say_yes(sees("staff:sam", "ann"), place)

    assert RECEIPT in ann.get("/contract").text
