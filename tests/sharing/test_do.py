"""What a relative may do for Ann, in their own name: what was let, and nothing else."""

import uuid
from datetime import date

import pytest
from sqlmodel import col, delete, select, update

from app.appointments.content import State
from app.appointments.models import Appointment, CalendarFeed, EarlierWish, Offer
from app.contracts.models import VersionRead
from app.follow_up.models import CareYes, FollowUp
from app.journal.models import Happening, JournalEntry, Role
from app.people.models import CareRole
from app.requests.models import Request
from app.self_care.models import Entry, Routine
from app.sharing.content import Basis, Deed, Part, Thing
from app.slots.models import BookingRules
from tests.appointments.conftest import DAY
from tests.appointments.feed import PAGE, events, shown
from tests.appointments.made import at
from tests.appointments.offered import offer
from tests.appointments.walking import book, hold, send
from tests.conftest import TUESDAY_MORNING
from tests.follow_up.conftest import FORM as QUESTIONS
from tests.house.test_doors import DOORS, OPEN, SERVER, address
from tests.house.test_doors import FORM as OPEN_FORM
from tests.overview.read import words_on
from tests.sharing.shared import end, keep_out, open_plan, recorded, share, share_instead
from tests.slots.made import make_kind, make_slot, make_time

__all__ = ["address"]

LETS = {
    "booking.hold": Deed.BOOK,
    "booking.book": Deed.BOOK,
    "booking.cancel": Deed.BOOK,
    "offers.take": Deed.BOOK,
    "offers.decline": Deed.BOOK,
    "wishes.keep_wish": Deed.BOOK,
    "wishes.stop": Deed.BOOK,
    "wishes.ask_for_help": Deed.BOOK,
    "self_care.entries.record": Deed.RECORD,
    "self_care.entries.correct": Deed.RECORD,
    "self_care.entries.undo": Deed.RECORD,
    "follow_up.answer": Deed.ANSWER,
    "reminders.remind_me": Deed.BE_REMINDED,
    "reminders.do_not_remind_me": Deed.BE_REMINDED,
    "reminder_choices.choose": Deed.BE_REMINDED,
    "reminder_choices.be_quiet": Deed.BE_REMINDED,
    "reminder_choices.choose_words": Deed.BE_REMINDED,
    "preparing.say": Deed.WRITE,
    "preparing.unsay": Deed.WRITE,
    "preparing.ask": Deed.WRITE,
    "preparing.withdraw": Deed.WRITE,
    "time_questions.ask": Deed.WRITE,
}
"""What lets a relative send each form. A form of a plan without a line is never theirs."""
REPRESENTING = (Deed.BOOK, Deed.ANSWER, Deed.BE_REMINDED)
"""What whoever represents the patient may be let to do."""
FOR_ONESELF = ("calendar.make", "calendar.tell", "calendar.end")
"""Forms about what the reader has for themselves, of the times that they see."""
READ_FOR_ONESELF = ("overview.read_changes",)
"""What everybody who may see it says for themselves that they have read."""
NOT_OF_A_PLAN = (
    "contact_points.",
    "people.",
    "passkeys.",
    "devices.",
    "helped.",
    "desk.close_plan",
    "push.subscribe",
    "push.refuse",
)


@pytest.fixture
def rut(browse, session, people):
    browser = browse("rut")
    open_plan(session, people)
    return browser


@pytest.fixture
def kind(session, people):
    return make_kind(session, message_allowed=True)


@pytest.fixture
def slots(session, kind):
    sam = session.exec(select(CareRole.id).where(CareRole.key == "sam")).one()
    return [
        make_slot(session, kind, at(DAY, clock), role_id=sam)
        for clock in ("9.00", "11.00", "13.00")
    ]


@pytest.fixture
def invited(session, kind, people):
    """Ann's open invitation."""
    return make_time(session, kind, people["ann"], answer_by=date(2026, 12, 24))


@pytest.fixture
def journal(session):
    """Return what somebody has done, by the journal, looks left out."""

    def of(person_id):
        rows = select(JournalEntry).where(JournalEntry.actor_id == person_id)
        found = session.exec(rows.order_by(col(JournalEntry.number))).all()
        return [
            (row.happening, row.role) for row in found if row.happening.startswith("appointments:")
        ]

    return of


