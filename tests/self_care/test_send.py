"""What was written down is sent when the patient says so, as they looked it through."""

from datetime import date, timedelta

from sqlmodel import col, select

from app.journal.models import Happening, JournalEntry
from app.requests.models import Request
from app.self_care.content import Value
from app.sharing.models import CareRelation
from tests.conftest import TUESDAY_MORNING
from tests.overview.read import words_on
from tests.self_care.recorded import TUESDAY, a_correction, an_entry, moment
from tests.self_care.sending import DAYS, SEEN, press

A_DAY = timedelta(days=1)


def test_a_copy_is_kept_and_care_is_asked_to_read_it(
    browse, session, people, pressure, walk, send, sent
):
    answer = send(browse("ann"), pressure)

    (sending,) = sent()
    assert answer.location == f"/self-care/sent/{sending.id}"
    (routine,) = sending.document.routines
    (entry,) = routine.entries
    assert (sending.patient_id, sending.first_on, sending.last_on, sending.sent_at) == (
        people["ann"],
        date(2026, 11, 23),
        TUESDAY,
        TUESDAY_MORNING,
    )
    assert str(routine.what) == "Measure blood pressure"
    assert entry.values == [Value(measure="upper", number=141), Value(measure="lower", number=85)]
    asked = session.exec(select(Request)).one()
    assert (asked.id, asked.kind, asked.about) == (
        sending.request_id,
        "reading",
        str(sending.id),
    )
    assert asked.subject.texts["en"] == "23–24 November, sent at 09:30"
    assert asked.subject.texts["sv"].startswith("23–24 november, ")


def test_it_is_in_the_journal(browse, session, people, pressure, send, sent):
    send(browse("ann"), pressure)

    rows = session.exec(select(JournalEntry).order_by(col(JournalEntry.number).desc())).all()
    told = next(row for row in rows if row.happening == Happening.SELF_CARE_SENT.value)
    assert (told.actor_id, told.patient_id, told.about_id) == (
        people["ann"],
        people["ann"],
        sent()[0].id,
    )
    assert told.details == {}


def test_who_wrote_it_goes_along_when_it_was_somebody_else(browse, walk, send, sent):
    send(browse("ann"), walk)

    (routine,) = sent()[0].document.routines
    assert [entry.by for entry in routine.entries] == ["Rut Exempelsson"]


def test_what_was_corrected_goes_as_it_stands_and_the_copy_stays_as_it_was(
    browse, session, pressure, send, sent
):
    entry = an_entry(session, pressure, 150, 85, on=TUESDAY - A_DAY)
    a_correction(session, pressure, entry, 999, replaced_at=TUESDAY_MORNING)
    browser = browse("ann")
    answer = send(browser, pressure)

    entry.values = [Value(measure="upper", number=111)]
    session.add(entry)
    session.commit()

    page = words_on(browser.get(answer.location))
    assert "Upper 150 mmHg" in page
    assert "999" not in page
    assert "111" not in page


def test_the_same_form_twice_is_sent_once(browse, pressure, sent):
    browser = browse("ann")
    page = browser.get(f"{DAYS}/preview").text
    data = {
        **browser.keys(),
        "seen": SEEN.search(page).group(1),
        "routine": str(pressure.id),
    }

    answers = {browser.post(DAYS, data=data).location for _turn in range(2)}

    assert len(answers) == len(sent()) == 1


def test_the_same_days_again_are_another_copy_told_apart(
    browse, session, pressure, send, sent, now
):
    browser = browse("ann")
    send(browser, pressure)
    now(moment(24, 9, 35))
    send(browser, pressure)

    first, second = sent()
    assert first.document == second.document
    asked = session.exec(select(Request).order_by(col(Request.asked_at))).all()
    assert [one.about for one in asked] == [str(first.id), str(second.id)]
    assert len({str(one.subject) for one in asked}) == 2
    page = words_on(browser.get("/self-care/sent"))
    assert page.index("at 09:35") < page.index("at 09:30")


def test_what_changed_after_the_look_is_looked_through_again(browse, session, pressure, sent):
    browser = browse("ann")
    seen = SEEN.search(browser.get(f"{DAYS}/preview").text).group(1)
    chosen = [("routine", str(pressure.id))]
    an_entry(session, pressure, 177, 85, at=9 * 60)

    answer = press(browser, DAYS, chosen, seen=seen)

    assert answer.status_code == 422
    assert "nothing is sent yet" in answer.text
    assert "177\N{NO-BREAK SPACE}mmHg" in answer.text
    assert sent() == []
    again = SEEN.search(answer.text).group(1)
    assert press(browser, DAYS, chosen, seen=again).status_code == 303


def test_where_nobody_would_read_it_nothing_is_sent(browse, session, people, pressure, sent):
    for relation in session.exec(select(CareRelation)):
        relation.ends_on = date(2026, 11, 23)
    session.commit()
    browser = browse("ann")

    assert "so nobody would read it" in words_on(browser.get("/self-care/send"))
    assert browser.get(DAYS).status_code == 404
    assert press(browser, DAYS, [("routine", str(pressure.id))], seen="").status_code == 404
    assert sent() == []


def test_somebody_elses_routine_is_not_sent(browse, session, people, pressure, sent):
    browser = browse("carl")

    answer = press(browser, DAYS, [("routine", str(pressure.id))], seen="")

    assert answer.status_code == 422
    assert "Slept badly" not in answer.text
    assert sent() == []


def test_nobody_sends_in_somebody_elses_name(sees, pressure, sent):
    staff = sees("staff:sam", "ann")

    for path in ("/self-care/send", DAYS, f"{DAYS}/preview", "/self-care/sent"):
        assert staff.get(path).status_code == 404
    assert press(staff, DAYS, [("routine", str(pressure.id))], seen="").status_code == 404
    assert sent() == []


def test_nothing_is_sent_yet(browse):
    assert "You have not sent anything." in words_on(browse("ann").get("/self-care/sent"))
