"""One walk past every address, for every way to share: what is not shared appears nowhere."""

import re
from datetime import timedelta

import pytest
from sqlmodel import col, select, update

from app.appointments.models import Appointment
from app.self_care.models import Entry
from app.sharing import preview
from app.sharing.content import NEEDS, NEVER_REPRESENTED, Basis, Deed, Part, Thing
from tests.conftest import TUESDAY_MORNING
from tests.house.test_doors import DOORS, FORM, OPEN, SERVER, STAFF_OF_ANN, _knock, address
from tests.sharing.shared import (
    EARLIER,
    KEPT_OUT,
    MARKS,
    NEVER,
    PLAN_WITH_MARKS,
    TODAY,
    keep_out,
    keep_the_marked_out,
    open_plan,
    recorded,
    share,
    write_what_is_never_shared,
)

__all__ = ["address"]

A_DAY = timedelta(days=1)
NEEDED = {
    "overview.next_step": (Part.NEXT_STEP,),
    "overview.contacts": (Part.NEXT_STEP,),
    "overview.contract": (Part.PLAN, Part.STORY),
    "overview.paper": (Part.PLAN,),
    "appointments.times": (Part.TIMES,),
    "appointments.show": (Part.TIMES,),
    "offers.show": (Part.TIMES,),
    "calendar.file": (Part.TIMES,),
    "calendar.show": (Part.TIMES,),
    "calendar.new": (Part.TIMES,),
    "calendar.address": (Part.TIMES,),
    "offers.look": (Deed.BOOK,),
    "offers.none": (Deed.BOOK,),
    "wishes.wish": (Deed.BOOK,),
    "wishes.help_to_book": (Deed.BOOK,),
    "booking.days": (Deed.BOOK,),
    "booking.times": (Deed.BOOK,),
    "booking.details": (Deed.BOOK,),
    "booking.receipt": (Deed.BOOK,),
    "booking.ask_to_cancel": (Deed.BOOK,),
    "self_care.today": (Part.SELF_CARE,),
    "self_care.entries.new": (Deed.RECORD,),
    "follow_up.follow_ups": (Part.FOLLOW_UP,),
    "follow_up.show": (Part.FOLLOW_UP,),
    "over_time.show": (Part.FOLLOW_UP,),
    "follow_up.questions": (Deed.ANSWER,),
    "preparing.show": (Part.STORY,),
    "reminders.moments": (Deed.BE_REMINDED,),
    "reminder_choices.show": (Deed.BE_REMINDED,),
    "reminder_choices.kind": (Deed.BE_REMINDED,),
    "reminder_choices.quiet": (Deed.BE_REMINDED,),
    "reminder_choices.words": (Deed.BE_REMINDED,),
}
"""What opens each page of a plan: any of these. A page of a plan without a line is not shared."""
NEEDED_TOGETHER = {"time_questions.new": (Deed.WRITE, Part.TIMES)}
"""What opens a page only all at once."""
ABOUT_ONESELF = (
    "people.",
    "passkeys.",
    "devices.",
    "helped.",
    "reminder_choices.settings",
    "contact_points.",
    "reminders.notices",
    "push.",
    "saved.",
    "arrivals.",
)
"""Pages that are about whoever is signed in, whosever plan is open."""
SEEN_WITH_BOOKING = ("Meddelandet", "Planstödet")
"""What the patient tells the clinic, and the support they need: whoever books tells it on."""
HER_WAY_BACK = ("helping.", "kept_out.")
"""Pages about sharing, where the patient stops looking through somebody else's eyes."""
SCOPES = {
    **{part.value: ({part}, ()) for part in Part},
    **{deed.value: ((), (deed,)) for deed in Deed},
    "everything but doing": (set(Part), ()),
    "everything": (set(Part), tuple(Deed)),
}
LOOKED_AT = ("next-step", "plan", "record", "everything")
KEYS = re.compile(r'value="[^"]*"|data-(?:idle|end)="\d+"')


@pytest.fixture
def marked(tell):
    """Let Ann have a plan with marks in every part of it."""
    tell("ann", **PLAN_WITH_MARKS)


@pytest.fixture
def plan(marked, address, session, people):
    """Let Ann have written things too, that she never shares."""
    entry_id = session.exec(select(Entry.id).where(Entry.words == "")).one()
    write_what_is_never_shared(session, people, entry_id)
    session.exec(update(Appointment).values(message="Meddelandet"))
    session.commit()