def forms(*, but=()):
    return [
        endpoint
        for (endpoint, method), kind in DOORS.items()
        if method == "POST"
        and kind not in (OPEN, OPEN_FORM, SERVER)
        and not endpoint.startswith(NOT_OF_A_PLAN)
        and endpoint not in (*FOR_ONESELF, *READ_FOR_ONESELF, *but)
    ]


def refused(browser, address, endpoints):
    """Return the forms that are refused as if there was nothing there."""
    return {one for one in endpoints if browser.press(address(one)).status_code == 404}


def test_who_may_only_look_is_refused_at_every_form(rut, address, session, people):
    share(session, people, *Part)

    assert refused(rut, address, forms()) == {*forms()}


def test_who_may_not_see_times_is_refused_a_calendar_of_them(rut, address, session, people):
    share(session, people, *(part for part in Part if part is not Part.TIMES))

    assert refused(rut, address, FOR_ONESELF) == {*FOR_ONESELF}


@pytest.mark.parametrize("deed", Deed)
def test_a_deed_opens_its_own_forms_and_no_others(rut, address, session, people, deed):
    share(session, people, *Part, does=[deed])
    theirs = [endpoint for endpoint, needed in LETS.items() if needed is deed]

    assert refused(rut, address, forms(but=theirs)) == {*forms(but=theirs)}


@pytest.mark.parametrize("basis", [one for one in Basis if one.represents])
def test_whoever_represents_ann_books_supports_is_reminded_and_does_nothing_else(
    rut, address, session, people, basis
):
    recorded(session, people, basis, *Part, does=tuple(Deed))
    theirs = [name for name, needed in LETS.items() if needed in REPRESENTING]

    assert refused(rut, address, forms(but=theirs)) == {*forms(but=theirs)}


@pytest.mark.parametrize("basis", [one for one in Basis if one.represents])
def test_nothing_that_is_anns_own_yes_can_be_pressed_by_whoever_represents_her(
    rut, address, session, people, basis
):
    recorded(session, people, basis, *Part, does=tuple(Deed))

    assert refused(rut, address, ANNS_OWN_YES) == {*ANNS_OWN_YES}


ANNS_OWN_YES = (
    "follow_up.say_yes",
    "follow_up.lead_on",
    "follow_up.postpone",
    "helping.draw_up",
    "helping.draw_up_change",
    "helping.agree",
    "helping.keep_on",
    "helping.end",
    "kept_out.keep",
    "requests.ask",
    "sending.send",
    "overview.say_too_much",
    "looks.send",
    "care_shares.draw_up",
    "care_shares.record",
    "care_shares.review",
)
"""What a patient consents to, agrees on or decides, and what staff write down for them."""


@pytest.mark.usefixtures("in_english")
def test_a_god_man_books_as_a_god_man(rut, browse, session, people, slots, invited, journal):
    recorded(session, people, Basis.SPECIAL_REPRESENTATIVE, does=[Deed.BOOK])
    path = f"/appointments/{invited.id}"
    page = words_on(rut.get(path))
    assert "You are here as special representative (god man)." in page
    assert "You cannot consent to care or treatment." in page

    book(rut, f"{path}/book", slots[0])

    assert journal(people["rut"])[-1] == ("appointments:booked", "special-representative")
    told = "Rut Exempelsson, special representative (god man), chose this time."
    assert told in words_on(browse("ann").get(path))


@pytest.mark.usefixtures("in_english")
def test_a_god_man_asks_for_help_to_book_under_that_name(rut, browse, session, people, invited):
    recorded(session, people, Basis.SPECIAL_REPRESENTATIVE, does=[Deed.BOOK])
    path = f"/appointments/{invited.id}/help"

    send(rut, rut.get(path), path, words="Ring mig gärna")

    told = "Written down by Rut Exempelsson , special representative (god man)"
    assert told.replace(" ,", ",") in words_on(browse("ann").get("/requests")).replace(" ,", ",")


@pytest.mark.usefixtures("in_english")
def test_a_god_man_supports_answers_which_are_then_no_yes_of_anns(rut, browse, session, people):
    recorded(session, people, Basis.SPECIAL_REPRESENTATIVE, does=[Deed.ANSWER])
    yes = {f"reply_{number}": "yes" for number in range(1, 6)}

    sent = rut.press("/follow-up/answer", **{**QUESTIONS, **yes})

    kept = session.exec(select(FollowUp).where(FollowUp.source == "here")).one()
    assert (kept.together_with, kept.support) == ("Rut Exempelsson", "special-representative")
    told = "Answered with the support of Rut Exempelsson, special representative (god man)."
    assert told in words_on(browse("ann").get(sent.location))
    assert told in words_on(browse("ann").get("/follow-up/over-time"))
    sam = browse("staff:sam")
    sam.press(f"/care/patients/{people['ann']}")
    assert "care-yes" not in sam.get(sent.location).text
    sam.press(f"{sent.location}/care-yes", documented_on="2026-11-24")
    assert session.exec(select(CareYes)).all() == []


