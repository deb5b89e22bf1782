"""What would suit a patient, in boxes and in their own words."""

import uuid
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time

from wtforms import BooleanField, StringField, ValidationError

from app.appointments.content import NextTime, Wishes
from app.appointments.suiting import FEWEST, MOST
from app.base import clock
from app.base.forms import Form, TicksField, WordsField, one_of
from app.base.language import gettext as _
from app.base.language import speech

WEEKDAYS = range(5)
HOURS = range(7, 20)
NOTICES = (3, 24, 72, 168)
"""How many hours before a patient can say that they want to know."""
LONGEST_WORDS = 1000
_an_hour_or_none = one_of(["", *(str(hour) for hour in HOURS)])


class SuitsForm(Form):
    """What would suit: which days, between which hours, and with whom."""

    weekdays_shown, hours_shown = WEEKDAYS, HOURS

    weekdays = TicksField()
    not_before = StringField(validators=[_an_hour_or_none])
    not_after = StringField(validators=[_an_hour_or_none])
    with_relative = BooleanField()
    words = WordsField(longest=LONGEST_WORDS)

    def validate_not_after(self, field: StringField) -> None:
        before, after = _hour(self.not_before), _hour(field)
        if before and after and before >= after:
            raise ValidationError(_("This is before the time above. Change one of them."))

    @property
    def wishes(self) -> Wishes:
        return Wishes(
            weekdays=[day for day in WEEKDAYS if str(day) in self.weekdays.ticked],
            not_before=_hour(self.not_before),
            not_after=_hour(self.not_after),
            with_relative=self.with_relative.data,
            words=self.words.typed,
        )


class NoneForm(SuitsForm):
    """None of the offered times suits. So that others can be found, something is said."""

    def validate_words(self, _field: WordsField) -> None:
        if self.wishes == Wishes():
            told = _("Tick or write something, so that the clinic knows what would suit you.")
            raise ValidationError(told)


class EarlierForm(SuitsForm):
    """How short before a patient can come to an earlier time, and what else would be fine."""

    notice = StringField(validators=[one_of([str(hours) for hours in NOTICES])])
    elsewhere = BooleanField()


class AfterwardsForm(Form):
    """What was decided to come after a time."""

    next_time = StringField(validators=[one_of(list(NextTime))])
    words = WordsField(longest=LONGEST_WORDS)


class OfferForm(Form):
    """Which times staff offer a patient, until when they are kept, and what is said of them."""

    slots = TicksField()
    until_day = StringField()
    until_clock = StringField()
    words = WordsField(longest=LONGEST_WORDS)

    def validate_slots(self, field: TicksField) -> None:
        if not FEWEST <= len(self.slot_ids) <= MOST or len(self.slot_ids) != len(field.ticked):
            raise ValidationError(_("Choose two to five times."))

    def validate_until_day(self, _field: StringField) -> None:
        if self.until is None:
            raise ValidationError(_("Write a day and a clock time, such as 16:00."))

    @property
    def slot_ids(self) -> set[uuid.UUID]:
        return {one for one in map(_id, self.slots.ticked) if one}

    @property
    def until(self) -> datetime | None:
        try:
            day = date.fromisoformat(self.until_day.data or "")
            shown = time.fromisoformat(self.until_clock.data or "")
        except ValueError:
            return None
        minute = shown.hour * 60 + shown.minute
        return None if clock.skipped(day, minute) else clock.moment(day, minute)

    def ends_in_time(self, starts: Iterable[datetime], *, now: datetime) -> bool:
        """Say whether the offer ends after now and before the first of its times, or tell why."""
        first = min(starts, default=None)
        if self.until is None or self.until <= now:
            self.until_day.errors = [_("That has passed. Choose a later moment.")]
        elif first is not None and self.until > first:
            self.until_day.errors = [
                _("The first of the times starts before that. Choose earlier.")
            ]
        return not self.until_day.errors


def in_words(wishes: Wishes) -> str:
    """Write what would suit as the patient would say it, a line each."""
    return "\n".join(_lines(wishes))


def _lines(wishes: Wishes) -> Iterator[str]:
    if wishes.weekdays:
        yield speech().weekdays(wishes.weekdays)
    if wishes.not_before:
        yield _("Not before %(clock)s") % {"clock": speech().wall_clock(wishes.not_before)}
    if wishes.not_after:
        yield _("Over by %(clock)s") % {"clock": speech().wall_clock(wishes.not_after)}
    if wishes.with_relative:
        yield _("Somebody close to me comes along")
    if wishes.words:
        yield wishes.words


def _id(written: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(written)
    except ValueError:
        return None


def _hour(field: StringField) -> time | None:
    chosen = next((hour for hour in HOURS if field.data == str(hour)), None)
    return None if chosen is None else time(chosen)
