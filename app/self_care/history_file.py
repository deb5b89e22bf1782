"""Everything that was written down, as a file for spreadsheets: one row for each entry."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

from app.base import clock, spreadsheets
from app.base.language import gettext as _
from app.base.language import plain
from app.base.spreadsheets import Cell
from app.contracts.schedules import Measure
from app.contracts.wording import LABELS as CONTRACT_LABELS
from app.self_care.cards import EntryCard, RoutineCard
from app.self_care.figures import measures_of
from app.self_care.wording import LABELS, slot_name

CALLED = {**CONTRACT_LABELS, **LABELS}
Column = tuple[uuid.UUID, str]
"""The numbers of one measure of one routine, by their ids."""


def written(routines: Mapping[uuid.UUID, RoutineCard], entries: Sequence[EntryCard]) -> bytes:
    """Write a file in the reader's language, the newest entry first."""
    columns = dict(_columns(routines.values(), entries))
    rows = (_row(routines[entry.routine_id], entry, columns) for entry in entries)
    return spreadsheets.written([_head(columns.values()), *rows])


def _columns(
    routines: Iterable[RoutineCard], entries: Sequence[EntryCard]
) -> Iterator[tuple[Column, str]]:
    """Return a column, and its head, for each measure that has numbers here."""
    for one in routines:
        theirs = [entry for entry in entries if entry.routine_id == one.id]
        numbered = {value.measure for entry in theirs for value in entry.values}
        for measure in measures_of(one.measures, theirs):
            if measure.key in numbered:
                yield (one.id, measure.key), f"{plain(one.what)}: {_called(measure)}"


def _called(measure: Measure) -> str:
    scale = f"{measure.lowest}–{measure.highest}" if measure.lowest is not None else ""
    unit = " ".join(filter(None, (measure.unit, scale)))
    return plain(measure.name) + (f" ({unit})" if unit else "")


def _head(columns: Iterable[str]) -> list[Cell]:
    return [
        _("Day"),
        _("Clock time"),
        _("Self-care"),
        _("What kind"),
        _("Which time of the day"),
        _("How it went"),
        *columns,
        _("In own words"),
        _("Written down by"),
        _("Written down on"),
    ]


def _row(routine: RoutineCard, entry: EntryCard, columns: Iterable[Column]) -> list[Cell]:
    numbers = {(routine.id, value.measure): value.number for value in entry.values}
    return [
        entry.on,
        clock.local(entry.happened_at).time(),
        plain(routine.what),
        _label(routine.kind),
        slot_name(entry.slot),
        _label(entry.outcome),
        *(numbers.get(column) for column in columns),
        entry.words,
        entry.by_name,
        clock.local_day(entry.recorded_at),
    ]


def _label(member: StrEnum) -> str:
    return _(CALLED[type(member)][member])
