"""Keeps what contract files say: all of them, or nothing."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import text
from sqlmodel import Session, func, select

from app.exchange import contract_files, file_keeping, reading, unit_files
from app.exchange.checking import Names
from app.exchange.reading import Fault, ReadFile
from app.people import queries as people
from app.people.models import CareRole, Person, Unit
from app.slots import queries as slots

ONE_AT_A_TIME = 1177_0001
"""The number of the lock that a load holds on PostgreSQL."""
LONGEST_WAIT = "5min"
ANOTHER_NUMBER = "has had another number than this; a new person needs a key of their own"


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
        changed += file_keeping.keep(session, file, said, names[said.source], now=now)
        _stop_at_faults(files)
    return changed


def _wait_for_other_loads(session: Session) -> None:
    """Let one load at a time make new people. SQLite lets only one write in any case."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text(f"SET LOCAL statement_timeout = '{LONGEST_WAIT}'"))
        session.exec(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME)))


def _stop_at_faults(files: Sequence[ReadFile]) -> None:
    faults = [fault for file in files for fault in file.faults]
    if faults:
        raise FaultyFilesError(sorted(set(faults), key=lambda fault: (fault.file, fault.line)))


def _names(session: Session, files: Sequence[ReadFile]) -> dict[str, Names]:
    """Return, for each source, the ids of all it has told about, with new ones for what is new."""
    names = {source: _known_names(session, source) for source in {file.source for file in files}}
    for file in files:
        for section in ("units", "staff", "people"):
            for key in contract_files.keys_of(file, section):
                getattr(names[file.source], section).setdefault(key, uuid.uuid4())
        for kind in unit_files.kinds_of(file):
            names[file.source].kinds.setdefault(kind, uuid.uuid4())
        names[file.source].workplaces.update(unit_files.workplaces(file))
    _recognise(session, files, names)
    return names


def _recognise(session: Session, files: Sequence[ReadFile], names: Mapping[str, Names]) -> None:
    """Let an identity number mean the one who has it, whatever a source calls them.

    A key that has meant somebody with another number is refused: what is known about one
    person must never become another's.
    """
    numbered = [(file, *entry) for file in files for entry in contract_files.numbers_of(file)]
    by_number = people.ids_by_number(session, [number for _file, _key, number in numbered])
    called = {names[file.source].people[key] for file, key, _number in numbered}
    numbers = people.numbers_by_id(session, called)
    key_of = {(source, one): key for source in names for key, one in names[source].people.items()}
    for file, key, number in numbered:
        named = names[file.source].people
        if numbers.get(named[key], number) != number:
            file.refuse(("people", key), ANOTHER_NUMBER)
            continue
        named[key] = by_number.setdefault(number, named[key])
        other = key_of.setdefault((file.source, named[key]), key)
        if other != key:
            file.refuse(("people", key), f"has the same number as {other}")


def _known_names(session: Session, source: str) -> Names:
    return Names(
        units=people.ids_by_key(session, Unit, source=source),
        staff=people.ids_by_key(session, CareRole, source=source),
        people=people.ids_by_key(session, Person, source=source),
        kinds=slots.kinds_by_key(session, source=source),
        workplaces=people.workplaces_by_key(session, source=source),
    )
