"""Numbers that were written down, as a table and as the drawing that is its twin."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from app.base import clock
from app.base.words import Words
from app.contracts.schedules import Measure
from app.self_care.chart import SHAPES, Chart, Point, drawn
from app.self_care.content import Sent, SentRoutine, Value
from app.self_care.history import Day, by_day


class Written(Protocol):
    """Something with numbers in it that was written down about a day."""

    @property
    def on(self) -> date: ...
    @property
    def happened_at(self) -> datetime: ...
    @property
    def values(self) -> Sequence[Value]: ...


@dataclass(frozen=True)
class Row:
    """The numbers that were written down at one time, by the key of their measure."""

    on: date
    happened_at: datetime
    numbers: Mapping[str, Decimal]


@dataclass(frozen=True)
class Figure:
    """Measures that can stand on the same axis, with every number there is of them."""

    measures: Sequence[Measure]
    rows: Sequence[Row]
    chart: Chart

    @property
    def unit(self) -> str:
        return self.measures[0].unit

    @property
    def shapes(self) -> Sequence[tuple[str, Measure]]:
        """Return what stands for each measure in the drawing."""
        return list(zip(SHAPES, self.measures, strict=False))

    @property
    def count(self) -> int:
        return len(self.chart.marks)


@dataclass(frozen=True)
class Shown:
    """A routine that is sent: its numbers, and day by day what was written down."""

    routine: SentRoutine
    figures: Sequence[Figure]
    days: Sequence[Day]


def shown(sent: Sent) -> list[Shown]:
    """Return what is sent, as it is looked through before and read afterwards."""
    return [
        Shown(one, figures_of(one.measures, one.entries), by_day(one.entries))
        for one in sent.routines
    ]


def figures_of(measures: Sequence[Measure], entries: Sequence[Written]) -> list[Figure]:
    """Return what was measured: one figure for each unit, in the order of the measures."""
    found = (_figure(group, entries) for group in _on_one_axis(measures_of(measures, entries)))
    return [figure for figure in found if figure is not None]


def measures_of(measures: Sequence[Measure], entries: Iterable[Written]) -> list[Measure]:
    """Return the measures, and those that nobody measures any more but that have numbers."""
    keys = dict.fromkeys(value.measure for entry in entries for value in entry.values)
    known = {measure.key for measure in measures}
    return [*measures, *(_forgotten(key) for key in keys if key not in known)]


def _forgotten(key: str) -> Measure:
    return Measure.model_construct(key=key, name=Words("sv", {"sv": key}), unit="")


def _on_one_axis(measures: Sequence[Measure]) -> Iterator[Sequence[Measure]]:
    """Put measures together that have the same unit and scale, as far as there are shapes."""
    alike: dict[tuple[object, ...], list[Measure]] = {}
    for measure in measures:
        alike.setdefault((measure.unit, measure.lowest, measure.highest), []).append(measure)
    for group in alike.values():
        for begin in range(0, len(group), len(SHAPES)):
            yield group[begin : begin + len(SHAPES)]


def _figure(measures: Sequence[Measure], entries: Iterable[Written]) -> Figure | None:
    keys = {measure.key for measure in measures}
    rows = [
        Row(entry.on, entry.happened_at, numbers)
        for entry in entries
        if (numbers := {one.measure: one.number for one in entry.values if one.measure in keys})
    ]
    if not rows:
        return None
    series = [_points(measure, rows) for measure in measures]
    ends = [end for end in (measures[0].lowest, measures[0].highest) if end is not None]
    return Figure(measures, rows, drawn(series, ends))


def _points(measure: Measure, rows: Iterable[Row]) -> list[Point]:
    return [
        Point(row.on, clock.minute_of_day(row.happened_at), row.numbers[measure.key])
        for row in rows
        if measure.key in row.numbers
    ]
