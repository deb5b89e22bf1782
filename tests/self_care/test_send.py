"""What was written down is sent when the patient says so, as they looked it through."""

import re
from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from app.base.words import Words
from app.contracts.content_home import SelfCareKind
from app.journal.models import Happening, JournalEntry
from app.requests.models import Request
from app.self_care import sending_forms
from app.self_care.content import Value
from app.self_care.models import Sending
from app.sharing.models import CareRelation
from tests.conftest import TUESDAY_MORNING
from tests.overview.read import words_on
from tests.self_care.recorded import (
    TUESDAY,
    a_correction,
    a_routine,
    an_entry,
    many_entries,
    moment,
)

A_DAY = timedelta(days=1)
DAYS = "/self-care/send/2026-11-23/2026-11-24"
SEEN = re.compile(r'name="seen" value="(\w+)"')


@pytest.fixture
def pressure(session, people):
    """What Ann measures; read at her calls."""
    routine = a_routine(
        session,
        people["ann"],
        what=Words("en", {"en": "Measure blood pressure"}),
        read_when=Words("en", {"en": "Sam reads it at your calls."}),
    )
    an_entry(session, routine, 141, 85, words="Slept badly.")
    an_entry(session, routine, 138, 84, on=date(2026, 11, 20), words="Too early.")
    return routine


@pytest.fixture
def walk(session, people):
    routine = a_routine(
        session,
        people["ann"],
        key="walk",
        what=Words("en", {"en": "Walk to the lake"}),
        kind=SelfCareKind.OWN_ACTIVITY,
        measures=[],
    )
    an_entry(session, routine, on=TUESDAY - A_DAY, by_id=people["rut"])
    return routine


@pytest.fixture
def send():
    """Look through what was written down on two days, and send it."""

    def look_and_send(browser, *routines, days=DAYS):
        chosen = [("routine", str(one.id)) for one in routines]
        page = browser.get(f"{days}/preview", query_string=[("chosen", "yes"), *chosen])
        assert page.status_code == 200, page.text
        return press(browser, days, chosen, seen=SEEN.search(page.text).group(1))

    return look_and_send


def press(browser, path, chosen, **fields):
    data = {**browser.keys(), **fields, "routine": [value for _name, value in chosen]}
    return browser.post(path, data=data)


@pytest.fixture
def at_work(browse):
    """Return a browser where a member of staff reads English."""

    def signed_in(person="staff:sam"):
        browser = browse(person)
        browser.press("/language", language="en")
        return browser

    return signed_in


@pytest.fixture
def sent(session):
    """Return everything that was sent, the earliest first."""

    def rows():
        session.expire_all()
        return session.exec(select(Sending).order_by(col(Sending.sent_at))).all()

    return rows


def test_this_week_and_this_month_are_one_tap_away(browse):
    page = browse("ann").get("/self-care/send").text

    assert "/self-care/send/2026-11-23/2026-11-24" in page
    assert "/self-care/send/2026-11-01/2026-11-24" in page


def test_one_chooses_other_days(browse):
    asked = {"first": "2026-10-01", "last": "2026-10-01"}

    answer = browse("ann").get("/self-care/send", query_string=asked)

    assert (answer.status_code, answer.location) == (303, "/self-care/send/2026-10-01/2026-10-01")


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("", "2026-11-24", "like this: 2026-11-24."),
        ("2026-11-24", "3/4", "like this: 2026-11-24."),
        ("2026-11-24", "2026-11-25", "has not come yet"),
        ("2026-11-24", "2026-11-23", "before the first"),
        ("2025-11-23", "2026-11-24", "At most one year"),
    ],
)
def test_days_that_cannot_be_sent_are_told_next_to_them_and_kept(browse, first, last, told):
    asked = {"first": first, "last": last}

    answer = browse("ann").get("/self-care/send", query_string=asked)

    assert answer.status_code == 422
    assert answer.text.count('role="alert"') == 1
    assert told in answer.text
    assert f'value="{first}"' in answer.text
    assert f'value="{last}"' in answer.text


