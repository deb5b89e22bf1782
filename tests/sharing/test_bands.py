"""Each age against each address: what a patient, and whoever guards them, can open."""

from datetime import date

import pytest
from sqlmodel import col, func, select, update

from app.appointments.models import Appointment
from app.journal.models import Happening, JournalEntry, Role
from app.people.models import CareRole, Person, Unit
from app.preparing.models import MattersNow, Question
from app.requests.content import RequestKind
from app.requests.models import Request
from app.self_care.models import Entry
from app.sharing.content import Approves, Deed, Part
from app.sharing.models import Approval
from tests.conftest import TUESDAY_MORNING
from tests.house.test_doors import address
from tests.sharing.shared import (
    MARKS,
    PLAN_WITH_MARKS,
    open_plan,
    share,
    write_what_is_never_shared,
)
from tests.sharing.test_visible import NEEDED, on_some, opened, walk
from tests.sharing.young import WHEN, born, family, guardian, opens

__all__ = ["address", "family", "opens"]

TO_BOOK = {page for page, needed in NEEDED.items() if needed == (Deed.BOOK,)} - {"wishes.wish"}
"""The pages where one books. There is no time here that an earlier one can be wished for."""
OF_THE_PLAN = {"overview.paper", "overview.too_much"}
TO_SHARE = {
    *("helping.shares", "helping.new", "helping.show", "helping.change", "kept_out.show"),
    "reminder_choices.helpers",
}
TOLD_TO_ANN = {"reminders.ask_when"}
"""Where she puts off what she was reminded of: others have reminders of their own."""
NOT_OF_CHILDREN = {"requests.requests", "looks.latest", "looks.month", "looks.ask"}
GUARDIANS_ALONE = (
    *("overview.too_much", "looks.latest", "looks.ask", "wishes.ask_afterwards"),
    *("history.everything", "history.stretch", "sending.days", "sending.what", "sending.sendings"),
    *("sending.show", "self_care.routines.new", "self_care.routines.change"),
    *("self_care.routines.too_much", "self_care.routines.new_pause"),
    *("helping.shares", "helping.new", "helping.show", "helping.change", "kept_out.show"),
)
"""Pages that were the patient's alone, and are the guardians' as well."""
NOT_YOUNG = TO_BOOK | OF_THE_PLAN
LEAVES_THE_LOOK = ("helping.", "kept_out.")
"""Where one stops looking at one's plan as somebody else sees it."""
GUARDIANS_WORDS = {
    "key": "of-rut",
    "kind": "worry",
    "words": "Vårdnadshavarens oro",
    "whose": "guardian",
}
PLAN = {**PLAN_WITH_MARKS, "sayings": [*PLAN_WITH_MARKS["sayings"], GUARDIANS_WORDS]}


@pytest.fixture
def plan(tell, address, session, people):
    """Let Ann have a plan with marks in every part of it, and have written things too."""
    tell("ann", **PLAN)
    entry_id = session.exec(select(Entry.id).where(Entry.words == "")).one()
    write_what_is_never_shared(session, people, entry_id)
    session.exec(update(Appointment).values(message="Meddelandet"))
    session.exec(update(Person).where(col(Person.key) == "ann").values(language="sv"))
    session.commit()


@pytest.fixture
def pages(plan, browse, session, people, address):
    """Walk past every address as Ann, of some age and with these approvals, or as her guardian."""

    def of(band, *approved, who="ann"):
        born(session, people, WHEN[band])
        for what in approved:
            approve(session, people, what)
        browser = browse(who)
        if who != "ann":
            open_plan(session, people, helper=who)
        return walk(browser, address)

    return of


def approve(session, people, what):
    unit = session.exec(select(Unit.id).where(Unit.key == "clinic")).one()
    role = session.exec(select(CareRole.id).where(CareRole.key == "sam")).one()
    said = {"unit_id": unit, "role_id": role, "said_at": TUESDAY_MORNING}
    session.add(Approval(patient_id=people["ann"], what=what, **said))
    session.commit()


@pytest.fixture
def everything(pages):
    """Return what an adult opens of their own plan."""
    return opened(pages("grown up"))


