"""The web server is killed in the middle of its work, again and again, and no booking suffers.

Whoever was told that they have a time has it, nothing is done by half, and whoever heard nothing
and presses the same button again gets what they asked for, once.
"""

import http.client
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle

import pytest
from sqlmodel import Session, col, func, select

from app.appointments.content import State
from app.appointments.models import Appointment
from app.base.once import OnceKey
from app.journal.models import Happening, JournalEntry
from app.slots.content import Holding
from app.slots.models import SlotHolder
from bench.crowd import Answer, Browser, invite, make_slots, move_in
from tests.browser.site import SECRET_KEY, flask, running, settings

ROUNDS = 15
PATIENTS = 8
TIMES = 4
"""How many times each patient has to book, round by round."""
SLOTS = 60
AT_ONCE = timedelta(minutes=5)
ANSWERS = 16
"""How many presses are answered in a round before the server is killed."""
A_LITTLE = 0.001
"""Seconds. Every other round it is killed so much later after an answer."""
LONGEST_WAIT = 10
NOBODY_ANSWERS = (OSError, http.client.HTTPException)
BOOKED, MOVED = Happening.APPOINTMENT_BOOKED, Happening.APPOINTMENT_MOVED


@dataclass
class Press:
    """One press of the last button on the way to a slot, and what was answered to it, if any."""

    path: str
    time_id: uuid.UUID
    slot_id: uuid.UUID
    fields: dict[str, str]
    answer: Answer | None = None

    @property
    def booked(self) -> bool:
        return self.answer is not None and self.answer.booked

    @property
    def key(self) -> uuid.UUID:
        return uuid.UUID(self.fields["once"])


class Patient:
    """Somebody who books times and changes them as fast as they can."""

    def __init__(self, browser):
        self.browser = browser
        self.presses = []

    def book_and_change(self, times, slots):
        """Press for one slot after another, until nobody answers."""
        try:
            for time_id, slot_id in zip(cycle(times), cycle(slots), strict=False):
                self._press(time_id, slot_id)
        except NOBODY_ANSWERS:
            self.browser.reconnect()

    def send(self, press):
        """Press a button, also one that has been pressed before: the form is the same."""
        answer = self.browser.post(press.path, press.fields)
        assert answer.booked or answer.status == 422, (answer.status, answer.location)
        press.answer = answer

    def slot_of(self, time_id):
        """Return which slot they were last told that this time is in."""
        told = [
            press.slot_id for press in self.presses if press.time_id == time_id and press.booked
        ]
        return told[-1] if told else None

    def _press(self, time_id, slot_id):
        errand = "change" if self.slot_of(time_id) else "book"
        path = f"/appointments/{time_id}/{errand}"
        fields = self.browser.form(f"{path}/slots/{slot_id}")
        if "slot" in fields:  # else somebody has it already, and the page says so
            press = Press(path, time_id, slot_id, fields)
            self.presses.append(press)
            self.send(press)


@pytest.fixture
def server(database_url, tmp_path):
    """Return what starts the real server on this test's database, at the same address each time."""
    environment = settings(database_url)
    return lambda: running(environment, tmp_path)


@pytest.fixture
def clinic(database_url, now):
    # The server is a program of its own, and lives today.
    now(datetime.now(UTC))
    return move_in(database_url, patients=PATIENTS)


@pytest.fixture
def patients(server, clinic):
    with server() as site:
        came = [
            Patient(Browser(site.address, patient_id, secret_key=SECRET_KEY))
            for patient_id in clinic.patients
        ]
        _hang_up(came)
    yield came
    _hang_up(came)


def test_no_booking_is_lost_or_half_made_when_the_server_is_killed(
    server, clinic, patients, engine, database_url
):
    heard_nothing = 0

    for number in range(ROUNDS):
        first = datetime.now(UTC) + timedelta(days=7) + number * SLOTS * AT_ONCE
        slots = make_slots(database_url, clinic, count=SLOTS, first=first)
        times = _times_of_each(database_url, clinic)
        with server() as site:
            heard_nothing += _come_back(engine, patients)
            with _at_work(patients, times, slots) as working:
                _wait_for_answers(patients, working)
                if number % 2:
                    time.sleep(number * A_LITTLE)
                else:
                    _wait_until_more_is_kept(engine)
                site.kill()
    with server():
        heard_nothing += _come_back(engine, patients)

    assert heard_nothing >= ROUNDS, "Too few were pressing when the server was killed."
    _must_be_done_once(engine, [press for patient in patients for press in patient.presses])
    flask(settings(database_url), "journal", "verify")


