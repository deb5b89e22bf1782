"""What is written down, chosen and paused. What is odd is said beside the field, and all kept."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from flask_wtf import FlaskForm
from wtforms import ValidationError

from app.base import clock
from app.base.forms import ChosenField, DayField, Form, LineField, WordsField, needed, one_of
from app.base.language import gettext as _
from app.base.language import plain, speech
from app.base.words import Words
from app.contracts.content_home import SelfCareKind
from app.contracts.schedules import (
    LONGEST_EVERY,
    MOST_TIMES_A_DAY,
    DayPart,
    Measure,
    Rhythm,
    Schedule,
    When,
)
from app.self_care import reading, rules
from app.self_care.actions import Told
from app.self_care.content import Outcome, PauseReason, RoutineContent, Value
from app.self_care.reading import NumberFault, TimeFault
from app.self_care.wording import TIME_FAULTS, number_fault

EARLIEST = timedelta(days=366)
"""How far back something can be written down, or a pause begin."""
LATEST_PAUSE = timedelta(days=366)
NUMBER_KEY, SCALE_KEY = "number", "scale"
SEVERAL = re.compile(r"[,;]|\boch\b|\band\b")


class NumberField(LineField):
    """A number for a measure, as people write it. Without one, nothing is said of it."""

    def __init__(self, measure: Measure, **bound: Any) -> None:
        super().__init__(_a_number, **bound)
        self.measure = measure
        self.number: Decimal | None = None


class EntryForm(Form):
    """How it went, when it was, and anything one wants to say about it."""

    on = DayField()
    slot = LineField()
    outcome = LineField(one_of(list(Outcome)))
    at = LineField()
    second = LineField()
    happened = LineField()
    words = WordsField()

    @property
    def numbers(self) -> list[NumberField]:
        return [field for field in self if isinstance(field, NumberField)]

    @property
    def asks_which(self) -> bool:
        """Say whether the clocks showed this time twice, so that one has to say which it was."""
        return bool(self.second.data) or _(TIME_FAULTS[TimeFault.TWICE]) in self.at.errors

    def told(self, *, now: datetime, kept: datetime | None = None) -> Told | None:
        """Return what was written down, or nothing when something about it is odd.

        kept: the moment that stands there already, which stays unless another is written.
        """
        right, moment = self.validate(), self._moment(now, kept)
        if not right or not isinstance(moment, datetime) or self.on.day is None:
            return None
        return Told(
            outcome=Outcome(self.outcome.data or ""),
            happened_at=moment,
            on=self.on.day,
            slot=self.slot.data or "",
            values=[
                Value(measure=field.measure.key, number=field.number)
                for field in self.numbers
                if field.number is not None
            ],
            words=self.words.typed,
        )

    def validate_on(self, field: DayField) -> None:
        today = clock.local_day(clock.now())
        if field.day is None or not today - EARLIEST <= field.day <= today:
            raise ValidationError(_("Something can be written down for today or an earlier day."))

    def validate_slot(self, field: LineField) -> None:
        if not rules.SLOT.fullmatch(field.data or ""):
            raise ValidationError(_("Choose one of these."))

    def _moment(self, now: datetime, kept: datetime | None) -> datetime | None:
        """Return when it was: as the phone noted it, as it was written, else now."""
        found = self._found_moment(now, kept)
        if isinstance(found, TimeFault):
            self._odd_time(_(TIME_FAULTS[found]))
            return None
        return found

    def _found_moment(self, now: datetime, kept: datetime | None) -> datetime | TimeFault | None:
        on, typed = self.on.day, (self.at.data or "").strip()
        if self.happened.data:
            return reading.told_moment(self.happened.data, now=now)
        elif on is None:
            return None
        elif kept and typed == as_typed(kept):
            return kept
        elif typed:
            second = {"first": False, "second": True}.get(self.second.data or "")
            return reading.moment_in(on, typed, second=second, now=now)
        elif on == clock.local_day(now):
            return kept or now
        elif self.outcome.data == Outcome.DONE:
            self.at.errors = [
                *self.at.errors,
                _("What time was it? Roughly is fine, such as 8:30."),
            ]
            return None
        else:
            return kept or rules.begins_at(on, self.slot.data or "")

    def _odd_time(self, told: str) -> None:
        self.at.errors = [*self.at.errors, told]


def entry_form(measures: Sequence[Measure], **said: object) -> EntryForm:
    """Return a form with a place for each of the routine's measures."""
    places = {f"value-{measure.key}": NumberField(measure) for measure in measures}
    form: EntryForm = type("EntryForm", (EntryForm,), places)(**said)
    return form


