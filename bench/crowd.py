"""Many patients who want a time at one clinic, each with a browser that is signed in."""

import http.client
import re
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import urlencode, urlsplit

from sqlmodel import Session

from app.appointments.content import State, WayToChange
from app.appointments.models import Appointment
from app.base import clock
from app.base.content import HERE
from app.base.db import engine_for
from app.base.words import Words
from app.demo import links
from app.people.models import Person, Unit
from app.slots import actions as slots
from app.slots.content import Mode
from app.slots.models import BookingRules, Slot, VisitKind

VISIT = Words("sv", {"sv": "Synundersökning"})
HIDDEN = re.compile(r'<input type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"')
SECONDS = 60


@dataclass(frozen=True)
class Clinic:
    """A unit that patients book visits of one kind at, and the patients."""

    unit_id: uuid.UUID
    kind_id: uuid.UUID
    patients: list[uuid.UUID]


@contextmanager
def writing(url: str) -> Iterator[Session]:
    engine = engine_for(url)
    with Session(engine.execution_options(writes=True), expire_on_commit=False) as session:
        yield session
        session.commit()
    engine.dispose()


def move_in(url: str, *, patients: int) -> Clinic:
    """Make a clinic that takes bookings, and this many patients."""
    with writing(url) as session:
        unit = Unit(source=HERE, key=str(uuid.uuid4()), name="Mottagningen", phone="031-390 06 60")
        session.add(unit)
        people = [
            Person(source=HERE, key=str(uuid.uuid4()), given_name="Ann", family_name="Låtsas")
            for _ in range(patients)
        ]
        session.add_all(people)
        session.flush()
        kind = VisitKind(unit_id=unit.id, key="eyes", name=VISIT)
        session.add_all([kind, BookingRules(unit_id=unit.id)])
        session.flush()
        return Clinic(unit.id, kind.id, [person.id for person in people])


def make_slots(url: str, clinic: Clinic, *, count: int, first: datetime) -> list[uuid.UUID]:
    """Make free slots, one every five minutes from the first."""
    with writing(url) as session:
        made = []
        for number in range(count):
            starts_at = first + timedelta(minutes=5 * number)
            slot = Slot(
                unit_id=clinic.unit_id,
                mode=Mode.VISIT,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(minutes=5),
                released_at=datetime(2026, 1, 1, tzinfo=UTC),
                made_at=clock.now(),
            )
            assert slots.add(session, slot, kind_ids=[clinic.kind_id])
            made.append(slot.id)
        return made


def invite(url: str, clinic: Clinic) -> dict[uuid.UUID, uuid.UUID]:
    """Invite each patient to book a time. Return the invitations by patient."""
    answer_by = clock.local_day(clock.now()) + timedelta(days=60)
    with writing(url) as session:
        times = {
            patient_id: Appointment(
                patient_id=patient_id,
                source=HERE,
                key=str(uuid.uuid4()),
                state=State.OPEN_INVITATION,
                what=VISIT,
                answer_by=answer_by,
                unit_id=clinic.unit_id,
                kind_id=clinic.kind_id,
                change=WayToChange.ONLINE,
                changed_at=clock.now(),
            )
            for patient_id in clinic.patients
        }
        session.add_all(times.values())
        return {patient_id: time.id for patient_id, time in times.items()}


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    page: str

    @property
    def booked(self) -> bool:
        return self.status == 303 and self.location.endswith("/receipt")


class Browser:
    """A patient's browser, which keeps its connection and its cookies."""

    def __init__(self, address: str, person_id: uuid.UUID, *, secret_key: str) -> None:
        self.place = urlsplit(address)
        self.cookies: dict[str, str] = {}
        self.connection = self._connection()
        token = links.token_for(person_id, secret_key=secret_key)
        answer = self.get(f"/demo/links/{token}")
        assert answer.status == 303, answer.status

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def form(self, path: str) -> dict[str, str]:
        """Draw a page and return the hidden fields of its forms."""
        drawn = self.get(path)
        assert drawn.status == 200, (drawn.status, path)
        return {name: unescape(value) for name, value in HIDDEN.findall(drawn.page)}

    def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        return self._ask("POST", path, urlencode(fields))

    def booking_form(self, time_id: uuid.UUID, slot_id: uuid.UUID) -> dict[str, str]:
        return self.form(f"/appointments/{time_id}/book/slots/{slot_id}")

    def book(self, time_id: uuid.UUID, fields: Mapping[str, str]) -> Answer:
        return self.post(f"/appointments/{time_id}/book", fields)

    def reconnect(self) -> None:
        self.connection.close()
        self.connection = self._connection()

    def _connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(
            str(self.place.hostname), self.place.port or 80, timeout=SECONDS
        )

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body=body, headers=headers)
        answer = self.connection.getresponse()
        page = answer.read().decode()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _is, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(answer.status, answer.headers.get("Location", ""), page)