def looks(session, by):
    rows = select(JournalEntry).where(
        JournalEntry.actor_id == by, JournalEntry.happening == Happening.LOOKED.value
    )
    return [row.details["part"] for row in session.exec(rows.order_by(col(JournalEntry.number)))]


def test_a_form_that_is_drawn_again_is_looked_at_again(rut, session, people):
    share(session, people, *Part, does=tuple(Deed))

    assert rut.press("/prepare/questions", **{"question-words": " "}).status_code == 422
    assert rut.press("/follow-up/answer", **QUESTIONS).status_code == 422

    assert looks(session, people["rut"]) == ["own words", "follow-up questions"]


def test_a_press_that_is_refused_without_a_page_of_the_plan_is_no_look(rut, session, people):
    share(session, people, *Part, does=tuple(Deed))

    assert rut.post("/prepare/questions", data={**rut.keys(), "whose": "x"}).status_code == 422

    assert looks(session, people["rut"]) == []


@pytest.mark.usefixtures("in_english")
def test_rut_has_read_the_news_for_herself(rut, browse, tell, session, people):
    share(session, people, Part.PLAN)
    rut.press("/contract/read", number="1")
    tell("ann", goals=[{"key": "new", "words": "Ett nytt mål"}], commitments=[])
    assert "New since you last looked" in words_on(rut.get("/"))

    assert rut.press("/contract/read", number="2").location == "/"

    assert "New since you last looked" not in words_on(rut.get("/"))
    read = session.exec(select(VersionRead)).all()
    assert {one.person_id for one in read} == {people["rut"]}


@pytest.mark.parametrize("part", [Part.STORY, Part.TIMES])
def test_who_does_not_see_the_plan_has_nothing_of_it_to_read(rut, session, people, part):
    share(session, people, part)

    assert rut.press("/contract/read", number="1").status_code == 404


@pytest.mark.usefixtures("in_english")
def test_a_later_time_that_is_kept_out_is_not_told_of_by_a_refusal(
    rut, browse, session, people, slots, invited
):
    share(session, people, does=[Deed.BOOK])
    path, ann = f"/appointments/{invited.id}", browse("ann")
    book(ann, f"{path}/book", slots[0])
    send(ann, ann.get(f"{path}/cancel"), f"{path}/cancel")
    again = book(ann, f"{path}/book-again", slots[1])
    later = again.location.split("/")[2]
    assert "To the time you booked after this one" in words_on(rut.get(f"{path}/book-again"))

    keep_out(session, people, Thing.TIME, later)
    hidden = words_on(rut.get(f"{path}/book-again")), words_on(rut.get(path))
    session.exec(update(Appointment).where(Appointment.id == uuid.UUID(later)).values(key="later"))
    session.exec(delete(BookingRules))
    session.commit()

    assert hidden[0] == words_on(rut.get(f"{path}/book-again"))
    assert hidden[1] == words_on(rut.get(path))


def test_rut_books_for_ann_in_her_own_name(rut, browse, session, people, slots, invited, journal):
    share(session, people, does=[Deed.BOOK])
    path = f"/appointments/{invited.id}"
    page = words_on(rut.get(path))
    assert "Boka en tid" in page

    answer = book(rut, f"{path}/book", slots[0], message="Jag följer med.")

    session.expire_all()
    time = session.get(Appointment, invited.id)
    assert answer.location == f"{path}/receipt"
    assert (time.state, time.relative_id) == (State.BOOKED, people["rut"])
    assert journal(people["rut"])[-1] == ("appointments:booked", Role.RELATIVE.value)
    assert "Rut Exempelsson, relative, chose this time." in words_on(browse("ann").get(path))


def test_what_ann_books_herself_afterwards_is_hers(rut, browse, session, people, slots, invited):
    share(session, people, does=[Deed.BOOK])
    path = f"/appointments/{invited.id}"
    book(rut, f"{path}/book", slots[0])

    book(browse("ann"), f"{path}/change", slots[1])

    session.expire_all()
    assert session.get(Appointment, invited.id).relative_id is None


