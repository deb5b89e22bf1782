"""What was written down is the patient's own: staff find it nowhere but in what was sent."""

import re
import uuid

import pytest
from flask import url_for
from sqlmodel import select

from app.appointments.models import Appointment
from app.requests.models import Request
from app.self_care.models import Entry, Sending
from tests.self_care.recorded import TUESDAY, a_correction, a_pause, a_routine, an_entry

SECRET = "only-for-myself"
NUMBER = "177.25"


@pytest.fixture
def diary(session, people):
    """What Ann has written down today, with words and a number that stand nowhere else."""
    routine = a_routine(session, people["ann"])
    entry = an_entry(session, routine, NUMBER, words=SECRET)
    a_correction(session, routine, entry, "177.25", replaced_at=entry.recorded_at, words=SECRET)
    a_pause(session, people["ann"], TUESDAY, TUESDAY)
    return routine


@pytest.fixture
def addresses(app, session, people):
    """Return every address that can be opened, with Ann's ids where they need any."""

    def all_of_them():
        def first(column, *where):
            return session.exec(select(column).where(*where)).first() or uuid.uuid4()

        ids = {
            "appointment_id": first(Appointment.id, Appointment.patient_id == people["ann"]),
            "patient_id": people["ann"],
            "person_id": people["ann"],
            "entry_id": first(Entry.id),
            "routine_id": first(Entry.routine_id),
            "request_id": first(Request.id),
            "sending_id": first(Sending.id),
            "span": "week",
            "errand": "book",
            "day": "2026-11-24",
            "first": "2026-11-23",
            "last": "2026-11-24",
            "kind": "oral",
            "way": "email",
            "place": 0,
            "number": 1,
        }
        rules = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods]
        with app.test_request_context():
            return {
                url_for(rule.endpoint, **_filled(rule, ids))
                for rule in rules
                if rule.endpoint not in ("static", "people.sign_in_again")
            }

    return all_of_them


def _filled(rule, ids):
    """Give every argument a value: one of Ann's where there is any."""
    return {name: ids.get(name, uuid.uuid4()) for name in rule.arguments}


def _that_tell(browser, addresses):
    """Return the addresses that tell something of what was written down."""
    found = set()
    for address in addresses:
        page = browser.get(address).get_data().decode(errors="replace")
        if re.search(f"{SECRET}|177[.,]25", page):
            found.add(address)
    return found


def test_the_patient_finds_it(browse, diary, addresses):
    told = _that_tell(browse("ann"), addresses())

    assert {"/self-care/history", "/self-care/history.csv"} <= told


def test_staff_with_the_plan_open_find_it_nowhere(sees, diary, addresses):
    assert _that_tell(sees("staff:sam", "ann"), addresses()) == set()


def test_staff_find_it_where_it_was_sent_and_nowhere_else(browse, sees, session, diary, addresses):
    patient = browse("ann")
    days = "/self-care/send/2026-11-23/2026-11-24"
    seen = re.search(r'name="seen" value="(\w+)"', patient.get(f"{days}/preview").text).group(1)
    patient.press(days, routine=str(diary.id), seen=seen)
    sending = session.exec(select(Sending.id)).one()

    assert _that_tell(sees("staff:sam", "ann"), addresses()) == {f"/care/sent/{sending}"}


@pytest.mark.parametrize("person", ["carl", "rut", "staff:stella"])
def test_others_find_it_nowhere(browse, diary, addresses, person):
    assert _that_tell(browse(person), addresses()) == set()
