"""Promise: however many want one time at once, one gets it, and everybody else a polite answer.

200 patients press at the same moment, through the real web server: for one slot, again and
again, and for 500 slots where each presses for several until they have one. Nobody is told of a
fault, and nobody is told that the database is locked. The same crowd goes at one slot without
the web between, by what the pages call: that is what the database and our statements take of
the time. Beside it the crowd presses on booking as it is often written, which must be seen to
give one slot to several.
"""

import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from flask import Flask
from sqlmodel import SQLModel, col, func, select

from app.appointments import booking
from app.appointments.booking import Filled
from app.appointments.content import State
from app.appointments.models import Appointment
from app.base import clock, db
from app.base.db import engine_for
from app.journal.actions import Actor
from app.journal.models import Role
from app.slots import queries as slots
from app.slots.content import Holding
from app.slots.models import SlotHolder
from bench.crowd import Answer, Browser, Clinic, invite, make_slots, move_in, writing
from bench.figures import Figure
from bench.naive import NaiveBooking
from bench.places import databases
from tests.browser.site import SECRET_KEY, Site, flask, running, settings

PATIENTS, ROUNDS, MANY_SLOTS, NAIVE_ROUNDS = 200, 30, 500, 10
NEAREST = 3
LET_IN = 4
"""How many a process of the web server lets in at once, as the Procfile has it."""
A_WEEK = timedelta(days=7)
Done = TypeVar("Done")
OFFERED = 'name="slot"'


def measure(folder: Path) -> Iterator[Figure]:
    with databases(folder) as urls:
        for kind, url in urls.items():
            environment = settings(url)
            flask(environment, "db", "upgrade")
            with running(environment, folder) as site:
                yield from _measure(kind, url, site)
                _must_have_no_faults(site)
            yield from _measure_without_the_web(kind, url)
            yield from _measure_naive(kind, url, folder)


def _measure(kind: str, url: str, site: Site) -> Iterator[Figure]:
    clinic = move_in(url, patients=PATIENTS)
    crowd = {
        patient_id: Browser(site.address, patient_id, secret_key=SECRET_KEY)
        for patient_id in clinic.patients
    }
    rounds = [_one_slot(url, clinic, crowd, number) for number in range(ROUNDS)]
    waits = [wait for one in rounds for wait in one]
    yield from _figures(f"one slot, {kind}", waits, seconds=sum(max(one) for one in rounds))
    began = time.perf_counter()
    waits = _many_slots(url, clinic, crowd)
    seconds = time.perf_counter() - began
    yield from _figures(f"{MANY_SLOTS} slots, {kind}", waits, seconds=seconds)


def _one_slot(
    url: str, clinic: Clinic, crowd: dict[uuid.UUID, Browser], number: int
) -> list[float]:
    """Let everybody press for one slot at once. Return how long each waited, in seconds."""
    first = clock.now().replace(minute=0) + A_WEEK + timedelta(hours=number)
    (slot_id, *_near) = make_slots(url, clinic, count=1 + NEAREST, first=first)
    times = invite(url, clinic)
    forms = {who: crowd[who].booking_form(times[who], slot_id) for who in clinic.patients}

    pressed = _at_once(
        [lambda who=who: crowd[who].book(times[who], forms[who]) for who in clinic.patients]
    )

    answers = [answer for answer, _wait in pressed]
    won = [answer for answer in answers if answer.booked]
    lost = [answer for answer in answers if not answer.booked]
    assert len(won) == 1, f"{len(won)} won"
    assert {answer.status for answer in lost} == {422}, {answer.status for answer in lost}
    assert all(answer.page.count(OFFERED) >= NEAREST for answer in lost), "without other times"
    _must_fit_together(url)
    return [wait for _answer, wait in pressed]


def _many_slots(url: str, clinic: Clinic, crowd: dict[uuid.UUID, Browser]) -> list[float]:
    """Let everybody press for slots until they have one. Return how long each press took."""
    first = clock.now().replace(minute=0) + 4 * A_WEEK
    many = make_slots(url, clinic, count=MANY_SLOTS, first=first)
    times, waits = invite(url, clinic), []

    def until_booked(who: uuid.UUID, place: int) -> Answer:
        for step in range(MANY_SLOTS):
            # Everybody begins among the first fifty, where four want each.
            slot_id = many[(place % 50 + step) % MANY_SLOTS]
            form = crowd[who].booking_form(times[who], slot_id)
            began = time.perf_counter()
            answer = crowd[who].book(times[who], form)
            waits.append(time.perf_counter() - began)
            if answer.booked:
                return answer
            assert answer.status == 422, answer.status
        raise AssertionError("somebody got no time although there were enough")

    _at_once(
        [
            lambda who=who, place=place: until_booked(who, place)
            for place, who in enumerate(clinic.patients)
        ]
    )
    _must_fit_together(url)
    return waits


