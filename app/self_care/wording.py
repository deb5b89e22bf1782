"""Numbers and parts of the day in plain words, in the language that is spoken."""

from collections.abc import Sequence
from datetime import time
from decimal import Decimal

from flask import Flask

from app.base.language import gettext as _
from app.base.language import speech
from app.base.wording import N_, Labels
from app.contracts.schedules import DayPart, Measure
from app.self_care.content import Outcome, PauseReason, Value

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


def init_app(app: Flask) -> None:
    """Let pages write slots and amounts."""
    app.jinja_env.filters.update(slot=slot_name, amount=amount, number=number)
    app.jinja_env.globals["measure_of"] = measure_of


def slot_name(slot: str) -> str:
    """Write which of a day's occasions it is: morning, at 08.00, the first of them."""
    if slot in list(DayPart):
        return _(LABELS[DayPart][DayPart(slot)])
    elif ":" in slot:
        return _("at %(clock)s") % {"clock": speech().wall_clock(time.fromisoformat(slot))}
    else:
        return _("time %(number)s") % {"number": slot} if slot else ""


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