def test_rut_changes_and_cancels_for_ann(rut, browse, session, people, slots, invited):
    share(session, people, does=[Deed.BOOK])
    path = f"/appointments/{invited.id}"
    book(browse("ann"), f"{path}/book", slots[0])

    book(rut, f"{path}/change", slots[1])
    send(rut, rut.get(f"{path}/cancel"), f"{path}/cancel")

    session.expire_all()
    time = session.get(Appointment, invited.id)
    assert (time.state, time.relative_id) == (State.CANCELLED, people["rut"])
    assert "Rut Exempelsson, relative, cancelled this time." in words_on(browse("ann").get(path))


def test_another_relative_does_not_see_who_booked(rut, browse, session, people, slots, invited):
    share(session, people, does=[Deed.BOOK])
    share(session, people, Part.TIMES, helper="carl")
    book(rut, f"/appointments/{invited.id}/book", slots[0])
    carl = browse("carl")
    open_plan(session, people, helper="carl")

    page = words_on(carl.get(f"/appointments/{invited.id}"))

    assert "Synundersökning" in page
    assert "Rut" not in page
    assert "Rut Exempelsson" in words_on(rut.get(f"/appointments/{invited.id}"))


def test_rut_takes_what_ann_is_offered(rut, session, people, slots, invited, journal):
    share(session, people, does=[Deed.BOOK])
    offered = offer(session, invited, slots[:2])
    address = f"/offers/{offered.id}/slots/{slots[1].id}"

    send(rut, rut.get(address), address)

    session.expire_all()
    assert session.get(Offer, offered.id).chosen_slot_id == slots[1].id
    assert session.get(Appointment, invited.id).relative_id == people["rut"]
    assert Role.RELATIVE.value in {role for _happening, role in journal(people["rut"])}


def test_rut_sees_an_offer_without_answering_when_she_may_only_look(
    rut, session, people, slots, invited
):
    share(session, people, Part.TIMES)
    offered = offer(session, invited, slots[:2])

    assert "11.00" in words_on(rut.get(f"/offers/{offered.id}"))
    assert f"/offers/{offered.id}/slots" not in rut.get(f"/offers/{offered.id}").text
    assert rut.get(f"/offers/{offered.id}/none").status_code == 404


def test_rut_asks_for_help_to_book_and_ann_reads_who_asked(rut, browse, session, people, invited):
    share(session, people, does=[Deed.BOOK])
    path = f"/appointments/{invited.id}/help"

    send(rut, rut.get(path), path, words="Ring mig gärna")

    assert session.exec(select(Request.asked_by_id)).one() == people["rut"]
    assert "Written down by Rut Exempelsson" in words_on(browse("ann").get("/requests"))
    assert rut.get("/requests").status_code == 404


def test_rut_waits_for_an_earlier_time_for_ann(rut, session, people, slots, invited):
    share(session, people, does=[Deed.BOOK])
    book(rut, f"/appointments/{invited.id}/book", slots[2])
    path = f"/appointments/{invited.id}/earlier"

    assert rut.press(path, notice="24").status_code == 303

    assert session.exec(select(EarlierWish.patient_id)).one() == people["ann"]


def test_a_share_that_is_narrowed_while_a_form_is_open_refuses_the_press(
    rut, session, people, slots, invited
):
    before = share(session, people, does=[Deed.BOOK])
    page = hold(rut, f"/appointments/{invited.id}/book", slots[0])

    share_instead(session, people, before, Part.TIMES)

    assert send(rut, page, f"/appointments/{invited.id}/book").status_code == 404
    session.expire_all()
    assert session.get(Appointment, invited.id).state is State.OPEN_INVITATION
    assert rut.get(f"/appointments/{invited.id}").status_code == 200


def test_a_time_that_is_kept_out_while_a_form_is_open_refuses_the_press(
    rut, session, people, slots, invited
):
    share(session, people, does=[Deed.BOOK])
    page = hold(rut, f"/appointments/{invited.id}/book", slots[0])

    keep_out(session, people, Thing.TIME, invited.id)

    assert send(rut, page, f"/appointments/{invited.id}/book").status_code == 404
    session.expire_all()
    assert session.get(Appointment, invited.id).state is State.OPEN_INVITATION


