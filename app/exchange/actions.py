"""Keeps what contract files say: all of them, or nothing."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session, SQLModel, func, select

from app.appointments.content import AppointmentContent, State
from app.appointments.models import Appointment
from app.base import clock
from app.contracts import actions as contracts
from app.contracts.actions import PublishedDiffersError
from app.contracts.models import Contract
from app.exchange import contract_files, queries, reading, rules
from app.exchange.checking import Names
from app.exchange.contract_files import ContractEntry, ContractFile
from app.exchange.queries import NOT_LIVE
from app.exchange.reading import Fault, ReadFile
from app.follow_up.models import FollowUp
from app.journal import actions as journal
from app.journal.actions import OPERATOR
from app.journal.models import Happening
from app.people.content import PersonContent
from app.people.models import CareRole, Person, Unit
from app.requests import actions as requests
from app.requests import queries as request_queries
from app.sharing import actions as sharing

NOON = 12 * 60
ONE_AT_A_TIME = 1177_0001
"""The number of the lock that a load holds on PostgreSQL."""
NEVER_CHANGED = ("source", "key")


class FaultyFilesError(Exception):
    """Something in the files is wrong. Nothing of them has been kept."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


def load(
    session: Session, paths: Sequence[Path], *, now: datetime, move: timedelta = timedelta(0)
) -> int:
    """Keep what the files say, and return how many things were new or different.

    The same files again change nothing. All dates but people's own are moved by `move`.
    Any fault raises FaultyFilesError before anything is kept.
    """
    files = [reading.read(path) for path in paths]
    _stop_at_faults(files)
    _wait_for_other_loads(session)
    for file in files:
        contract_files.find_source(file)
    names = _names(session, files)
    checked = [contract_files.check(file, names[file.source], move=move) for file in files]
    _stop_at_faults(files)
    changed = 0
    for file, said in zip(files, checked, strict=True):
        changed += _Keeper(session, file, said, names[said.source], now).keep()
        _stop_at_faults(files)
    return changed


def _wait_for_other_loads(session: Session) -> None:
    """Let one load at a time make new people. SQLite lets only one write in any case."""
    if session.get_bind().dialect.name == "postgresql":
        session.exec(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME)))


def _stop_at_faults(files: Sequence[ReadFile]) -> None:
    faults = [fault for file in files for fault in file.faults]
    if faults:
        raise FaultyFilesError(sorted(set(faults), key=lambda fault: (fault.file, fault.line)))


def _names(session: Session, files: Sequence[ReadFile]) -> dict[str, Names]:
    """Return, for each source, the ids of all it has told about, with new ones for what is new."""
    sources = {file.source for file in files}
    names = {source: queries.names_known_from(session, source) for source in sources}
    numbered = [(file, *entry) for file in files for entry in contract_files.numbers_of(file)]
    by_number = queries.ids_by_number(session, [number for _file, _key, number in numbered])
    for file in files:
        for section in ("units", "staff", "people"):
            for key in contract_files.keys_of(file, section):
                getattr(names[file.source], section).setdefault(key, uuid.uuid4())
    for file, key, number in numbered:
        people = names[file.source].people
        people[key] = by_number.setdefault(number, people[key])
        for other in (one for one in people if one != key and people[one] == people[key]):
            file.refuse(("people", key), f"has the same number as {other}")
    return names