@pytest.mark.parametrize(
    ("band", "closed"),
    [
        ("child", NOT_YOUNG | TO_SHARE | NOT_OF_CHILDREN),
        ("soon young", NOT_YOUNG | TO_SHARE | NOT_OF_CHILDREN),
        ("young", NOT_YOUNG),
        ("older", set()),
        ("unknown", set()),
    ],
)
def test_each_age_opens_its_own_pages(pages, everything, band, closed):
    assert closed <= everything

    assert opened(pages(band)) == everything - closed


@pytest.mark.parametrize(
    ("what", "opens"),
    [(Approves.PLAN, OF_THE_PLAN), (Approves.BOOK, TO_BOOK)],
)
def test_a_units_yes_opens_just_that(pages, everything, what, opens):
    assert opened(pages("young", what)) == everything - (NOT_YOUNG - opens)


@pytest.mark.parametrize("band", ["child", "older", "grown up"])
def test_a_units_yes_changes_nothing_at_other_ages(pages, band):
    without = opened(pages(band))

    assert opened(pages(band, *Approves)) == without


def test_a_guardian_opens_all_that_an_adult_does(pages, everything, session, people):
    guardian(session, people)

    found = opened(pages("child", who="rut"))

    assert found == everything - TOLD_TO_ANN


def test_every_page_that_a_guardian_opens_leaves_a_line(browse, session, people, address):
    born(session, people, WHEN["child"])
    guardian(session, people)
    rut = browse("rut")
    open_plan(session, people)
    named = {page: rut.get(address(page)) for page in GUARDIANS_ALONE}

    assert {page for page, one in named.items() if one.status_code != 200} == set()
    looked = JournalEntry.happening == Happening.LOOKED.value
    by_rut = JournalEntry.actor_id == people["rut"]
    assert session.exec(select(func.count()).where(looked, by_rut)).one() == len(named)


@pytest.mark.parametrize("band", ["young", "older", "grown up", "unknown"])
def test_from_13_a_guardian_opens_nothing(pages, session, people, band):
    guardian(session, people)

    found = pages(band, who="rut")

    assert opened(found) == {"overview.next_step"}
    assert found["overview.next_step"][0] == 303
    del found["helped.people"]
    assert on_some(found, {"Ann", *(word for words in MARKS.values() for word in words)}) == set()


@pytest.mark.parametrize("band", ["child", "young"])
def test_the_plan_is_on_no_page_of_the_young_and_their_own_words_are(pages, band):
    found = pages(band)

    hidden = {*MARKS[Part.PLAN], "Vårdnadshavarens oro", "Anhörigorden", "Barnbehovet"}
    # The support one needs stands on the form where one books, and contacts name who works there.
    assert on_some(found, hidden - {"Andra kliniken", "Stella Annan"}) == set()
    shown = {word for part in (Part.TIMES, Part.STORY, Part.SELF_CARE) for word in MARKS[part]}
    assert shown - {word for word, _page in on_some(found, shown)} == set()


def test_with_a_units_yes_the_plan_is_there_and_the_guardians_words_are_not(pages):
    found = pages("young", Approves.PLAN)

    assert {word for word, _page in on_some(found, {"Plantiteln", "Vårdnadshavarens oro"})} == {
        "Plantiteln"
    }


def look_as_rut(browser, session, people):
    """Share everything with Rut in a draft, and look at the plan through it."""
    draft = share(session, people, *Part, does=Deed, agreed_at=None)
    browser.press(f"/sharing/{draft.id}/look")


def test_a_young_person_sees_no_more_by_looking_as_somebody_they_share_with(
    plan, browse, session, people, address
):
    born(session, people, WHEN["young"])
    ann = browse("ann")
    look_as_rut(ann, session, people)

    found = walk(ann, address, but=LEAVES_THE_LOOK)

    assert not opened(found) & NOT_YOUNG
    hidden = {*MARKS[Part.PLAN], "Vårdnadshavarens oro"} - {"Andra kliniken", "Stella Annan"}
    assert on_some(found, hidden) == set()
    assert on_some(found, {"Berättelseoron"}) != set()


def test_looking_through_a_share_hides_the_guardians_words_from_the_young(
    plan, browse, session, people, address
):
    born(session, people, WHEN["young"])
    approve(session, people, Approves.PLAN)
    ann = browse("ann")
    look_as_rut(ann, session, people)

    found = walk(ann, address, but=LEAVES_THE_LOOK)

    assert {word for word, _page in on_some(found, {"Plantiteln", "Vårdnadshavarens oro"})} == {
        "Plantiteln"
    }


