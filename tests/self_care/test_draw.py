"""A drawing of one's own numbers says what the table beside it says, and nothing more."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from app.base import clock
from app.base.words import Words
from app.contracts.schedules import Measure
from app.self_care.chart import SHAPES, Point, drawn, round_levels
from app.self_care.content import Value
from app.self_care.figures import figures_of
from tests.self_care.recorded import LOWER, PAIN, PULSE, TUESDAY, UPPER

as_often_as_it_takes = settings(deadline=None, database=None)
numbers = some.decimals(
    min_value=-(10**9), max_value=10**9, allow_nan=False, allow_infinity=False, places=3
)
KEYS = [measure.key for measure in (UPPER, LOWER, PULSE, PAIN)]


@dataclass
class Written:
    on: date
    happened_at: object
    values: list


@some.composite
def entries(draw):
    on = draw(some.dates(date(2020, 1, 1), date(2030, 12, 31)))
    keys = draw(some.lists(some.sampled_from([*KEYS, "old"]), unique=True))
    return Written(
        on,
        clock.moment(on, draw(some.integers(0, 1439))),
        [Value(measure=key, number=draw(numbers)) for key in keys],
    )


def written(*values, on=TUESDAY, at=480):
    told = [Value(measure=key, number=Decimal(number)) for key, number in values]
    return Written(on, clock.moment(on, at), told)


@given(some.lists(entries(), max_size=30))
@as_often_as_it_takes
def test_table_and_drawing_hold_every_number_once(told):
    figures = figures_of([UPPER, LOWER, PULSE, PAIN], told)

    in_tables = sorted(
        (row.on, row.happened_at, key, number)
        for figure in figures
        for row in figure.rows
        for key, number in row.numbers.items()
    )
    assert in_tables == sorted(
        (one.on, one.happened_at, value.measure, value.number)
        for one in told
        for value in one.values
    )
    for figure in figures:
        assert len(figure.chart.marks) == sum(len(row.numbers) for row in figure.rows)


@given(some.lists(some.tuples(some.integers(0, 400), some.integers(0, 1439), numbers), min_size=1))
@as_often_as_it_takes
def test_a_dot_is_read_off_as_the_number_and_the_day_it_stands_for(told):
    points = [Point(TUESDAY + timedelta(days=day), minute, one) for day, minute, one in told]

    chart = drawn([points])

    low, high = chart.levels[0], chart.levels[-1]
    for point, mark in zip(points, chart.marks, strict=True):
        part = (low.y - mark.y) / (low.y - high.y)
        read_off = float(low.number) + part * float(high.number - low.number)
        assert read_off == pytest.approx(
            float(point.number), abs=0.001 * float(high.number - low.number)
        )
        assert chart.left <= mark.x <= chart.right
        assert chart.top <= mark.y <= chart.bottom
    days = [point.on for point in points]
    assert (chart.days[0].on, chart.days[-1].on) == (min(days), max(days))


@given(some.lists(numbers, min_size=1))
@as_often_as_it_takes
def test_the_numbers_at_the_side_are_few_round_and_even(told):
    levels = round_levels(told)

    steps = {after - before for before, after in pairwise(levels)}
    assert len(steps) == 1
    assert steps.pop().normalize().as_tuple().digits in ((1,), (2,), (5,))
    assert levels[0] <= min(told)
    assert max(told) <= levels[-1]
    assert 2 <= len(levels) <= 7


@pytest.mark.parametrize(
    ("told", "levels"),
    [
        pytest.param(["72.5"], ["72", "73"], id="one number"),
        pytest.param(["72"], ["71", "72", "73"], id="one round number"),
        pytest.param(["118", "142"], ["110", "120", "130", "140", "150"], id="a pressure"),
        pytest.param(["-3", "4"], ["-4", "-2", "0", "2", "4"], id="on both sides of nought"),
        pytest.param(["0.1", "0.3"], ["0.10", "0.15", "0.20", "0.25", "0.30"], id="small ones"),
    ],
)
def test_levels(told, levels):
    found = round_levels([Decimal(one) for one in told])

    assert found == [Decimal(one) for one in levels]


def test_a_number_of_many_digits_has_room_at_the_side():
    point = Point(TUESDAY, 0, Decimal("123456789012345678901234567890.001"))

    chart = drawn([[point]])

    longest = max(len(str(level.number)) for level in chart.levels)
    assert chart.left >= 8 * longest


def test_a_scale_is_drawn_from_end_to_end():
    (figure,) = figures_of([PAIN], [written(("pain", "3"))])

    assert [level.number for level in figure.chart.levels] == [0, 5, 10]


def test_measures_with_the_same_unit_share_a_drawing_each_with_its_own_shape():
    told = [written(("upper", "140"), ("lower", "85"), ("pulse", "70"))]

    pressure, pulse = figures_of([UPPER, LOWER, PULSE], told)

    assert [measure.key for measure in pressure.measures] == ["upper", "lower"]
    assert [mark.shape for mark in pressure.chart.marks] == [SHAPES[0], SHAPES[1]]
    assert [shape for shape, _measure in pressure.shapes] == [SHAPES[0], SHAPES[1]]
    assert [mark.shape for mark in pulse.chart.marks] == [SHAPES[0]]


def test_more_measures_than_there_are_shapes_are_drawn_apart():
    many = [
        Measure(key=f"m{number}", name=Words("sv", {"sv": f"M{number}"}), unit="mm")
        for number in range(len(SHAPES) + 1)
    ]
    told = [written(*((measure.key, "1") for measure in many))]

    figures = figures_of(many, told)

    assert [len(figure.measures) for figure in figures] == [len(SHAPES), 1]


def test_what_nobody_measures_any_more_is_still_there():
    (figure,) = figures_of([], [written(("weight", "70.5"))])

    assert [str(measure.name) for measure in figure.measures] == ["weight"]
    assert figure.rows[0].numbers == {"weight": Decimal("70.5")}


def test_a_measure_without_numbers_has_no_drawing():
    assert figures_of([UPPER], [written(), written(("pulse", "70"))])[0].unit == ""
    assert figures_of([UPPER], []) == []


def test_the_hour_that_the_clocks_show_twice_is_drawn_by_the_clock_on_the_wall():
    night = date(2026, 10, 25)
    first = clock.moment(night, 150)
    second = first + timedelta(hours=1)
    told = [
        Written(night, moment, [Value(measure="pulse", number=Decimal(70))])
        for moment in (second, first)
    ]

    (figure,) = figures_of([PULSE], told)

    assert len({(mark.x, mark.y) for mark in figure.chart.marks}) == 1
    assert len(figure.rows) == 2


@pytest.mark.parametrize(
    ("days", "named"),
    [
        pytest.param(1, [0], id="one day"),
        pytest.param(2, [0, 1], id="two"),
        pytest.param(3, [0, 1, 2], id="three"),
        pytest.param(7, [0, 2, 4, 6], id="a week"),
        pytest.param(9, [0, 4, 8], id="nine"),
        pytest.param(12, [0, 11], id="nothing even between"),
        pytest.param(30, [0, 10, 19, 29], id="nearly even, when nobody sees"),
    ],
)
def test_days_are_named_at_even_distances(days, named):
    points = [Point(TUESDAY + timedelta(days=day), 0, Decimal(1)) for day in (0, days - 1)]

    chart = drawn([points])

    assert [(one.on - TUESDAY).days for one in chart.days] == named
