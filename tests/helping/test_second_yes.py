"""A young person shares together with their unit; a child's guardians decide together."""

import uuid
from datetime import date, timedelta

import pytest
from sqlmodel import select

from app.journal.models import Happening, JournalEntry, Role
from app.sharing.ages import Band
from app.sharing.content import Deed, Part
from app.sharing.models import Guardianship, Share
from app.sharing.second_yes import Second, needed
from tests.conftest import TUESDAY_MORNING
from tests.helping.test_record import letter_code
from tests.overview.read import words_on
from tests.sharing.shared import share
from tests.sharing.young import LAST_MINUTE, MIDNIGHT, family, opens

__all__ = ["family", "opens"]

WANTED = {
    "who": "new",
    "called": "Rut",
    "relation": "sibling",
    "sees": ["times"],
    "does": ["be-reminded"],
    "starts": "",
    "ends": "",
}
IDA, PETTER, SIV = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()


@pytest.fixture
def wish(ann, born):
    """Let Ann, who is 14, say that she wants to share, and return the page of it."""

    def wanted(**said):
        born(date(2012, 3, 1))
        place = ann.post("/sharing", data={**ann.keys(), **WANTED, **said}).location
        assert ann.press(f"{place}/agree").location == place
        return place.rpartition("/")[2]

    return wanted


@pytest.mark.parametrize(
    ("band", "guardians", "by", "second"),
    [
        (Band.CHILD, (IDA, PETTER), IDA, Second.GUARDIAN),
        (Band.CHILD, (IDA, PETTER), PETTER, Second.GUARDIAN),
        (Band.CHILD, (IDA,), IDA, Second.NOBODY),
        (Band.CHILD, (), IDA, Second.NOBODY),
        (Band.YOUNG, (), IDA, Second.STAFF),
        (Band.YOUNG, (IDA, PETTER), IDA, Second.STAFF),
        (Band.OLDER, (IDA, PETTER), IDA, Second.NOBODY),
        (Band.GROWN_UP, (), IDA, Second.NOBODY),
        (Band.UNKNOWN, (), IDA, Second.NOBODY),
    ],
)
def test_whose_yes_is_needed_besides(band, guardians, by, second):
    assert needed(band, guardians=guardians, by_id=by) is second


@pytest.mark.parametrize(
    ("wished", "by", "second"),
    [
        (None, IDA, Second.GUARDIAN),
        (IDA, IDA, Second.GUARDIAN),
        (IDA, PETTER, Second.NOBODY),
        (uuid.uuid4(), PETTER, Second.GUARDIAN),
    ],
)
def test_of_three_guardians_two_are_enough(wished, by, second):
    said = needed(Band.CHILD, guardians=(IDA, PETTER, SIV), by_id=by, wished_by_id=wished)

    assert said is second


@pytest.mark.parametrize(
    ("day", "waits"),
    [
        pytest.param(date(2013, 11, 24), True, id="13 today"),
        pytest.param(date(2010, 11, 25), True, id="15, and 16 tomorrow"),
        pytest.param(date(2010, 11, 24), False, id="16 today"),
        pytest.param(None, False, id="not known"),
    ],
)
def test_from_thirteen_to_fifteen_the_unit_is_asked(ann, born, session, day, waits):
    born(day)
    place = ann.post("/sharing", data={**ann.keys(), **WANTED}).location

    ann.press(f"{place}/agree")

    kept = session.exec(select(Share)).one()
    assert (kept.agreed_at is None) is waits
    assert (kept.wished_at is not None) is waits


@pytest.fixture
def rut_wishes(family, opens):
    """Let Rut want to share for her child, whose guardian Bo is too. Return both and where."""
    rut, bo = opens("rut"), opens("bo")
    place = rut.post("/sharing", data={**rut.keys(), **WANTED, "called": "Mormor"}).location
    assert rut.press(f"{place}/agree").location == place
    return rut, bo, place


def test_what_one_guardian_wants_to_share_waits_for_the_other(rut_wishes, session):
    rut, bo, place = rut_wishes

    assert "It waits for a yes from the other guardian." in words_on(rut.get(place))
    assert "Waits for your yes." in words_on(bo.get("/sharing"))
    assert "The other guardian wants to share something with Mormor." in words_on(bo.get("/"))
    assert "The other guardian wants to share" not in words_on(rut.get("/"))
    assert session.exec(select(Share)).one().agreed_at is None


def test_the_same_guardian_twice_is_not_two(rut_wishes, session):
    rut, _bo, place = rut_wishes

    rut.press(f"{place}/agree")

    assert session.exec(select(Share)).one().agreed_at is None


def test_with_both_guardians_yes_it_holds_and_the_code_is_shown_once(rut_wishes, session):
    rut, bo, place = rut_wishes

    bo.press(f"{place}/agree")

    kept = session.exec(select(Share)).one()
    assert kept.agreed_at is not None
    assert kept.ends_on == date(2026, 12, 13)
    assert "The code for Mormor" in words_on(bo.get(place))
    assert "The code for Mormor" not in words_on(rut.get(place))