class RoutineForm(Form):
    """What the patient wants to do, and how often."""

    what = LineField(needed)
    can = WordsField()
    wants = WordsField()
    how = LineField(one_of(("daily", "weekdays", "days", "needed")))
    weekdays = ChosenField([str(number) for number in range(7)])
    every = LineField()
    parts = ChosenField(list(DayPart))
    clocks = LineField()
    until = DayField()
    notes = LineField(one_of(("nothing", "number", "scale")))
    measure = LineField(longest=60)
    unit = LineField(longest=20)

    def said(self, *, starts_on: date, before: Schedule | None = None) -> RoutineContent | None:
        """Return what was chosen, or nothing when something about it is odd.

        before: how it was, so that every third day goes on being counted from the same day.
        """
        right, rhythm, at = self.validate(), self._rhythm(), self._at()
        if before and before.rhythm == rhythm:
            starts_on = before.starts_on
        if self.until.day and self.until.day < starts_on:
            self.until.errors = [_("That day has been. Choose a later one, or none.")]
        if not right or self.errors:
            return None
        return RoutineContent(
            kind=SelfCareKind.OWN_ACTIVITY,
            what=_in_words(self.what.data or ""),
            can=_in_words(self.can.typed) if self.can.typed else None,
            wants=_in_words(self.wants.typed) if self.wants.typed else None,
            schedule=Schedule(
                rule=rhythm.rule if rhythm else None,
                starts_on=starts_on,
                until=self.until.day,
                at=at if rhythm else [],
            ),
            measures=self._measures(),
        )

    def _rhythm(self) -> Rhythm | None:
        if self.how.data == "weekdays":
            if not self.weekdays.data:
                self.weekdays.errors = [_("Choose at least one day.")]
            return Rhythm(1, tuple(int(day) for day in self.weekdays.data or ()))
        elif self.how.data == "days":
            longest = LONGEST_EVERY["DAILY"]
            written = (self.every.data or "").strip()
            if written.isdecimal() and len(written) < 4 and 1 < int(written) <= longest:
                return Rhythm(int(written))
            told = _("Write a whole number of days, from 2 to %(longest)s.")
            self.every.errors = [told % {"longest": longest}]
        return Rhythm() if self.how.data == "daily" else None

    def _at(self) -> list[When]:
        """Return the times of the day that were chosen or written, each once."""
        written = [part for part in SEVERAL.split(self.clocks.data or "") if part.strip()]
        minutes = [reading.minute_in(part) for part in written]
        at: list[When] = [DayPart(part) for part in self.parts.data or ()]
        if None in minutes:
            self.clocks.errors = [_("Write clock times such as 8:00, 20:00.")]
        for minute in sorted({one for one in minutes if one is not None}):
            at.append(time(minute // 60, minute % 60))
        if len(at) > MOST_TIMES_A_DAY:
            told = _("There is room for %(most)s times a day.")
            self.clocks.errors = [told % {"most": MOST_TIMES_A_DAY}]
        return at

    def _measures(self) -> list[Measure]:
        if self.notes.data == "number":
            name = self.measure.data or _("Number")
            return [Measure(key=NUMBER_KEY, name=_in_words(name), unit=self.unit.data or "")]
        elif self.notes.data == "scale":
            name = self.measure.data or _("How it felt")
            return [Measure(key=SCALE_KEY, name=_in_words(name), lowest=0, highest=10)]
        else:
            return []


class PauseForm(Form):
    """What is paused, why, and for how long."""

    routine = LineField()
    reason = LineField(one_of(list(PauseReason)))
    starts_on = DayField()
    ends_on = DayField()

    def validate_starts_on(self, field: DayField) -> None:
        today = clock.local_day(clock.now())
        if field.day is None:
            raise ValidationError(_("From which day? Choose it here."))
        if not today - EARLIEST <= field.day <= today + LATEST_PAUSE:
            raise ValidationError(_("Choose a day within a year from today."))

    def validate_ends_on(self, field: DayField) -> None:
        today, starts_on = clock.local_day(clock.now()), self.starts_on.day
        if field.day and starts_on and field.day < starts_on:
            raise ValidationError(_("The last day is before the first."))
        if field.day and field.day > today + LATEST_PAUSE:
            raise ValidationError(_("Choose a day within a year from today."))


class TooMuchForm(Form):
    """Anything the patient wants to say about it."""

    words = WordsField()


def said_before(routine: RoutineContent) -> dict[str, object]:
    """Return what a form should hold, to change what was chosen before."""
    schedule = routine.schedule
    rhythm = schedule.rhythm if schedule else None
    at = schedule.at if schedule else []
    measure = next(iter(routine.measures), None)
    return {
        "what": plain(routine.what),
        "can": plain(routine.can) if routine.can else "",
        "wants": plain(routine.wants) if routine.wants else "",
        "how": _how(rhythm),
        "weekdays": [str(day) for day in rhythm.weekdays] if rhythm else [],
        "every": str(rhythm.every) if rhythm else "",
        "parts": [when.value for when in at if isinstance(when, DayPart)],
        "clocks": ", ".join(speech().wall_clock(one) for one in at if isinstance(one, time)),
        "until": schedule.until.isoformat() if schedule and schedule.until else "",
        "notes": _notes(measure),
        "measure": plain(measure.name) if measure else "",
        "unit": measure.unit if measure else "",
    }


def _how(rhythm: Rhythm | None) -> str:
    if rhythm is None:
        return "needed"
    elif rhythm.weekdays:
        return "weekdays"
    else:
        return "daily" if rhythm.every == 1 else "days"


def _notes(measure: Measure | None) -> str:
    if measure is None:
        return "nothing"
    return "number" if measure.highest is None else "scale"


def _in_words(text: str) -> Words:
    """Keep a text as somebody wrote it, in the language they have chosen here."""
    return Words.from_json({speech().language: text})


def _a_number(_form: FlaskForm, field: NumberField) -> None:
    typed = (field.data or "").strip()
    found = reading.number_in(typed, field.measure) if typed else None
    if isinstance(found, NumberFault):
        raise ValidationError(number_fault(found, typed, field.measure))
    field.number = found


def as_typed(moment: datetime) -> str:
    """Return the clock time of a moment as one would type it."""
    return speech().minute(clock.minute_of_day(moment))
