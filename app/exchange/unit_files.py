"""What a file says of a unit, and of its times: what visits it has, by which rules, and when."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.exchange.checking import FIELDS, LIST, LONGEST_KEY, Check, nearest
from app.exchange.reading import ReadFile, Steps
from app.exchange.scalars import minute_in
from app.follow_up.question_sets import question_sets
from app.people.content import UnitContent
from app.sharing.content import EVERYTHING
from app.sharing.rules import BY_NAME
from app.slots.content import (
    BookingRulesContent,
    ClosedDayContent,
    VisitKindContent,
    WeekPatternContent,
)

TIMES = ("visit_kinds", "booking", "week_pattern", "closed")
ELSEWHERE = "works at another unit"
NOT_SHARED = (EVERYTHING, *BY_NAME)
"""What a unit can say that its patients do not share here."""


@dataclass(frozen=True)
class UnitTimes:
    """What is said of a unit's times. What a file says nothing of stays as it is."""

    kinds: dict[str, VisitKindContent] = field(default_factory=dict)
    rules: BookingRulesContent | None = None
    patterns: list[WeekPatternContent] | None = None
    closed: list[ClosedDayContent] | None = None


@dataclass(frozen=True)
class UnitEntry:
    unit: UnitContent
    times: UnitTimes


def kinds_of(file: ReadFile) -> Iterator[tuple[str, str]]:
    """Return the unit and the key of each kind of visit that a file gives."""
    units = file.values.get("units")
    for unit, values in units.items() if isinstance(units, dict) else ():
        kinds = values.get("visit_kinds") if isinstance(values, dict) else None
        yield from ((unit, key) for key in (kinds if isinstance(kinds, dict) else ()))


def workplaces(file: ReadFile) -> Iterator[tuple[str, str]]:
    """Return the key of each professional that a file gives, and that of their unit."""
    staff = file.values.get("staff")
    for key, values in staff.items() if isinstance(staff, dict) else ():
        unit = values.get("unit") if isinstance(values, dict) else None
        if isinstance(unit, str):
            yield key, unit


def check_unit(checker: Check, values: Any, steps: Steps, *, as_of: date) -> UnitEntry | None:
    """Check a unit and its times. It asks questions that there are."""
    if not isinstance(values, dict):
        checker.file.refuse(steps, FIELDS)
        return None
    own = {name: value for name, value in values.items() if name not in TIMES}
    unit = checker.part(UnitContent, own, steps)
    known = question_sets()
    if unit and unit.question_set not in known:
        guess = nearest(unit.question_set, known)
        missing = f"there is no question set {unit.question_set!r}{guess}"
        checker.file.refuse((*steps, "question_set"), missing)
    if unit:
        _check_not_shared(checker, unit.not_shared, (*steps, "not_shared"))
    times = UnitTimes(
        kinds=_kinds(checker, values.get("visit_kinds"), (*steps, "visit_kinds")),
        rules=_rules(checker, values.get("booking"), (*steps, "booking")),
        patterns=_patterns(checker, values, steps, as_of),
        closed=_closed(checker, values, steps),
    )
    return UnitEntry(unit, times) if unit else None


def _check_not_shared(checker: Check, names: list[str], steps: Steps) -> None:
    for n, name in enumerate(names):
        if name not in NOT_SHARED:
            guess = nearest(name, NOT_SHARED) or f"; known are {', '.join(NOT_SHARED)}"
            checker.file.refuse((*steps, n), f"there is no {name!r} to share{guess}")


def with_kind(checker: Check, values: dict[str, Any], steps: Steps) -> dict[str, Any]:
    """Put the id of the kind of visit where a time has its key, which its unit knows."""
    fields = dict(values)
    if fields.pop("kind_id", None) is not None:
        checker.file.refuse((*steps, "kind_id"), "is written kind in a file")
    if (key := fields.pop("kind", None)) is not None:
        unit = fields.get("unit") or checker.names.workplaces.get(str(fields.get("role")))
        if _is_known(checker, unit, key, (*steps, "kind")):
            fields["kind_id"] = checker.names.kinds[str(unit), key]
    return fields


