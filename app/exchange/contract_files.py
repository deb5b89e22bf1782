"""The contract file: what a clinic writes by hand or a system writes for it.

docs/contract-files.md describes the format for whoever writes one.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any, TypeVar

from app.appointments.content import AppointmentContent
from app.base import clock
from app.base.words import LONGEST_PLAIN
from app.contracts.agreement import Agreement
from app.contracts.content import Part, Terms
from app.exchange.checking import Check, Names, nearest
from app.exchange.reading import ReadFile, Steps, move_dates
from app.exchange.scalars import date_in, in_moments, language_in, number_in
from app.exchange.unit_files import UnitEntry, check_unit, with_kind
from app.follow_up.content import FollowUpContent
from app.people.content import STAFF, CareRoleContent, PersonContent
from app.requests.content import RequestContent

FORMAT = "nasta-steg/1"
SECTIONS = ("format", "source", "as_of", "language", "units", "people", "staff", "contracts")
SOURCE = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
IDENTITIES = ("personnummer", "samordningsnummer", "reserve_number")
PERSONAL = ("given_name", "family_name", "language")
CONTRACT_FIELDS = {
    "patient", "key", "language", "version", "published_on", "published_by", "units",
    "terms", "appointments", "follow_ups", "requests",
}  # fmt: skip

Checked = TypeVar("Checked")


@dataclass(frozen=True)
class StaffEntry:
    """A professional: who they are, and what they are at their unit."""

    person: PersonContent
    role: CareRoleContent


@dataclass
class ContractEntry:
    """One patient's contract, times and follow-ups, checked and ready to keep."""

    key: str
    patient: str
    language: str
    version: int | None
    published_on: date
    published_by: str | None
    units: list[str]
    agreement: Agreement
    appointments: list[AppointmentContent] | None
    follow_ups: list[FollowUpContent]
    requests: list[RequestContent]


@dataclass
class ContractFile:
    """Everything a file says, checked."""

    source: str
    as_of: date
    units: dict[str, UnitEntry] = field(default_factory=dict)
    people: dict[str, PersonContent] = field(default_factory=dict)
    staff: dict[str, StaffEntry] = field(default_factory=dict)
    contracts: list[ContractEntry] = field(default_factory=list)


def find_source(file: ReadFile) -> None:
    """Let the file know who keeps it. Keys are unique within one source."""
    if file.values.get("format") != FORMAT:
        file.refuse(("format",), f"should be {FORMAT}")
    source = file.values.get("source")
    if not isinstance(source, str) or not SOURCE.fullmatch(source):
        file.refuse(("source",), "should name who keeps this file, in a-z, 0-9 and dashes")
    else:
        file.source = source


def keys_of(file: ReadFile, section: str) -> Iterator[str]:
    """Return the keys that a section of the file gives, whatever else is wrong with it."""
    found = file.values.get(section)
    if isinstance(found, dict):
        yield from (key for key in found if _may_be_key(file, section, key))
    elif found is not None:
        file.refuse((section,), "should be keys with fields under them")


def _may_be_key(file: ReadFile, section: str, key: str) -> bool:
    """Refuse a person whose key would be taken for that of a professional."""
    taken = section == "people" and key.startswith(STAFF)
    if taken:
        file.refuse((section, key), f"a key among people does not begin with {STAFF}")
    return not taken


def numbers_of(file: ReadFile) -> Iterator[tuple[str, str]]:
    """Return the key and identity number of each person in the file who has one."""
    for key in keys_of(file, "people"):
        values = file.values["people"][key]
        for kind in IDENTITIES if isinstance(values, dict) else ():
            if isinstance(number := values.get(kind), str):
                yield key, number


def check(file: ReadFile, names: Names, *, move: timedelta = timedelta(0)) -> ContractFile:
    """Check everything in the file. What is wrong is noted in the file's faults."""
    for section in file.values:
        if section not in SECTIONS:
            file.refuse((section,), f"is not a section here; sections are {', '.join(SECTIONS)}")
    values = {
        name: value if name == "people" else move_dates(value, by=move)
        for name, value in file.values.items()
    }
    as_of = date_in(file, values.get("as_of"), ("as_of",)) or date.min
    language = language_in(file, values.get("language"), ("language",)) or "sv"
    checker = Check(file, names, language)
    return ContractFile(
        source=file.source,
        as_of=as_of,
        units=_each(file, values, "units", partial(check_unit, checker, as_of=as_of)),
        people=_each(file, values, "people", partial(_person, checker, as_of=as_of)),
        staff=_each(file, values, "staff", partial(_staff, checker)),
        contracts=list(_contracts(checker, values.get("contracts"), as_of)),
    )


def _each(
    file: ReadFile,
    values: dict[str, Any],
    section: str,
    check_one: Callable[[Any, Steps], Checked | None],
) -> dict[str, Checked]:
    """Check every entry of a section, and return those that are right."""
    checked = {
        key: check_one(values[section][key], (section, key)) for key in keys_of(file, section)
    }
    return {key: entry for key, entry in checked.items() if entry is not None}


def _person(checker: Check, values: Any, steps: Steps, *, as_of: date) -> PersonContent | None:
    """Check a person, whose number is written under the name of its kind."""
    if not isinstance(values, dict):
        return checker.part(PersonContent, values, steps)
    fields, number_is = dict(values), ""
    for name in ("identity_kind", "identity_number"):
        if fields.pop(name, None) is not None:
            checker.file.refuse((*steps, name), f"is written {', '.join(IDENTITIES)} in a file")
    for kind in IDENTITIES:
        if (number := fields.pop(kind, None)) is None:
            continue
        if number_is:
            checker.file.refuse((*steps, kind), "a person is known by one number only")
        number_is = kind
        fields |= {"identity_kind": kind.replace("_", "-"), "identity_number": number}
    person = checker.part(PersonContent, fields, steps, number_is=number_is)
    if person and person.born_on and date.min < as_of < person.born_on:
        told = "born_on" if "born_on" in fields else number_is
        checker.file.refuse((*steps, told), f"is born after the day of the file, {as_of}")
    return person