@pytest.fixture
def rut(browse, session, people):
    """Return Rut's browser, with Ann's plan open."""
    browser = browse("rut")
    open_plan(session, people)
    return browser


def seen(parts, does):
    """Return the parts that a share lets be seen, and its deeds."""
    return {Part.NEXT_STEP, *parts, *does, *(NEEDS[deed] for deed in does)}


def walk(browser, address, but=()):
    """Return every page of a plan as (status, text), by what it is called."""
    pages = {}
    for (endpoint, method), kind in DOORS.items():
        if method == "GET" and kind not in (OPEN, FORM, SERVER) and not endpoint.startswith(but):
            response = browser.get(address(endpoint))
            pages[endpoint] = response.status_code, KEYS.sub("", response.text)
    return pages


def words_of(parts):
    return {word for part in parts for word in (*MARKS[part], *EARLIER.get(part, ()))}


def theirs(scope):
    """Return the pages that a share of this scope opens."""
    return {
        *(one for one, needed in NEEDED.items() if scope & {*needed}),
        *(one for one, needed in NEEDED_TOGETHER.items() if scope >= {*needed}),
    }


def hidden_from(scope):
    """Return the words that a share of this scope shows on no page."""
    hidden = words_of(part for part in Part if part not in scope) | {*NEVER}
    return hidden - {*SEEN_WITH_BOOKING} if Deed.BOOK in scope else hidden


def opened(pages):
    return {
        endpoint
        for endpoint, (status, _text) in pages.items()
        if status != 404 and not endpoint.startswith(ABOUT_ONESELF)
    }


def on_some(pages, words):
    """Return which of these words stand on which pages."""
    return {
        (word, endpoint)
        for endpoint, (_status, text) in pages.items()
        for word in words
        if word in text
    }


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize(("parts", "does"), SCOPES.values(), ids=SCOPES)
def test_every_address_shows_what_is_shared_and_nothing_else(
    rut, address, session, people, parts, does
):
    share(session, people, *parts, does=does)
    scope = seen(parts, does)

    pages = walk(rut, address)

    assert opened(pages) == theirs(scope)
    assert on_some(pages, hidden_from(scope)) == set()
    shown = {word for part in Part if part in scope for word in MARKS[part]}
    assert shown - {word for word, _endpoint in on_some(pages, shown)} == set()


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize("basis", [one for one in Basis if one.represents])
def test_whoever_represents_ann_never_sees_what_is_too_much_her_own(
    rut, address, session, people, basis
):
    recorded(session, people, basis, *Part, does=tuple(Deed))
    scope = {*Part, *Deed} - NEVER_REPRESENTED

    pages = walk(rut, address)

    assert opened(pages) == theirs(scope)
    assert on_some(pages, hidden_from(scope)) == set()


@pytest.mark.usefixtures("plan")
def test_what_is_kept_out_is_on_no_page_of_a_plan_that_is_all_shared(rut, address, session, people):
    share(session, people, *Part, does=tuple(Deed))
    before = walk(rut, address)
    times = select(Appointment.id).where(col(Appointment.key).startswith("kept"))
    kept_out = session.exec(times).all()

    keep_the_marked_out(session, people, kept_out)

    pages = walk(rut, address)
    assert {word for word, _endpoint in on_some(before, KEPT_OUT)} == {*KEPT_OUT}
    assert on_some(pages, KEPT_OUT) == set()
    shown = {word for words in MARKS.values() for word in words}
    assert shown - {word for word, _endpoint in on_some(pages, shown)} == set()
    assert opened(pages) == theirs({*Part, *Deed})
    for appointment_id in kept_out:
        for path in WAYS_OF_A_TIME:
            assert rut.get(f"/appointments/{appointment_id}{path}").status_code == 404, path


WAYS_OF_A_TIME = (
    "",
    "/calendar.ics",
    "/book",
    "/change",
    "/book-again",
    "/cancel",
    "/receipt",
    "/earlier",
    "/help",
    "/afterwards",
)


