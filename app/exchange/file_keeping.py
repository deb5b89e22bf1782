"""Hands what one checked file says to the rooms that keep it, by ids where the file has keys."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col

from app.appointments import actions as appointments
from app.appointments import earlier, told_times
from app.appointments import queries as appointment_queries
from app.appointments.rules import is_past
from app.contracts import actions as contracts
from app.contracts import queries as contract_queries
from app.contracts.actions import NotTheirsError, PublishedDiffersError, ToldVersion
from app.contracts.content import NOT_LIVE, Status
from app.contracts.content_home import RelativeKind
from app.exchange.checking import Names
from app.exchange.contract_files import ContractEntry, ContractFile
from app.exchange.reading import ReadFile
from app.exchange.unit_files import UnitTimes
from app.follow_up import actions as follow_up
from app.journal import actions as journal
from app.journal.actions import OPERATOR
from app.journal.models import Happening
from app.people import actions as people
from app.reminders import turns
from app.requests import actions as requests
from app.self_care import actions as self_care
from app.sharing import actions as sharing
from app.sharing import guardian_actions as guardians
from app.slots import timetable
from app.slots.models import Slot


def keep(
    session: Session, file: ReadFile, said: ContractFile, names: Names, *, now: datetime
) -> int:
    """Keep what a checked file says, and return how many things were new or different.

    What can only be refused beside what is known already is noted in the file's faults.
    """
    keeper = _Keeper(session, file, said, names, now)
    changed = (
        keeper.keep_units()
        + keeper.keep_people()
        + keeper.keep_staff()
        + keeper.keep_unit_times()
        + keeper.keep_contracts()
    )
    if changed:
        journal.write(
            session,
            Happening.FILE_LOADED,
            by=OPERATOR,
            patient_id=None,
            now=now,
            source=said.source,
            changed=changed,
        )
        keeper.plan_soon()
    return changed


@dataclass(frozen=True)
class _Keeper:
    """One file on its way in. Each step returns how much it changed."""

    session: Session
    file: ReadFile
    said: ContractFile
    names: Names
    now: datetime
    units: set[uuid.UUID] = field(default_factory=set)
    people: set[uuid.UUID] = field(default_factory=set)

    def plan_soon(self) -> None:
        """Let the worker plan for those whom other units or other facts of a person may concern.

        It is done last: whoever books holds the journal first, and then their patient's turn.
        """
        turns.plan_soon_in_care_of(self.session, self.units, now=self.now)
        turns.plan_soon(self.session, self.people, now=self.now)

    def keep_units(self) -> int:
        source, ids = self.said.source, self.names.units
        changed = [
            ids[key]
            for key, entry in self.said.units.items()
            if people.keep_unit(self.session, ids[key], entry.unit, source=source, key=key)
        ]
        self.units.update(changed)
        return len(changed)

    def keep_people(self) -> int:
        source, ids = self.said.source, self.names.people
        changed = [
            ids[key]
            for key, person in self.said.people.items()
            if people.keep_person(self.session, ids[key], person, source=source, key=key)
        ]
        self.people.update(changed)
        return len(changed)

    def keep_staff(self) -> int:
        """Keep the professionals first, and then who stands in for whom."""
        ids = self.names.staff
        changed = sum(
            people.keep_professional(
                self.session,
                ids[key],
                person=entry.person,
                role=entry.role,
                source=self.said.source,
                key=key,
            )
            for key, entry in self.said.staff.items()
        )
        return changed + sum(
            people.keep_substitute(self.session, ids[key], substitute_id=entry.role.substitute_id)
            for key, entry in self.said.staff.items()
        )

    def keep_unit_times(self) -> int:
        """Keep what units say of their times, and make the slots of what comes back."""
        return sum(
            self._keep_kinds_and_rules(key, entry.times)
            + self._keep_closed_days(key, entry.times)
            + self._keep_patterns(key, entry.times)
            for key, entry in self.said.units.items()
        )

    def _keep_kinds_and_rules(self, key: str, said: UnitTimes) -> int:
        unit_id, ids = self.names.units[key], self.names.kinds
        kinds = {ids[key, kind]: content for kind, content in said.kinds.items()}
        changed = timetable.keep_visit_kinds(self.session, kinds, unit_id=unit_id)
        if said.rules is not None:
            changed += timetable.keep_booking_rules(self.session, said.rules, unit_id=unit_id)
        return changed

    def _keep_closed_days(self, key: str, said: UnitTimes) -> int:
        if said.closed is None:
            return 0
        return timetable.keep_closed_days(
            self.session,
            said.closed,
            unit_id=self.names.units[key],
            source=self.said.source,
            by=OPERATOR,
            now=self.now,
        )

    def _keep_patterns(self, key: str, said: UnitTimes) -> int:
        if said.patterns is None:
            return 0
        unit_id = self.names.units[key]
        changed = timetable.keep_patterns(
            self.session,
            said.patterns,
            unit_id=unit_id,
            source=self.said.source,
            by=OPERATOR,
            now=self.now,
        )
        if changed:
            told_times.take_up(self.session, col(Slot.unit_id) == unit_id, now=self.now)
        return changed

    def keep_contracts(self) -> int:
        return sum(
            self._keep_contract(entry, place) for place, entry in enumerate(self.said.contracts)
        )

    def _keep_contract(self, entry: ContractEntry, place: int) -> int:
        patient_id = self.names.people[entry.patient]
        return (
            self._keep_version(entry, patient_id, place)
            + self._keep_routines(entry, patient_id)
            + self._keep_times(entry, patient_id)
            + self._keep_guardians(entry, patient_id)
            + self._keep_care_relations(entry, patient_id)
            + self._keep_follow_ups(entry, patient_id)
            + self._keep_requests(entry, patient_id)
        )

    def _keep_version(self, entry: ContractEntry, patient_id: uuid.UUID, place: int) -> bool:
        """Publish what is new. What a published version does not allow is a fault of the file."""
        told = ToldVersion(
            source=self.said.source,
            key=entry.key,
            language=entry.language,
            agreement=entry.agreement,
            number=entry.version,
            published_on=entry.published_on,
            published_by_id=self.names.staff[entry.published_by] if entry.published_by else None,
        )
        steps = ("contracts", place)
        try:
            return contracts.keep_version(
                self.session, told, patient_id=patient_id, by=OPERATOR, now=self.now
            )
        except NotTheirsError as error:
            self.file.refuse((*steps, "patient"), str(error))
        except PublishedDiffersError as error:
            self.file.refuse((*steps, "version"), str(error))
        return False

    def _keep_routines(self, entry: ContractEntry, patient_id: uuid.UUID) -> int:
        """Let what is done at home be what the latest version of a live contract says."""
        contract = contract_queries.contract_from(self.session, self.said.source, entry.key)
        if contract is None:
            return 0
        latest = contract_queries.latest_document(self.session, contract.id)
        live = contract.status not in NOT_LIVE
        return self_care.keep_agreed(
            self.session,
            latest.self_care if latest and live else [],
            patient_id=patient_id,
            source=str(contract.id),
            by=OPERATOR,
            now=self.now,
        )

    def _keep_guardians(self, entry: ContractEntry, patient_id: uuid.UUID) -> int:
        """Let the guardians whom the latest version names be guardians, and nobody else by it.

        When the contract has ended they are for as long as any time is left, as units take part.
        """
        contract = contract_queries.contract_from(self.session, self.said.source, entry.key)
        if contract is None:
            return 0
        over = self._is_over(entry, patient_id)
        latest = None if over else contract_queries.latest_document(self.session, contract.id)
        return guardians.keep_guardians(
            self.session,
            {
                one.person_id: (one.since, one.until)
                for one in (latest.relatives if latest else [])
                if one.kind is RelativeKind.GUARDIAN and one.person_id not in (None, patient_id)
            },
            patient_id=patient_id,
            basis=self._basis(entry),
            by=OPERATOR,
            now=self.now,
        )

    def _basis(self, entry: ContractEntry) -> str:
        return f"contract {entry.key} from {self.said.source}"

    def _keep_times(self, entry: ContractEntry, patient_id: uuid.UUID) -> int:
        if entry.appointments is None:
            return 0
        came = appointments.keep_times(
            self.session,
            entry.appointments,
            patient_id=patient_id,
            source=self.said.source,
            by=OPERATOR,
            now=self.now,
        )
        if came.changed:
            told_times.take_up_again(self.session, patient_id, now=self.now)
            self._settle(came)
        return came.changed

    def _settle(self, came: appointments.Kept) -> None:
        """Let others be asked about what is free, and nobody wait for an earlier time than none."""
        for time in came.cancelled:
            earlier.settle(self.session, time, by=OPERATOR, now=self.now)
        earlier.ask_about(self.session, came.freed, now=self.now)

    def _keep_care_relations(self, entry: ContractEntry, patient_id: uuid.UUID) -> int:
        """Let the units that the contract names take part, and no others by this contract.

        When it has ended they do so for as long as any time is left, and then none does.
        """
        units = [] if self._is_over(entry, patient_id) else entry.units
        return sharing.keep_care_relations(
            self.session,
            [self.names.units[key] for key in units],
            patient_id=patient_id,
            basis=self._basis(entry),
            starts_on=entry.published_on,
            by=OPERATOR,
            now=self.now,
        )

    def _is_over(self, entry: ContractEntry, patient_id: uuid.UUID) -> bool:
        source = self.said.source
        contract = contract_queries.contract_from(self.session, source, entry.key)
        if contract is None or contract.status is not Status.ENDED:
            return False
        times = appointment_queries.appointments_from(self.session, source, patient_id=patient_id)
        return all(is_past(time, now=self.now) for time in times.values())

    def _keep_follow_ups(self, entry: ContractEntry, patient_id: uuid.UUID) -> int:
        return follow_up.keep_follow_ups(
            self.session,
            entry.follow_ups,
            patient_id=patient_id,
            source=self.said.source,
            by=OPERATOR,
            now=self.now,
        )

    def _keep_requests(self, entry: ContractEntry, patient_id: uuid.UUID) -> int:
        return requests.keep_requests(
            self.session, entry.requests, patient_id=patient_id, by=OPERATOR, now=self.now
        )