def test_a_share_that_is_taken_back_refuses_the_next_click(rut, session, people):
    shared = share(session, people, *Part)
    assert rut.get("/contract").status_code == 200

    end(session, shared)

    assert rut.get("/contract").status_code == 404
    assert rut.get("/").location == "/helping"


def test_rut_writes_down_and_ann_reads_who_did(rut, browse, session, people):
    share(session, people, does=[Deed.RECORD])
    routine = session.exec(select(Routine).where(Routine.key == "lake")).one()
    path = f"/self-care/{routine.id}/new"

    sent = send(rut, rut.get(path), "/self-care/entries", outcome="done", words="Vi gick båda")

    assert sent.status_code == 303
    (entry,) = session.exec(select(Entry)).all()
    assert (entry.patient_id, entry.by_id) == (people["ann"], people["rut"])
    assert entry.role == Role.RELATIVE.value
    assert "Written down by Rut Exempelsson, relative" in words_on(browse("ann").get("/self-care"))
    shown_to_rut = rut.get(f"/self-care/entries/{entry.id}")
    undo = f"/self-care/entries/{entry.id}/undo"
    assert send(rut, shown_to_rut, undo).status_code == 303
    session.expire_all()
    assert session.get(Entry, entry.id).undone_at


def test_what_ann_has_written_down_is_not_there_for_rut(rut, browse, session, people):
    share(session, people, *Part, does=[Deed.RECORD])
    routine = session.exec(select(Routine).where(Routine.key == "lake")).one()
    ann = browse("ann")
    page = ann.get(f"/self-care/{routine.id}/new")
    send(ann, page, "/self-care/entries", outcome="done", words="Annas egna ord")
    (entry,) = session.exec(select(Entry)).all()

    by = {"by": str(people["rut"]), "outcome": "done", "on": "2026-11-24"}

    assert rut.get(f"/self-care/entries/{entry.id}").status_code == 404
    assert rut.press(f"/self-care/entries/{entry.id}", **by).status_code == 404
    assert rut.press(f"/self-care/entries/{entry.id}/undo", **by).status_code == 404
    assert "Annas egna ord" not in rut.get("/self-care").text


def test_rut_answers_together_with_ann(rut, browse, session, people):
    share(session, people, does=[Deed.ANSWER])
    assert "Rut Exempelsson" in words_on(rut.get("/follow-up/answer"))

    sent = rut.press("/follow-up/answer", **{**QUESTIONS, "reply_1": "yes", "together_with": "X"})

    assert sent.status_code == 303
    kept = session.exec(select(FollowUp).where(FollowUp.source == "here")).one()
    assert (kept.together_with, kept.answered_by_id) == ("Rut Exempelsson", people["ann"])
    assert (kept.asked_by_id, kept.reason) == (None, "own wish")
    assert "Answered together with Rut Exempelsson." in words_on(browse("ann").get(sent.location))
    assert words_on(rut.get(sent.location))


@pytest.fixture
def calendar(rut, app):
    """Let Rut make an address for her calendar, and return what reads it."""

    def subscribe():
        answer = rut.press(PAGE, says="all")
        path = shown(rut.get(answer.location))
        reader = app.test_client(use_cookies=False)
        return lambda: reader.get(path)

    return subscribe


def test_ruts_calendar_follows_what_is_shared(calendar, session, people):
    shared = share(session, people, Part.TIMES)
    visit = session.exec(
        select(Appointment).where(
            Appointment.key == "visit", Appointment.patient_id == people["ann"]
        )
    ).one()
    read = calendar()
    assert [event.summary for event in events(read())] == ["Besök hos Sam"]

    keep_out(session, people, Thing.TIME, visit.id)
    assert "VEVENT" not in read().text
    keep_out(session, people, Thing.TIME, visit.id, kept_out=False)
    narrower = share_instead(session, people, shared, Part.PLAN)
    assert read().status_code == 404
    wider = share_instead(session, people, narrower, Part.TIMES)
    assert read().status_code == 200
    end(session, wider)

    assert read().status_code == 404


def test_ruts_calendar_is_hers_and_not_anns(calendar, browse, session, people):
    share(session, people, Part.TIMES)
    calendar()

    feed = session.exec(select(CalendarFeed)).one()

    assert (feed.person_id, feed.patient_id) == (people["rut"], people["ann"])
    assert "Your calendar may read" not in words_on(browse("ann").get(PAGE))
    assert feed.made_at == TUESDAY_MORNING