def test_one_chooses_among_what_was_written_down(browse, pressure, walk):
    page = words_on(browse("ann").get(DAYS))

    assert "Measure blood pressure 1 note" in page
    assert "Walk to the lake 1 note" in page


@pytest.mark.parametrize("step", ["", "/preview"])
def test_days_without_a_note_say_so(browse, pressure, step):
    page = words_on(browse("ann").get(f"/self-care/send/2026-10-01/2026-10-02{step}"))

    assert "Nothing is written down these days." in page


def test_to_choose_nothing_is_no_choice(browse, pressure):
    answer = browse("ann").get(f"{DAYS}/preview?chosen=yes")

    assert answer.status_code == 422
    assert "Choose at least one." in answer.text
    assert 'type="checkbox"' in answer.text


def test_too_much_for_anybody_to_read_is_told(browse, session, pressure, monkeypatch):
    monkeypatch.setattr(sending_forms, "MOST_ENTRIES", 10)
    many_entries(session, pressure, 10, last=TUESDAY)

    answer = browse("ann").get("/self-care/send/2026-11-01/2026-11-24/preview")

    assert answer.status_code == 422
    assert "These are 12 notes, and 10 can be sent at a time." in answer.text


def test_one_sees_just_what_is_sent_and_when_it_is_read_before_the_button(browse, pressure, walk):
    page = words_on(browse("ann").get(f"{DAYS}/preview"))

    assert "Upper 141 mmHg Lower 85 mmHg Slept badly." in page
    assert "Written down by Rut Exempelsson" in page
    assert "Too early." not in page
    told = page[page.index("Send it?") : page.index("Yes, send to my clinic")]
    assert "Nobody watches what you write down or send. It is read at your calls" in told
    assert "Measure blood pressure Sam reads it at your calls." in told
    assert "Call instead. Whom to call" in told


def test_who_came_another_way_gets_all_of_it(browse, pressure, walk):
    browser = browse("ann")

    preview = browser.get(f"{DAYS}/preview").text

    assert preview.count('name="routine"') == 2


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

    page = browser.get(answer.location).text
    assert "150\N{NO-BREAK SPACE}mmHg" in page
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
    assert "177" in answer.text
    assert sent() == []
    again = SEEN.search(answer.text).group(1)
    assert press(browser, DAYS, chosen, seen=again).status_code == 303


@pytest.mark.parametrize(
    "path",
    [
        "/self-care/send/2026-11-24/2026-11-23",
        "/self-care/send/2026-11-24/2026-11-25",
        "/self-care/send/soon/2026-11-24",
    ],
)
def test_days_that_are_none_do_not_exist(browse, pressure, path):
    browser = browse("ann")

    assert browser.get(path).status_code == 404
    assert browser.get(f"{path}/preview").status_code == 404
    assert browser.press(path).status_code == 404


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


def test_staff_read_it_and_the_patient_sees_who_did_and_when(
    browse, at_work, pressure, send, sent, now
):
    patient, staff = browse("ann"), at_work()
    receipt = send(patient, pressure).location
    assert "Nobody has read it yet" in words_on(patient.get(receipt))
    sending = sent()[0]

    listed = staff.get("/care/requests").text
    assert f"/care/requests/{sending.request_id}" in listed
    link = f"/care/sent/{sending.id}"
    assert link in staff.get(f"/care/requests/{sending.request_id}").text
    page = words_on(staff.get(link))
    assert "Upper 141 mmHg Lower 85 mmHg Slept badly." in page
    assert "Too early." not in page
    now(moment(24, 9, 35))
    assert staff.press(f"{link}/read", words="Ring om du blir yr.").location == "/care/requests"

    assert "This is read Ring om du blir yr." in words_on(staff.get(link))
    page = words_on(patient.get(receipt))
    assert "Read by Sam Påhittad, 24 November Ring om du blir yr." in page
    assert "Take it back" not in page
    assert receipt in patient.get("/requests").text
    assert "Read by Sam Påhittad, 24 November" in words_on(patient.get("/self-care/sent"))


