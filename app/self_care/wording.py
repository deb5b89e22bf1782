"""Schedules, numbers and parts of the day in plain words, in the language that is spoken."""

from collections.abc import Iterable, Sequence
from datetime import time
from decimal import Decimal

from flask import Flask

from app.base.language import gettext as _
from app.base.language import speech, today
from app.base.wording import N_, Labels
from app.contracts.schedules import WEEKDAYS, DayPart, Measure, Rhythm, Schedule, slot_of
from app.self_care.content import Outcome, PauseReason, Value
from app.self_care.reading import NumberFault, TimeFault

LABELS: Labels = {
    Outcome: {
        Outcome.DONE: N_("Done"),
        Outcome.NOT_DONE: N_("Not done"),
        Outcome.SKIPPED: N_("Skipped on purpose"),
    },
    PauseReason: {
        PauseReason.ILL: N_("I am ill"),
        PauseReason.AWAY: N_("I am away"),
        PauseReason.OTHER: N_("Something else"),
    },
    DayPart: {
        DayPart.MORNING: N_("morning"),
        DayPart.MIDDAY: N_("midday"),
        DayPart.AFTERNOON: N_("afternoon"),
        DayPart.EVENING: N_("evening"),
        DayPart.NIGHT: N_("night"),
    },
}
EVERY_SO_MANY_DAYS = {
    2: N_("every other day"),
    3: N_("every third day"),
    4: N_("every fourth day"),
    5: N_("every fifth day"),
    6: N_("every sixth day"),
    7: N_("every seventh day"),
    8: N_("every eighth day"),
    9: N_("every ninth day"),
    10: N_("every tenth day"),
}
EVERY_SO_MANY_WEEKS = {
    2: N_("every other week, %(days)s"),
    3: N_("every third week, %(days)s"),
    4: N_("every fourth week, %(days)s"),
}
NTH = {
    "1": N_("the first time"),
    "2": N_("the second time"),
    "3": N_("the third time"),
    "4": N_("the fourth time"),
}
ON_WEEKDAYS = {
    # For the translator: weekdays and a part of the day, "måndag och torsdag morgon".
    DayPart.MORNING: N_("%(weekdays)s morning"),
    DayPart.MIDDAY: N_("%(weekdays)s at midday"),
    DayPart.AFTERNOON: N_("%(weekdays)s afternoon"),
    DayPart.EVENING: N_("%(weekdays)s evening"),
    DayPart.NIGHT: N_("%(weekdays)s night"),
}
ON_DAYS = {
    # For the translator: which days and a part of the day, "varje dag på morgonen".
    DayPart.MORNING: N_("%(days)s in the morning"),
    DayPart.MIDDAY: N_("%(days)s at midday"),
    DayPart.AFTERNOON: N_("%(days)s in the afternoon"),
    DayPart.EVENING: N_("%(days)s in the evening"),
    DayPart.NIGHT: N_("%(days)s at night"),
}
NUMBER_FAULTS = {
    NumberFault.NO_NUMBER: N_("Write a number here, such as 120 or 120.5."),
    NumberFault.SEVERAL: N_("There seem to be several numbers here. Write one in each box."),
    NumberFault.THOUSANDS: N_("Is it %(small)s or %(large)s? Write it as one of those."),
    NumberFault.TOO_LONG: N_("That number is too long. Check it."),
}
TIME_FAULTS = {
    TimeFault.NO_TIME: N_("Write a clock time here, such as 8:30."),
    TimeFault.FUTURE: N_("That is later than now. Write when it was, or wait until it is done."),
    TimeFault.SKIPPED: N_(
        "That night the clocks went from 02:00 straight to 03:00, so there was no such time."
        " Write the time one hour later."
    ),
    TimeFault.TWICE: N_("The clocks showed that time twice that night. Choose which it was."),
}


def init_app(app: Flask) -> None:
    """Let pages write schedules, slots and amounts."""
    app.jinja_env.filters.update(schedule=in_words, slot=slot_name, amount=amount, number=number)
    app.jinja_env.globals["measure_of"] = measure_of


def in_words(schedule: Schedule) -> str:
    """Write a schedule as somebody would say it: Monday and Thursday morning, until 3 April."""
    said = _("as needed") if schedule.rhythm is None else _recurring(schedule, schedule.rhythm)
    if schedule.starts_on > today():
        begins = speech().day_and_month(schedule.starts_on)
        said = _("%(said)s, from %(day)s") % {"said": said, "day": begins}
    if schedule.until:
        ends = speech().day_and_month(schedule.until)
        said = _("%(said)s, until %(day)s") % {"said": said, "day": ends}
    return said