def test_either_guardian_says_no(rut_wishes, session):
    rut, bo, place = rut_wishes

    assert "No, not now" in words_on(bo.get(place))
    bo.press(f"{place}/end")

    assert rut.press(f"{place}/agree").status_code == 404
    page = words_on(rut.get("/sharing"))
    assert "Mormor: not now, one of the guardians answered on 24 November." in page
    assert "the next time you meet" not in page
    assert session.exec(select(Share)).one().agreed_at is None
    row = session.exec(
        select(JournalEntry).where(JournalEntry.happening == Happening.SHARE_REFUSED.value)
    ).one()
    assert row.role == "guardian"
    ended = select(JournalEntry).where(JournalEntry.happening == Happening.SHARE_ENDED.value)
    assert session.exec(ended).all() == []


def test_staff_are_not_asked_about_what_guardians_wish(rut_wishes, sam, pages):
    _rut, _bo, place = rut_wishes
    share_id = place.rpartition("/")[2]

    assert "wants to share something" not in words_on(sam.get("/care"))
    assert "Mormor" not in words_on(sam.get(pages))
    assert sam.get(f"{pages}/{share_id}").status_code == 404
    assert sam.press(f"{pages}/{share_id}/yes").status_code == 404


def test_on_the_birthday_what_a_guardian_wished_is_over_for_all(rut_wishes, browse, now, pages):
    _rut, _bo, place = rut_wishes

    now(MIDNIGHT)

    young, staff = browse("ann"), browse("staff:sam")
    assert "Mormor" not in words_on(young.get("/sharing"))
    assert young.get(place).status_code == 404
    assert "wants to share something" not in words_on(staff.get("/care"))
    assert "Mormor" not in words_on(staff.get(pages))


@pytest.mark.parametrize(("days", "waits"), [(2, True), (3, False)])
def test_a_wish_waits_until_its_last_day(wish, browse, now, pages, days, waits):
    wish(ends="2026-11-26")

    now(TUESDAY_MORNING + timedelta(days=days))

    young, staff = browse("ann"), browse("staff:sam")
    assert ("wants to share something" in words_on(staff.get("/care"))) is waits
    assert ("Rut" in words_on(staff.get(pages))) is waits
    assert ("Waits for somebody else's yes." in words_on(young.get("/sharing"))) is waits


def test_what_a_guardian_took_back_is_not_said_to_be_cares_doing_when_they_are_one_no_more(
    family, opens, session
):
    rut, bo = opens("rut"), opens("bo")
    shared = share(session, family, Part.TIMES, helper="carl", called="Mormor")
    bo.press(f"/sharing/{shared.id}/end")
    for one in session.exec(select(Guardianship).where(Guardianship.guardian_id == family["bo"])):
        one.ended_at = TUESDAY_MORNING
        session.add(one)
    session.commit()

    page = words_on(rut.get("/sharing"))

    assert "Mormor: it was taken back on 24 November." in page
    assert "health care ended it" not in page


def test_a_yes_that_comes_on_the_birthday_opens_nothing(family, opens, session, now):
    now(LAST_MINUTE)
    rut, bo = opens("rut"), opens("bo")
    place = rut.post("/sharing", data={**rut.keys(), **WANTED, "called": "Mormor"}).location
    rut.press(f"{place}/agree")
    keys = bo.keys()

    now(MIDNIGHT)

    assert bo.post(f"{place}/agree", data=keys).status_code == 404
    assert session.exec(select(Share)).one().agreed_at is None


def test_until_the_unit_says_yes_nothing_is_open(wish, ann, rut, sam, session, people, pages):
    share_id = wish()

    page = words_on(ann.get(f"/sharing/{share_id}"))
    assert "It waits for a yes from your clinic" in page
    assert "The code for" not in page
    assert "Waits for somebody else's yes." in words_on(ann.get("/sharing"))
    assert ann.get(f"/sharing/{share_id}/change").status_code == 404
    assert "Ann wants to share something. Go through it together." in words_on(sam.get("/care"))
    assert "Ann wants to share with Rut" in words_on(sam.get(pages))
    row = session.exec(
        select(JournalEntry).where(JournalEntry.happening == Happening.SHARE_WISHED.value)
    ).one()
    assert row.actor_id == people["ann"]


def test_when_the_unit_says_yes_it_holds_and_the_code_is_on_paper(
    wish, sam, rut, ann, session, people, pages
):
    place = f"{pages}/{wish()}"
    assert "Go through it together, line by line." in words_on(sam.get(place))

    assert sam.press(f"{place}/yes").location == place

    rut.press("/helping/answer", code=letter_code(sam, place))
    assert rut.press(f"/helping/{people['ann']}").status_code == 303
    kept = session.exec(select(Share)).one()
    assert (kept.agreed_at, kept.wished_at) == (TUESDAY_MORNING, TUESDAY_MORNING)
    assert kept.wished_by_id == people["ann"]
    assert "wants to share something" not in words_on(sam.get("/care"))
    ann.press(f"/sharing/{kept.id}/end")
    assert rut.get("/appointments").status_code == 404