def _staff(checker: Check, values: Any, steps: Steps) -> StaffEntry | None:
    if not isinstance(values, dict):
        checker.file.refuse(steps, "should be fields with values, such as given_name: …")
        return None
    own = {name: values[name] for name in PERSONAL if name in values}
    rest = {name: value for name, value in values.items() if name not in own}
    if rest.get("substitute") == steps[-1]:
        checker.file.refuse((*steps, "substitute"), "is somebody else, never oneself")
    person = checker.part(PersonContent, own, steps)
    role = checker.part(CareRoleContent, rest, steps)
    return StaffEntry(person, role) if person and role else None


def _contracts(checker: Check, values: Any, as_of: date) -> Iterator[ContractEntry]:
    if values is None:
        return
    if not isinstance(values, list):
        checker.file.refuse(("contracts",), "should be a list: each contract begins with a dash")
        return
    for place, entry in enumerate(values):
        steps: Steps = ("contracts", place)
        if not isinstance(entry, dict):
            checker.file.refuse(steps, "should be fields with values, such as patient: …")
        elif contract := _contract(checker, entry, steps, as_of):
            yield contract


def _contract(
    checker: Check, entry: dict[str, Any], steps: Steps, as_of: date
) -> ContractEntry | None:
    file, before = checker.file, len(checker.file.faults)
    language = language_in(file, entry.get("language"), (*steps, "language"))
    checker = Check(file, checker.names, language or checker.language)
    known = CONTRACT_FIELDS.union(Agreement.list_names())
    for name in entry.keys() - known:
        guess = nearest(name, known)
        file.refuse((*steps, name), f"is not a field of a contract{guess}")
    patient = entry.get("patient")
    checker.reference("people", patient, (*steps, "patient"))
    if (publisher := entry.get("published_by")) is not None:
        checker.reference("staff", publisher, (*steps, "published_by"))
    agreement = _agreement(checker, entry, steps)
    contract = ContractEntry(
        key=_key(file, entry, steps) or str(patient),
        patient=str(patient),
        language=checker.language,
        version=number_in(file, entry.get("version"), (*steps, "version")),
        published_on=_published_on(file, entry, steps) or as_of,
        published_by=publisher,
        units=_unit_keys(checker, entry.get("units"), (*steps, "units")),
        agreement=agreement or Agreement.model_construct(),
        appointments=_appointments(checker, entry, steps, as_of),
        follow_ups=checker.parts(FollowUpContent, entry.get("follow_ups"), (*steps, "follow_ups")),
        requests=checker.parts(RequestContent, entry.get("requests"), (*steps, "requests")),
    )
    return contract if agreement and len(file.faults) == before else None


def _key(file: ReadFile, entry: dict[str, Any], steps: Steps) -> str | None:
    """Return what the source calls the contract. Without a key, it is called as its patient."""
    key = entry.get("key")
    if key is None or (isinstance(key, str) and 0 < len(key) <= LONGEST_PLAIN):
        return key
    file.refuse((*steps, "key"), f"should be a plain text of 1 to {LONGEST_PLAIN} characters")
    return None


def _published_on(file: ReadFile, entry: dict[str, Any], steps: Steps) -> date | None:
    """Return the day of publishing; a contract without one is published as of the file's day."""
    given = entry.get("published_on")
    return date_in(file, given, (*steps, "published_on")) if given is not None else None


def _agreement(checker: Check, entry: dict[str, Any], steps: Steps) -> Agreement | None:
    before = len(checker.file.faults)
    terms = checker.part(Terms, entry.get("terms") or {}, (*steps, "terms"))
    parts = {
        name: checker.parts(_kind_of_part(name), entry.get(name), (*steps, name))
        for name in Agreement.list_names()
    }
    if terms is None or len(checker.file.faults) > before:
        return None
    agreement = Agreement.model_construct(None, terms=terms, **parts)
    for way, fault in agreement.faults():
        checker.file.refuse((*steps, *way), fault)
    return agreement


def _kind_of_part(name: str) -> type[Part]:
    kind: type[Part] = Agreement.model_fields[name].annotation.__args__[0]  # type: ignore[union-attr]  # each is list[Part]
    return kind


def _appointments(
    checker: Check, entry: dict[str, Any], steps: Steps, as_of: date
) -> list[AppointmentContent] | None:
    """Check the times, whose day and clock are written as on and at, and their kinds by keys.

    A contract that says nothing of times leaves them as they are; an empty list withdraws them.
    """
    if "appointments" not in entry:
        return None
    values, steps = entry.get("appointments"), (*steps, "appointments")
    if not isinstance(values, list):
        return checker.parts(AppointmentContent, values, steps)
    fetched = clock.moment(as_of, 0) if as_of > date.min else None
    placed = [
        {"fetched_at": fetched, **_placed(checker, value, (*steps, n))}
        if isinstance(value, dict)
        else value
        for n, value in enumerate(values)
    ]
    return checker.parts(AppointmentContent, placed, steps)


def _placed(checker: Check, value: dict[str, Any], steps: Steps) -> dict[str, Any]:
    return in_moments(checker.file, with_kind(checker, value, steps), steps)


def _unit_keys(checker: Check, values: Any, steps: Steps) -> list[str]:
    if not isinstance(values, list) or not values:
        checker.file.refuse(steps, "should list the units that take part in the care")
        return []
    for place, key in enumerate(values):
        checker.reference("units", key, (*steps, place))
    return [str(key) for key in values]