def _hang_up(patients):
    for patient in patients:
        patient.browser.connection.close()


def _times_of_each(url, clinic):
    """Invite each patient to book several times, and return which these are, patient by patient."""
    invited = [invite(url, clinic) for _ in range(TIMES)]
    return [[times[patient_id] for times in invited] for patient_id in clinic.patients]


@contextmanager
def _at_work(patients, times, slots):
    """Let all press at once, each a little further on among the slots, until nobody answers."""
    with ThreadPoolExecutor(len(patients)) as pool:
        working = [
            pool.submit(patient.book_and_change, own, slots[7 * place :] + slots[: 7 * place])
            for place, (patient, own) in enumerate(zip(patients, times, strict=True))
        ]
        yield working
    for one in working:
        one.result()


def _wait_for_answers(patients, working):
    wanted = _answers(patients) + ANSWERS
    while _answers(patients) < wanted and not any(one.done() for one in working):
        time.sleep(A_LITTLE)


def _wait_until_more_is_kept(engine):
    """Wait until the database has kept one more press. Its patient has hardly heard of it yet."""
    presses = select(func.count(col(OnceKey.key)))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as looking:
        before, deadline = looking.scalar(presses), time.monotonic() + LONGEST_WAIT
        while looking.scalar(presses) == before and time.monotonic() < deadline:
            pass


def _answers(patients):
    return sum(press.answer is not None for patient in patients for press in patient.presses)


def _come_back(engine, patients):
    """See that all have what they were told; press again. Return how many had heard nothing."""
    booked = _bookings(engine)
    for patient in patients:
        _must_have_what_they_were_told(patient, booked)
    for patient in patients:
        _press_what_is_done(engine, patient)
    return sum(_press_what_nobody_answered(engine, patient) for patient in patients)


def _bookings(engine):
    """Return which time is in each slot: what the times say, when the slots say the same."""
    with Session(engine) as session:
        of_slots = select(SlotHolder.slot_id, SlotHolder.held_for_id, SlotHolder.patient_id).where(
            SlotHolder.holding == Holding.BOOKING
        )
        of_times = select(Appointment.slot_id, Appointment.id, Appointment.patient_id).where(
            Appointment.state == State.BOOKED
        )
        booked = session.exec(of_times).all()
        assert Counter(session.exec(of_slots)) == Counter(booked)
    return {slot_id: time_id for slot_id, time_id, _patient_id in booked}


def _must_have_what_they_were_told(patient, booked):
    """Each time is where its patient was told last, or where they pressed and heard nothing."""
    slots = {time_id: slot_id for slot_id, time_id in booked.items()}
    for time_id in {press.time_id for press in patient.presses}:
        silent = [
            press.slot_id
            for press in patient.presses
            if press.time_id == time_id and press.answer is None
        ]
        assert slots.get(time_id) in [patient.slot_of(time_id), *silent]


def _press_what_is_done(engine, patient):
    """A button that led to a booking leads there again, and does nothing more."""
    done = [press for press in patient.presses if press.booked][-1:]
    for press in done:
        before, location = _bookings(engine), press.answer.location

        patient.send(press)

        assert press.booked
        assert press.answer.location == location
        assert _bookings(engine) == before


def _press_what_nobody_answered(engine, patient):
    """It was done, or is done now; or not at all, if somebody else was quicker to the slot."""
    silent = [press for press in patient.presses if press.answer is None]
    for press in silent:
        holder = _bookings(engine).get(press.slot_id)

        patient.send(press)

        assert press.booked == (holder in (None, press.time_id))
        if press.booked:
            assert _bookings(engine)[press.slot_id] == press.time_id
            assert str(press.time_id) in press.answer.location
    return len(silent)


def _must_be_done_once(engine, presses):
    """Each press that was answered with a booking has one row in the journal, and no other has."""
    done = [press for press in presses if press.booked]
    with Session(engine) as session:
        told = session.exec(
            select(JournalEntry.about_id, JournalEntry.happening).where(
                col(JournalEntry.happening).in_([BOOKED, MOVED])
            )
        ).all()
        changes = session.exec(
            select(Appointment.id, Appointment.sequence).where(Appointment.sequence > 0)
        ).all()
        keys = session.exec(select(OnceKey.key).where(col(OnceKey.answer).endswith("/receipt")))
        assert set(keys) == {press.key for press in done}
    of_each = Counter(press.time_id for press in done)
    assert Counter(time_id for time_id, _what in told) == of_each == dict(changes)
    assert Counter(time_id for time_id, what in told if what == BOOKED) == Counter(set(of_each))