def test_a_look_is_in_the_journal_each_time(browse, session, people, pressure, send, sent):
    send(browse("ann"), pressure)
    sending = sent()[0]
    staff = browse("staff:sam")

    for _turn in range(2):
        staff.get(f"/care/sent/{sending.id}")

    looks = session.exec(
        select(JournalEntry).where(
            JournalEntry.happening == Happening.LOOKED.value,
            JournalEntry.about_id == sending.id,
        )
    ).all()
    assert [(row.actor_id, row.patient_id, row.details) for row in looks] == [
        (people["staff:sam"], people["ann"], {"part": "sent self-care"})
    ] * 2


def test_whoever_comes_second_is_told_and_loses_no_word(browse, at_work, pressure, send, sent):
    send(browse("ann"), pressure)
    link = f"/care/sent/{sent()[0].id}"
    at_work().press(f"{link}/read", words="Allt bra.")

    with_words = at_work("staff:tora").press(f"{link}/read", words="Ring mig.")
    without = browse("staff:tora").press(f"{link}/read")

    assert with_words.status_code == 422
    assert "Your words were not sent" in with_words.text
    assert "Ring mig." in with_words.text
    assert "Allt bra." in with_words.text
    assert without.status_code == 303


def test_words_that_are_too_long_stand_there_still(browse, pressure, send, sent):
    send(browse("ann"), pressure)

    answer = browse("staff:sam").press(f"/care/sent/{sent()[0].id}/read", words="å" * 4001)

    assert answer.status_code == 422
    assert "å" * 4001 in answer.text


def test_it_can_be_read_without_a_word(browse, pressure, send, sent):
    patient = browse("ann")
    receipt = send(patient, pressure).location

    browse("staff:sam").press(f"/care/sent/{sent()[0].id}/read")

    assert "Read by Sam Påhittad" in words_on(patient.get(receipt))


def test_what_nobody_has_read_can_be_taken_back(browse, at_work, pressure, send, sent):
    patient, staff = browse("ann"), at_work()
    receipt = send(patient, pressure).location

    assert patient.press(f"{receipt}/take-back").location == receipt

    page = words_on(patient.get(receipt))
    assert "You took it back 24 November. Nobody reads it." in page
    link = f"/care/sent/{sent()[0].id}"
    assert staff.get(link).status_code == 404
    assert staff.press(f"{link}/read").status_code == 404
    assert link not in staff.get(f"/care/requests/{sent()[0].request_id}").text


def test_what_was_read_stays_read(browse, pressure, send, sent):
    patient = browse("ann")
    receipt = send(patient, pressure).location
    browse("staff:sam").press(f"/care/sent/{sent()[0].id}/read")

    patient.press(f"{receipt}/take-back")

    assert "Read by Sam Påhittad" in words_on(patient.get(receipt))


@pytest.mark.parametrize("person", ["carl", "rut", "staff:stella"])
def test_others_find_nothing(browse, pressure, send, sent, person):
    send(browse("ann"), pressure)
    sending = sent()[0].id
    other = browse(person)

    assert other.get(f"/care/sent/{sending}").status_code == 404
    assert other.press(f"/care/sent/{sending}/read").status_code == 404
    assert other.get(f"/self-care/sent/{sending}").status_code == 404
    assert other.press(f"/self-care/sent/{sending}/take-back").status_code == 404


def test_the_patient_does_not_read_it_as_staff(browse, pressure, send, sent):
    patient = browse("ann")
    send(patient, pressure)

    assert patient.get(f"/care/sent/{sent()[0].id}").status_code == 404