def _measure_without_the_web(kind: str, url: str) -> Iterator[Figure]:
    app = Flask(__name__)
    db.init_app(app, url)
    clinic = move_in(url, patients=PATIENTS)
    rounds = [_one_slot_without_the_web(app, url, clinic, number) for number in range(ROUNDS)]
    app.extensions["engine"].dispose()
    waits = [wait for one in rounds for wait in one]
    seconds = sum(max(one) for one in rounds)
    yield from _figures(f"one slot without the web, {kind}", waits, seconds=seconds)


def _one_slot_without_the_web(app: Flask, url: str, clinic: Clinic, number: int) -> list[float]:
    first = clock.now().replace(minute=0) + 8 * A_WEEK + timedelta(hours=number)
    (slot_id,) = make_slots(url, clinic, count=1, first=first)
    times, door = invite(url, clinic), threading.BoundedSemaphore(LET_IN)

    def press(who: uuid.UUID) -> bool:
        with door, app.app_context():
            return _book(who, times[who], slot_id, kind_id=clinic.kind_id)

    pressed = _at_once([lambda who=who: press(who) for who in clinic.patients])

    won = sum(booked for booked, _wait in pressed)
    assert won == 1, f"{won} won"
    _must_fit_together(url)
    return [wait for _booked, wait in pressed]


def _book(
    patient_id: uuid.UUID, time_id: uuid.UUID, slot_id: uuid.UUID, *, kind_id: uuid.UUID
) -> bool:
    """Book as the page does: whoever is too late is told so before a transaction begins."""
    now = clock.now()
    if slots.is_taken(db.session(), slot_id, by_others_than=patient_id, now=now):
        return False
    with db.transaction() as writing:
        slot = slots.slot_for(writing, slot_id, kind_id=kind_id)
        assert slot is not None
        return booking.book(
            writing,
            writing.get_one(Appointment, time_id),
            slot,
            filled=Filled(),
            held_for_id=None,
            earliest=now,
            by=Actor(patient_id, Role.PATIENT),
            now=now,
        )


def _at_once(presses: Sequence[Callable[[], Done]]) -> list[tuple[Done, float]]:
    """Do all of it at the same moment, each in a thread, and return each answer and its wait."""
    ready, done, faults = threading.Barrier(len(presses)), [], []

    def press_when_ready(press: Callable[[], Done]) -> None:
        ready.wait()
        began = time.perf_counter()
        try:
            done.append((press(), time.perf_counter() - began))
        except Exception as fault:  # told below, with how many there were
            faults.append(fault)

    threads = [threading.Thread(target=press_when_ready, args=(press,)) for press in presses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults, f"{len(faults)} were not answered: {faults[0]!r}"
    return done


def _figures(name: str, waits: Sequence[float], *, seconds: float) -> Iterator[Figure]:
    """Return how fast presses were answered, and how long nearly all of them waited at most."""
    ordered = sorted(waits)
    yield Figure(f"presses for {name}", len(waits) / seconds, "presses/s")
    yield Figure(f"p99 of a press for {name}", ordered[int(len(ordered) * 0.99)] * 1000, "ms")


def _must_fit_together(url: str) -> None:
    """Refuse a booking without its slot, a slot without its booking, and two in one slot."""
    with writing(url) as session:
        held = select(SlotHolder.slot_id, SlotHolder.held_for_id).where(
            SlotHolder.holding == Holding.BOOKING
        )
        booked = select(Appointment.slot_id, Appointment.id).where(
            Appointment.state == State.BOOKED, col(Appointment.slot_id).is_not(None)
        )
        assert set(session.exec(held)) == set(session.exec(booked))


def _must_have_no_faults(site: Site) -> None:
    log = site.log.read_text(encoding="utf-8", errors="replace")
    assert "locked" not in log
    assert '"level": "ERROR"' not in log


def _measure_naive(kind: str, url: str, folder: Path) -> Iterator[Figure]:
    engine = engine_for(url)
    SQLModel.metadata.tables[NaiveBooking.__tablename__].create(engine)
    with running(settings(url), folder, application="bench.naive:create_app") as site:
        for _round in range(NAIVE_ROUNDS):
            slot = urllib.parse.urlencode({"slot": str(uuid.uuid4())}).encode()
            _at_once([lambda slot=slot: _press_naively(site, slot) for _ in range(PATIENTS)])
    with writing(url) as session:
        per_slot = session.exec(
            select(func.count(col(NaiveBooking.id))).group_by(NaiveBooking.slot)
        ).all()
    engine.dispose()
    doubled = sum(booked > 1 for booked in per_slot)
    yield Figure(
        f"slots doubled by the naive way, {kind}", doubled, f"of {NAIVE_ROUNDS}", at_least=1
    )


def _press_naively(site: Site, slot: bytes) -> Answer:
    try:
        with urllib.request.urlopen(f"{site.address}/", data=slot, timeout=60) as answer:  # noqa: S310  # our own address
            return Answer(answer.status, "", "")
    except urllib.error.HTTPError as error:
        error.close()
        return Answer(error.code, "", "")