def test_not_now_is_told_and_opens_nothing(wish, sam, ann, session, people, pages):
    place = f"{pages}/{wish()}"

    assert sam.press(f"{place}/not-now").location == pages

    assert session.exec(select(Share)).one().agreed_at is None
    assert "Rut: not now, was the answer on 24 November" in words_on(ann.get("/sharing"))
    assert sam.press(f"{place}/yes").status_code == 404


def test_ann_takes_her_wish_back_alone(wish, sam, ann, session, pages):
    share_id = wish()

    assert ann.press(f"/sharing/{share_id}/end").status_code == 303

    assert sam.press(f"{pages}/{share_id}/yes").status_code == 404
    assert "not now" not in words_on(ann.get("/sharing"))
    assert session.exec(select(Share)).one().agreed_at is None


def test_a_newer_wish_for_the_same_person_takes_its_place(wish, session, people):
    share(session, people, Part.TIMES, ended_at=TUESDAY_MORNING)
    first = wish(who=str(people["rut"]))
    second = wish(who=str(people["rut"]), sees=["times", "story"])

    session.expire_all()
    assert session.get(Share, uuid.UUID(first)).ended_at == TUESDAY_MORNING
    assert session.get(Share, uuid.UUID(second)).ended_at is None


@pytest.mark.parametrize(
    ("said", "waits"),
    [
        ({"sees": ["times"], "does": []}, False),
        ({"sees": ["times", "story", "self-care"], "does": []}, True),
        ({"sees": ["times"], "does": ["be-reminded"]}, True),
    ],
)
def test_to_share_less_nobody_is_asked(ann, born, session, people, said, waits):
    before = share(session, people, Part.TIMES, Part.STORY)
    born(date(2012, 3, 1))
    changed = {**WANTED, **said, "who": str(people["rut"])}
    place = ann.post(f"/sharing/{before.id}/change", data={**ann.keys(), **changed}).location

    ann.press(f"{place}/agree")

    session.expire_all()
    assert (session.get(Share, before.id).ended_at is None) is waits


def test_who_has_turned_sixteen_meanwhile_decides_alone(wish, ann, born, session, people):
    share_id = wish()
    born(date(2010, 11, 24))

    ann.press(f"/sharing/{share_id}/agree")

    assert session.exec(select(Share)).one().agreed_at == TUESDAY_MORNING


def test_it_is_asked_once_more_who_says_yes(wish, sam, session, now, pages):
    place = f"{pages}/{wish()}"
    sam.get(place)
    now(TUESDAY_MORNING + timedelta(minutes=6))

    assert sam.press(f"{place}/yes").location.startswith("/sign-in/again")
    assert session.exec(select(Share)).one().agreed_at is None


def test_nobody_elsewhere_and_not_the_helper_says_yes(wish, browse, session, people, pages):
    share(session, people, Part.TIMES, helper="staff:tora", ended_at=TUESDAY_MORNING)
    place = f"{pages}/{wish(who=str(people['staff:tora']))}"

    for somebody in ("staff:stella", "staff:tora", "rut", "carl"):
        assert browse(somebody).press(f"{place}/yes").status_code == 404
        assert browse(somebody).press(f"{place}/not-now").status_code == 404


def test_what_nobody_wished_is_not_said_yes_to(sam, session, people, pages):
    own = share(session, people, Part.TIMES, does=[Deed.BOOK])
    draft = share(session, people, Part.TIMES, helper="carl", agreed_at=None)

    for one in (own, draft):
        assert sam.press(f"{pages}/{one.id}/yes").status_code == 404
        assert sam.press(f"{pages}/{one.id}/not-now").status_code == 404


def test_who_says_yes_at_work_cannot_use_the_code_at_home(
    wish, sam, browse, session, people, pages
):
    place = f"{pages}/{wish()}"
    sam.press(f"{place}/yes")
    code = letter_code(sam, place)

    at_home = browse("staff:sam")
    answered = at_home.press("/helping/answer", code=code)

    assert answered.status_code in (404, 422)
    assert session.exec(select(Share)).one().helper_id is None


def test_a_guardian_who_looks_as_somebody_else_sees_it_leaves_a_line_and_reads_whose_it_is(
    rut_wishes, session, family
):
    rut, _bo, place = rut_wishes
    looks = select(JournalEntry).where(JournalEntry.happening == Happening.LOOKED.value)
    before = len(session.exec(looks).all())

    rut.press(f"{place}/look")
    page = rut.get("/")

    assert "This is how Mormor sees Ann's plan." in words_on(page)
    assert "sees your plan" not in page.text
    new = session.exec(looks).all()[before:]
    assert [(one.actor_id, one.role) for one in new] == [(family["rut"], Role.GUARDIAN.value)]


def test_guardians_read_of_the_childs_plan_and_not_of_their_own(rut_wishes):
    rut, _bo, place = rut_wishes
    pages = [words_on(rut.get(page)) for page in ("/sharing", place, "/sharing/new")]

    assert [
        (page, mine)
        for page in pages
        for mine in ("your plan", "Your times", "your times", "for you?", "My partner", "to myself")
        if mine in page
    ] == []
    assert "You decide who sees something of Ann's plan" in pages[0]
    assert "The times" in pages[1]
    assert "Brother or sister" in pages[2]