def _kinds(checker: Check, values: Any, steps: Steps) -> dict[str, VisitKindContent]:
    if values is None:
        return {}
    if not isinstance(values, dict):
        checker.file.refuse(steps, "should be keys with names, such as eyes: {sv: …, en: …}")
        return {}
    checked = {
        key: checker.part(VisitKindContent, {"key": key, "name": name}, (*steps, key))
        for key, name in values.items()
    }
    return {key: kind for key, kind in checked.items() if kind is not None}


def _rules(checker: Check, values: Any, steps: Steps) -> BookingRulesContent | None:
    return None if values is None else checker.part(BookingRulesContent, values, steps)


def _patterns(
    checker: Check, values: dict[str, Any], steps: Steps, as_of: date
) -> list[WeekPatternContent] | None:
    """Check the times that come back. A unit that says nothing of them keeps what it has."""
    if "week_pattern" not in values:
        return None
    given, place = values["week_pattern"], (*steps, "week_pattern")
    if not isinstance(given, list):
        return checker.parts(WeekPatternContent, given, place)
    unit = steps[-1]
    placed = [
        {"starts_on": as_of, **_in_minutes(checker.file, one, (*place, n))}
        if isinstance(one, dict)
        else one
        for n, one in enumerate(given)
    ]
    patterns = checker.parts(WeekPatternContent, placed, place)
    for n, one in enumerate(placed):
        _check_staff(checker, one, unit, (*place, n))
        for m, key in enumerate(_kind_keys(one)):
            _is_known(checker, unit, key, (*place, n, "kinds", m))
    return patterns


def _closed(checker: Check, values: dict[str, Any], steps: Steps) -> list[ClosedDayContent] | None:
    if "closed" not in values:
        return None
    given, place = values["closed"], (*steps, "closed")
    if not isinstance(given, list):
        checker.file.refuse(place, LIST)
        return None
    checked = []
    for n, one in enumerate(given):
        fields = _renamed(checker.file, one, (*place, n), {"on": "day"})
        checked.append(checker.part(ClosedDayContent, fields, (*place, n)))
        _check_staff(checker, one, steps[-1], (*place, n))
    return [day for day in checked if day is not None]


def _in_minutes(file: ReadFile, value: dict[str, Any], steps: Steps) -> dict[str, Any]:
    """Turn clock times into minutes of the day, and the short names into those used here."""
    names = {"from": "from_minute", "to": "to_minute", "kinds": "kind_keys"}
    fields: dict[str, Any] = _renamed(file, value, steps, names)
    for name in ("from", "to"):
        if name in value:
            fields[f"{name}_minute"] = minute_in(file, value[name], (*steps, name))
    return {"key": _own_key(value), **fields}


def _own_key(value: dict[str, Any]) -> str:
    """Return what a pattern is called that has no key: its days, its beginning and whose it is."""
    said = [str(value.get(name) or "") for name in ("days", "from", "role")]
    return "-".join(filter(None, said)).replace(", ", "-")[:LONGEST_KEY]


def _renamed(file: ReadFile, value: Any, steps: Steps, names: dict[str, str]) -> Any:
    """Give fields the names they have here. What is no group of fields is refused elsewhere."""
    if not isinstance(value, dict):
        return value
    for written, name in names.items():
        if name in value:
            file.refuse((*steps, name), f"is written {written} in a file")
    return {names.get(name, name): inner for name, inner in value.items()}


def _check_staff(checker: Check, values: Any, unit: Any, steps: Steps) -> None:
    """Refuse times with a professional who is known to work somewhere else."""
    role = values.get("role") if isinstance(values, dict) else None
    if isinstance(role, str) and checker.names.workplaces.get(role, unit) != unit:
        checker.file.refuse((*steps, "role"), ELSEWHERE)


def _kind_keys(values: Any) -> list[Any]:
    keys = values.get("kind_keys") if isinstance(values, dict) else None
    return keys if isinstance(keys, list) else []


def _is_known(checker: Check, unit: Any, key: Any, steps: Steps) -> bool:
    """Say whether a unit has this kind of visit, or note that it has not."""
    if isinstance(key, str) and (str(unit), key) in checker.names.kinds:
        return True
    here = [kind for place, kind in checker.names.kinds if place == unit]
    told = f"there is no {key!r} among the visit_kinds of {unit}{nearest(str(key), here)}"
    checker.file.refuse(steps, told if unit else "needs unit or role: a unit has kinds of visits")
    return False
