"""What stands close to what is shared, and is not shared by that."""

import html
import re
from datetime import date, timedelta

import pytest
from sqlmodel import select, update

from app.appointments.models import Appointment
from app.base.words import Words
from app.contracts import visible
from app.contracts.agreement import Agreement
from app.follow_up.models import FollowUp
from app.journal.models import Happening, JournalEntry
from app.people.models import Person
from app.self_care.models import Entry
from app.sharing import queries, rules
from app.sharing.ages import Band
from app.sharing.content import Deed, Part, Thing
from app.sharing.models import Share
from tests.appointments.walking import send
from tests.overview.read import words_on
from tests.sharing.shared import TODAY, open_plan, share

A_DAY = timedelta(days=1)
OCCASION = re.compile(r'href="(/self-care/[0-9a-f-]{36}/new\?[^"]+)"')
FEED = re.compile(r"/calendar/[\w-]+\.ics")


@pytest.fixture(autouse=True)
def everybody_in_english(in_english):
    pass


@pytest.fixture
def rut(browse, session, people):
    browser = browse("rut")
    open_plan(session, people)
    return browser


def pages_of(browser, *paths):
    return " ".join(browser.get(path).text for path in paths)


def test_support_that_the_patient_asked_for_is_for_whoever_books(rut, session, people):
    session.exec(update(Appointment).values(support=[Words("en", {"en": "Without my sister"})]))
    session.commit()
    shared = share(session, people)
    assert "Without my sister" not in rut.get("/").text

    shared.sees, shared.does = [Part.TIMES], [Deed.BOOK]
    session.add(shared)
    session.commit()

    assert "Without my sister" in rut.get("/").text


def test_a_guess_does_not_tell_what_the_patient_has_written_down(rut, browse, session, people):
    share(session, people, does=[Deed.RECORD])
    ann = browse("ann")
    path = html.unescape(OCCASION.search(ann.get("/self-care").text).group(1))
    send(ann, ann.get(path), "/self-care/entries", outcome="not-done")

    guess = send(rut, rut.get(path), "/self-care/entries", outcome="not-done")

    assert guess.status_code == 303
    written = session.exec(select(Entry.by_id)).all()
    assert sorted(written) == sorted([people["ann"], people["rut"]])


def test_who_else_helped_with_the_answers_is_not_said(rut, session, people):
    session.exec(update(FollowUp).values(together_with="Carl Exempelsson"))
    session.commit()
    share(session, people, Part.FOLLOW_UP)

    assert "Carl Exempelsson" not in pages_of(rut, "/follow-up", "/follow-up/over-time")


def test_where_the_patient_lives_is_not_shared(rut, session, people):
    session.exec(update(Appointment).values(mode="home-visit", place=None))
    session.commit()
    share(session, people, *Part)

    page = words_on(rut.get("/"))

    assert "At your home" in page
    assert session.get(Person, people["ann"]).street not in page


def test_staffs_ways_do_not_stand_on_a_relatives_page(rut, session, people):
    time = session.exec(
        select(Appointment.id).where(Appointment.patient_id == people["ann"])
    ).first()
    share(session, people, *Part, does=tuple(Deed))

    assert "/care/" not in rut.get(f"/appointments/{time}").text


@pytest.mark.parametrize("let_in", [True, False])
def test_what_belongs_to_a_plan_that_is_kept_out_leaves_with_it(people, let_in):
    said = {
        "terms": {"status": "active"},
        "plans": [{"key": "p", "kind": "VP", "approved_for_patient": True}],
        "commitments": [{"key": "c", "who": "me", "what": "Go out", "plan": "p"}],
    }
    kept_out = {(Thing.PLAN, "p"): True, **({(Thing.COMMITMENT, "c"): False} if let_in else {})}
    access = rules.Access(people["ann"], people["rut"], rules.Role.RELATIVE, kept_out=kept_out)

    found = visible.agreement_for(access, Agreement.model_validate(said))

    assert (found.plans, found.commitments) == ([], [])


def test_a_share_that_never_began_is_not_told_of(rut, browse, session, people):
    shared = share(session, people, *Part, starts_on=TODAY + A_DAY)
    browse("ann").press(f"/sharing/{shared.id}/end")

    assert "Ann" not in rut.get("/helping").text


def test_a_change_begins_at_once_and_the_form_can_be_sent_as_it_stands(browse, session, people):
    shared = share(session, people, Part.TIMES, starts_on=date(2026, 11, 20))
    ann = browse("ann")
    page = ann.get(f"/sharing/{shared.id}/change").text
    assert 'name="starts"' not in page

    sent = send(ann, ann.get(f"/sharing/{shared.id}/change"), f"/sharing/{shared.id}/change")

    assert sent.status_code == 303
    drawn_up = session.exec(select(Share.starts_on).where(Share.agreed_at.is_(None))).one()
    assert drawn_up == TODAY


def test_a_draft_whose_last_day_has_passed_is_looked_at_again(browse, session, people):
    over = {"starts_on": TODAY - 2 * A_DAY, "ends_on": TODAY - A_DAY}
    draft = share(session, people, Part.TIMES, agreed_at=None, **over)

    answer = browse("ann").press(f"/sharing/{draft.id}/agree")

    assert answer.location == f"/sharing/{draft.id}/change"
    session.expire_all()
    assert session.get(Share, draft.id).agreed_at is None


def test_the_patient_reads_who_answered(browse, session, people):
    shared = share(session, people, Part.TIMES, called="Eva")

    page = words_on(browse("ann").get(f"/sharing/{shared.id}"))

    assert "Whoever answered the invitation is Rut Exempelsson." in page


def test_who_works_in_care_and_comes_privately_sees_what_is_shared(session, people):
    share(session, people, Part.TIMES, helper="staff:sam")
    asked = {"patient_id": people["ann"], "band": Band.GROWN_UP, "today": TODAY}

    at_work = queries.access_of(session, people["staff:sam"], **asked)
    private = queries.access_of(session, people["staff:sam"], at_work=False, **asked)

    assert at_work.at_work
    assert private.shared


def test_looking_through_a_share_that_is_gone_shows_nothing_else(browse, session, people):
    draft = share(session, people, Part.NEXT_STEP, agreed_at=None)
    ann = browse("ann")
    ann.press(f"/sharing/{draft.id}/look")
    assert ann.get("/contract").status_code == 404

    session.delete(session.get(Share, draft.id))
    session.commit()

    assert ann.get("/contract").location == "/sharing"
    assert ann.get("/contract").status_code == 200


def test_a_calendar_that_reads_shared_times_is_a_look(rut, app, session, people):
    share(session, people, Part.TIMES)
    rut.press("/appointments/calendar", says="booked")
    feed = FEED.search(rut.get("/appointments/calendar/address").text).group()
    before = len(_looks(session))

    assert app.test_client().get(feed).status_code == 200

    assert len(_looks(session)) == before + 1


def _looks(session):
    return session.exec(
        select(JournalEntry.number).where(JournalEntry.happening == Happening.LOOKED.value)
    ).all()