class _Keeper:
    """Keeps one checked file, and counts what it changed."""

    def __init__(
        self, session: Session, file: ReadFile, said: ContractFile, names: Names, now: datetime
    ) -> None:
        self._session = session
        self._file = file
        self._said = said
        self._names = names
        self._now = now
        self._changed = 0

    def keep(self) -> int:
        source = self._said.source
        for key, unit in self._said.units.items():
            self._put(Unit, self._names.units[key], unit, source=source, key=key)
        for key, person in self._said.people.items():
            self._put_person(self._names.people[key], person, key=key)
        self._keep_staff(source)
        for place, entry in enumerate(self._said.contracts):
            self._keep_contract(entry, place)
        if self._changed:
            journal.write(
                self._session,
                Happening.FILE_LOADED,
                by=OPERATOR,
                patient_id=None,
                now=self._now,
                source=source,
                changed=self._changed,
            )
        return self._changed

    def _keep_staff(self, source: str) -> None:
        """Keep the professionals first, and then who stands in for whom."""
        for key, entry in self._said.staff.items():
            role = self._session.get(CareRole, self._names.staff[key])
            person_id = role.person_id if role else uuid.uuid4()
            self._put_person(person_id, entry.person, key=f"{contract_files.STAFF}{key}")
            alone = entry.role.model_copy(update={"substitute_id": role and role.substitute_id})
            self._put(
                CareRole, self._names.staff[key], alone, source=source, key=key, person_id=person_id
            )
        self._session.flush()
        for key, entry in self._said.staff.items():
            self._put(CareRole, self._names.staff[key], entry.role, source=source, key=key)
        self._session.flush()

    def _keep_contract(self, entry: ContractEntry, place: int) -> None:
        patient_id = self._names.people[entry.patient]
        self._keep_care_relations(entry, patient_id)
        self._publish(entry, patient_id, place)
        self._keep_appointments(entry, patient_id)
        self._keep_follow_ups(entry, patient_id)
        self._keep_requests(entry, patient_id)

    def _keep_care_relations(self, entry: ContractEntry, patient_id: uuid.UUID) -> None:
        """Let the units that the contract names take part, and no others by this contract."""
        basis = f"contract {entry.key} from {self._said.source}"
        units = [self._names.units[key] for key in entry.units]
        for unit_id in units:
            self._changed += sharing.begin_care_relation(
                self._session,
                patient_id=patient_id,
                unit_id=unit_id,
                basis=basis,
                starts_on=entry.published_on,
                by=OPERATOR,
                now=self._now,
            )
        self._changed += sharing.end_care_relations(
            self._session, patient_id=patient_id, basis=basis, but=units, by=OPERATOR, now=self._now
        )

    def _keep_follow_ups(self, entry: ContractEntry, patient_id: uuid.UUID) -> None:
        known = queries.follow_ups_from(self._session, self._said.source, patient_id)
        for follow_up in entry.follow_ups:
            kept = known.get(follow_up.key)
            row_id = kept.id if kept else uuid.uuid4()
            source = self._said.source
            if self._put(FollowUp, row_id, follow_up, patient_id=patient_id, source=source):
                self._note(Happening.FOLLOW_UP_ADDED, patient_id, about=row_id)

    def _keep_requests(self, entry: ContractEntry, patient_id: uuid.UUID) -> None:
        for request in entry.requests:
            asked_at = clock.moment(request.asked_on, NOON)
            known = request_queries.has_asked_at(
                self._session, request.kind, patient_id=patient_id, asked_at=asked_at
            )
            if not known:
                requests.ask(
                    self._session,
                    request.kind,
                    patient_id=patient_id,
                    by=OPERATOR,
                    now=self._now,
                    asked_at=asked_at,
                )
                self._changed += 1

    def _publish(self, entry: ContractEntry, patient_id: uuid.UUID, place: int) -> None:
        source = self._said.source
        contract = queries.contract_from(self._session, source, entry.key) or Contract(
            source=source,
            key=entry.key,
            patient_id=patient_id,
            language=entry.language,
            status=entry.agreement.terms.status,
        )
        if fault := self._clash(contract, patient_id, entry):
            self._file.refuse(("contracts", place, "patient"), fault)
            return
        try:
            if contracts.is_published(self._session, contract, entry.agreement, entry.version):
                return
        except PublishedDiffersError as error:
            self._file.refuse(("contracts", place, "version"), str(error))
            return
        contracts.redraft(self._session, contract, entry.agreement)
        contracts.publish(
            self._session,
            contract,
            number=entry.version,
            published_on=entry.published_on,
            published_by_id=self._names.staff[entry.published_by] if entry.published_by else None,
            by=OPERATOR,
            now=self._now,
        )
        self._changed += 1

    def _clash(self, contract: Contract, patient_id: uuid.UUID, entry: ContractEntry) -> str | None:
        """Say why this cannot be this patient's contract, if it cannot."""
        if contract.patient_id != patient_id:
            return "is not whom this contract is for"
        other = queries.live_contract_of(self._session, patient_id)
        if other and other.id != contract.id and entry.agreement.terms.status not in NOT_LIVE:
            return f"has a contract in use already, {other.key} from {other.source}"
        return None

    def _keep_appointments(self, entry: ContractEntry, patient_id: uuid.UUID) -> None:
        """Keep the times, and withdraw those that the source no longer tells about."""
        if entry.appointments is None:
            return
        known = queries.appointments_from(self._session, self._said.source, patient_id)
        for appointment in entry.appointments:
            self._keep_appointment(appointment, known.pop(appointment.key, None), patient_id)
        for gone in known.values():
            if gone.state is not State.CANCELLED:
                gone.state, gone.changed_at = State.CANCELLED, self._now
                self._changed += 1
                self._note(Happening.APPOINTMENT_WITHDRAWN, patient_id, about=gone.id)

    def _keep_appointment(
        self, said: AppointmentContent, kept: Appointment | None, patient_id: uuid.UUID
    ) -> None:
        """Keep one time. That it was fetched again is no change of it."""
        if kept:
            kept.fetched_at = said.fetched_at
        row_id = kept.id if kept else uuid.uuid4()
        different = self._put(
            Appointment,
            row_id,
            said,
            patient_id=patient_id,
            source=self._said.source,
            changed_at=kept.changed_at if kept else self._now,
        )
        if different and kept:
            kept.changed_at = self._now
            self._note(Happening.APPOINTMENT_CHANGED, patient_id, about=row_id)
        elif different:
            self._note(Happening.APPOINTMENT_ADDED, patient_id, about=row_id)

    def _put_person(self, person_id: uuid.UUID, content: PersonContent, *, key: str) -> None:
        """Keep what the file says of a person, and let what others said of them stand."""
        person = self._session.get(Person, person_id)
        if person is None:
            self._put(Person, person_id, content, source=self._said.source, key=key)
            return
        told = rules.told_of(person, content, source=self._said.source)
        self._change(person, told)

    def _put(
        self, table: type[SQLModel], row_id: uuid.UUID, content: SQLModel, **extra: object
    ) -> bool:
        """Make the row say what the content says. Return whether it said something else before."""
        wanted = {**dict(content), **extra}
        row = self._session.get(table, row_id)
        if row is None:
            self._session.add(table(id=row_id, **wanted))
            self._session.flush()
        else:
            return self._change(row, wanted)
        self._changed += 1
        return True

    def _change(self, row: SQLModel, wanted: Mapping[str, object]) -> bool:
        """Change what differs in a row. Whose it is, and what they call it, never changes."""
        different = {
            name: value
            for name, value in wanted.items()
            if name not in NEVER_CHANGED and getattr(row, name) != value
        }
        for name, value in different.items():
            setattr(row, name, value)
        self._changed += bool(different)
        return bool(different)

    def _note(self, happening: Happening, patient_id: uuid.UUID, *, about: uuid.UUID) -> None:
        journal.write(
            self._session,
            happening,
            by=OPERATOR,
            patient_id=patient_id,
            about=about,
            now=self._now,
        )