def slot_name(slot: str) -> str:
    """Write which of a day's occasions it is: morning, at 08.00, the first of them."""
    if slot in list(DayPart):
        return _(LABELS[DayPart][DayPart(slot)])
    elif ":" in slot:
        return _("at %(clock)s") % {"clock": speech().wall_clock(time.fromisoformat(slot))}
    elif slot in NTH:
        return _(NTH[slot])
    else:
        return _("time number %(number)s") % {"number": slot} if slot else ""


def amount(value: Value, measures: Sequence[Measure]) -> str:
    """Write a number with its unit, or with the end of its scale: 120,5 mmHg, 3 of 10."""
    measure = measure_of(value.measure, measures)
    written = number(value.number)
    if measure and measure.highest is not None:
        return _("%(number)s of %(highest)s") % {"number": written, "highest": measure.highest}
    return f"{written}\N{NO-BREAK SPACE}{measure.unit}" if measure and measure.unit else written


def number(value: Decimal) -> str:
    """Write a number with the decimals it was written with, and the sign of the language."""
    written = f"{value:f}".replace("-", "\N{MINUS SIGN}")
    return written if speech().language == "en" else written.replace(".", ",")


def measure_of(key: str, measures: Sequence[Measure]) -> Measure | None:
    return next((measure for measure in measures if measure.key == key), None)


def number_fault(fault: NumberFault, typed: str, measure: Measure) -> str:
    """Say what is odd with a number, and what to write instead."""
    if fault is NumberFault.OTHER_UNIT:
        told = _("Write the number in %(unit)s.") if measure.unit else _("Write the number alone.")
        return told % {"unit": measure.unit}
    elif fault is NumberFault.OFF_THE_SCALE:
        ends = {"lowest": measure.lowest, "highest": measure.highest}
        return _("Write a whole number from %(lowest)s to %(highest)s.") % ends
    elif fault is NumberFault.THOUSANDS:
        digits = "".join(sign for sign in typed if sign.isdecimal())
        small = number(Decimal(f"{digits[:-3]}.{digits[-3:]}").normalize())
        return _(NUMBER_FAULTS[fault]) % {"small": small, "large": digits}
    else:
        return _(NUMBER_FAULTS[fault])


def _recurring(schedule: Schedule, rhythm: Rhythm) -> str:
    days = _days(rhythm)
    if not schedule.at:
        return _so_often(days, schedule.times, daily=_is_daily(rhythm))
    (first, *more) = schedule.at
    if isinstance(first, DayPart) and not more:
        on_weekdays = rhythm.weekdays and not _is_daily(rhythm)
        said = _(ON_WEEKDAYS[first]) if on_weekdays else _(ON_DAYS[first])
        return said % {"weekdays": days, "days": days}
    if not any(isinstance(when, DayPart) for when in schedule.at):
        return _("%(days)s at %(clocks)s") % {"days": days, "clocks": _clocks(schedule.at)}
    named = [slot_name(slot_of(when)) for when in schedule.at]
    return _("%(days)s, %(times)s") % {"days": days, "times": speech().listed(named)}


def _so_often(days: str, times: int, *, daily: bool) -> str:
    if times == 1:
        return days
    often = _("twice") if times == 2 else _("%(number)s times") % {"number": times}
    said = _("%(times)s a day") if daily else _("%(days)s, %(times)s")
    return said % {"days": days, "times": often}


def _days(rhythm: Rhythm) -> str:
    if rhythm.weekdays:
        return _weeks(rhythm.every, _weekdays(rhythm.weekdays))
    if rhythm.every == 1:
        return _("every day")
    if told := EVERY_SO_MANY_DAYS.get(rhythm.every):
        return _(told)
    return _("every %(number)s days") % {"number": rhythm.every}


def _weeks(every: int, days: str) -> str:
    if every == 1:
        return days
    if told := EVERY_SO_MANY_WEEKS.get(every):
        return _(told) % {"days": days}
    return _("every %(number)s weeks, %(days)s") % {"number": every, "days": days}


def _weekdays(numbers: Sequence[int]) -> str:
    """Write weekdays in a sentence, with three or more in a row as a stretch."""
    if len(numbers) == len(WEEKDAYS):
        return _("every day")
    names = [speech().weekday(number) for number in numbers]
    in_a_row = len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1
    return f"{names[0]}–{names[-1]}" if in_a_row else speech().listed(names)


def _clocks(at: Iterable[DayPart | time]) -> str:
    return speech().listed(speech().wall_clock(when) for when in at if isinstance(when, time))


def _is_daily(rhythm: Rhythm) -> bool:
    return rhythm.every == 1 and len(rhythm.weekdays) in (0, len(WEEKDAYS))