def test_a_young_person_can_share_only_what_they_see_and_do_themselves(browse, session, people):
    born(session, people, WHEN["young"])
    ann = browse("ann")
    told = {"who": "new", "called": "Rut", "relation": "friend", "sees": ["plan"]}

    page = ann.get("/sharing/new").text

    assert 'value="plan"' not in page
    assert 'value="book"' not in page
    assert ann.post("/sharing", data={**ann.keys(), **told}).status_code == 422
    approve(session, people, Approves.PLAN)
    assert 'value="plan"' in ann.get("/sharing/new").text
    assert ann.post("/sharing", data={**ann.keys(), **told}).status_code == 303


def promise(due_on):
    """Return a contract where the next step is what care has said it will do."""
    care = {"key": "care", "who": "care", "role": "stella", "what": "Plansamtalet"}
    return {**PLAN, "appointments": [], "commitments": [{**care, "due_on": due_on}]}


@pytest.mark.parametrize("band", ["child", "young"])
@pytest.mark.parametrize("due_on", ["2026-11-20", "2026-12-01"], ids=["late", "coming"])
def test_the_next_step_of_the_young_tells_nothing_of_the_plan(
    tell, browse, session, people, band, due_on
):
    tell("ann", **promise(due_on))
    born(session, people, WHEN[band])

    assert "Plansamtalet" not in browse("ann").get("/").text


@pytest.mark.parametrize("due_on", ["2026-11-20", "2026-12-01"], ids=["late", "coming"])
def test_with_a_units_yes_the_next_step_tells_of_the_plan(tell, browse, session, people, due_on):
    tell("ann", **promise(due_on))
    born(session, people, WHEN["young"])
    approve(session, people, Approves.PLAN)

    assert "Plansamtalet" in browse("ann").get("/").text


def write_as_a_guardian(session, people):
    """Let Rut have answered, asked and written of her child, and have been answered."""
    theirs = {"patient_id": people["ann"], "by_id": people["rut"], "role": Role.GUARDIAN.value}
    session.add(MattersNow(**theirs, words="Ruts viktiga", said_at=TUESDAY_MORNING))
    session.add(Question(**theirs, words="Ruts fråga", asked_at=TUESDAY_MORNING))
    asked = {
        "patient_id": people["ann"],
        "kind": RequestKind.TOO_MUCH,
        "asked_at": TUESDAY_MORNING,
        "asked_by_id": people["rut"],
        "asked_by_role": Role.GUARDIAN.value,
    }
    session.add(Request(**asked, about="x", words="Ruts begäran"))
    answered = {"answered_at": TUESDAY_MORNING, "answer": "Svaret till Rut"}
    session.add(Request(**asked, about="y", **answered))
    session.commit()


ANSWERED_BY_GUARDIANS = {
    "asked_on": "2026-11-21",
    "answered_by": "guardians",
    "answers": [{"question": "4", "reply": "partly", "words": "Ruts svar"}],
    "actions": ["Åtgärden efter Ruts svar"],
}
RUTS = {"Ruts fråga", "Ruts viktiga", "Ruts begäran", "Svaret till Rut"}
RUTS_ANSWERS = {"Ruts svar", "Åtgärden efter Ruts svar"}


@pytest.mark.parametrize(
    ("band", "read"),
    [("child", {"Ruts fråga", "Ruts viktiga"}), ("young", set()), ("older", RUTS | RUTS_ANSWERS)],
)
def test_what_guardians_ask_and_answer_is_not_the_young_persons_to_read(
    tell, pages, session, people, band, read
):
    tell("ann", **{**PLAN, "follow_ups": [*PLAN["follow_ups"], ANSWERED_BY_GUARDIANS]})
    write_as_a_guardian(session, people)

    found = on_some(pages(band), RUTS | RUTS_ANSWERS)

    assert {word for word, _page in found} == read


def test_guardians_of_a_child_are_told_that_the_child_reads_what_they_write(opens):
    assert "Ann can read what you write here." in opens("rut").get("/prepare").text


ENDING = 'href="/sharing/'


def test_a_child_is_not_told_of_a_share_that_it_cannot_open(browse, opens, session, family):
    share(session, family, Part.TIMES, helper="carl", ends_on=date(2026, 11, 26))

    assert ENDING not in browse("ann").get("/").text
    assert ENDING in opens("rut").get("/").text
    born(session, family, WHEN["young"])
    assert ENDING in browse("ann").get("/").text