@pytest.mark.usefixtures("plan")
def test_a_sensitive_plan_is_seen_when_ann_has_chosen_that(rut, session, people):
    share(session, people, Part.PLAN)
    assert "Känsliga planen" not in rut.get("/contract").text

    keep_out(session, people, Thing.PLAN, "sensitive", kept_out=False)

    assert "Känsliga planen" in rut.get("/contract").text


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize("part", [part for part in Part if part is not Part.PLAN])
def test_what_is_not_shared_can_be_otherwise_without_a_letter_changing(
    rut, tell, address, session, people, part
):
    share(session, people, part)
    tell("ann", **PLAN_WITH_MARKS)
    before = walk(rut, address)
    mine = {name: PLAN_WITH_MARKS[name] for name in PARTS_OF_FILE.get(part, ())}

    tell("ann", **{**ANOTHER_PLAN, **mine})

    after = walk(rut, address)
    assert {one for one in before if before[one] != after[one]} == set()


PARTS_OF_FILE = {
    Part.TIMES: ("appointments",),
    Part.STORY: ("sayings", "goals"),
    Part.SELF_CARE: ("advice", "self_care"),
    Part.FOLLOW_UP: ("follow_ups",),
}
ANOTHER_PLAN = {
    **{name: [] for name in PLAN_WITH_MARKS if name not in ("terms", "follow_ups", "self_care")},
    "terms": {"status": "active", "next_review_on": "2026-12-01"},
    "goals": [{"key": "another", "words": "Ett annat mål"}],
    "commitments": [{"key": "another", "who": "care", "role": "stella", "what": "Något annat"}],
    "self_care": [{"key": "another", "kind": "own-activity", "what": "Annan egenvård"}],
    "follow_ups": [{**PLAN_WITH_MARKS["follow_ups"][0], "actions": ["En annan åtgärd"]}],
}


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize(
    "over",
    [
        pytest.param({"starts_on": TODAY + A_DAY}, id="begins tomorrow"),
        pytest.param({"starts_on": TODAY - A_DAY, "ends_on": TODAY - A_DAY}, id="ended yesterday"),
        pytest.param({"ended_at": TUESDAY_MORNING}, id="taken back"),
        pytest.param({"agreed_at": None}, id="a draft"),
    ],
)
def test_a_share_that_does_not_hold_today_opens_nothing(rut, address, session, people, over):
    share(session, people, *Part, does=tuple(Deed), **over)

    pages = walk(rut, address)

    # The first page leads to the people whom one helps, where it is told that something has ended.
    assert opened(pages) == {"overview.next_step"}
    assert (pages["overview.next_step"][0], rut.get("/").location) == (303, "/helping")
    del pages["helped.people"]
    marks = {word for words in MARKS.values() for word in words}
    assert on_some(pages, marks | {*NEVER, *KEPT_OUT, "Ann"}) == set()


@pytest.mark.usefixtures("plan")
def test_the_last_day_of_a_share_is_a_day_of_it(rut, session, people):
    share(session, people, Part.PLAN, ends_on=TODAY)

    assert rut.get("/contract").status_code == 200


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize(
    ("parts", "does"),
    [SCOPES[name] for name in LOOKED_AT],
    ids=LOOKED_AT,
)
def test_ann_looks_at_a_share_and_sees_what_rut_would(
    browse, address, session, people, parts, does
):
    draft = share(session, people, *parts, does=does, agreed_at=None)
    ann, scope = browse("ann"), seen(parts, does)
    with ann.session_transaction() as kept:
        kept[preview.PREVIEW] = str(draft.id)

    pages = walk(ann, address, but=HER_WAY_BACK)

    rutss = theirs(scope)
    assert opened(pages) == {one for one in rutss if not one.startswith(("calendar.", "reminder"))}
    assert on_some(pages, hidden_from(scope)) == set()


@pytest.mark.usefixtures("plan")
def test_who_works_elsewhere_and_is_let_in_by_ann_is_not_her_staff(
    browse, address, session, people
):
    share(session, people, *Part, does=tuple(Deed), helper="staff:stella")
    stella = browse("staff:stella")
    open_plan(session, people, helper="staff:stella")

    let_in = {
        endpoint
        for (endpoint, method), kind in DOORS.items()
        if kind == STAFF_OF_ANN and _knock(stella, method, address(endpoint)).status_code != 404
    }

    assert stella.get("/contract").status_code == 200
    assert let_in == set()
