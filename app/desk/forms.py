"""What staff write about times: when they are, how many, with whom and for what."""

from collections.abc import Sequence
from datetime import datetime

from wtforms import BooleanField, Field, StringField, ValidationError

from app.base import clock
from app.base.fields import ClockField, DayField, NumberField, OneField, SomeField
from app.base.forms import Form, WordsField
from app.base.language import gettext as _
from app.base.language import today
from app.base.words import LONGEST_PLAIN
from app.slots.content import LONGEST_AHEAD, LONGEST_VISIT, MOST_A_DAY, Mode

LONGEST_SUPPORT = 400


def _one_line(_form: Form, field: Field) -> None:
    if len(field.data or "") > LONGEST_PLAIN:
        raise ValidationError(_("This is too long. Shorten it."))


class TimesForm(Form):
    """What single times and times that come back have in common."""

    role = OneField()
    kinds = SomeField()
    mode = OneField()
    place = StringField(validators=[_one_line])
    begins = ClockField()
    ends = ClockField(needed=False)
    length = NumberField(5, LONGEST_VISIT)
    buffer = NumberField(0, LONGEST_VISIT, needed=False)
    seats = NumberField(1, 50, needed=False)

    def offer(
        self,
        *,
        roles: Sequence[tuple[str, str]],
        kinds: Sequence[tuple[str, str]],
        modes: Sequence[tuple[str, str]],
    ) -> None:
        self.role.offered, self.kinds.offered, self.mode.offered = roles, kinds, modes

    @property
    def until_minute(self) -> int:
        """Return when the last time is over: when nothing is said, there is one."""
        one = (self.begins.minute or 0) + (self.length.number or 0)
        return one if self.ends.minute is None else self.ends.minute

    def fits(self) -> bool:
        """Say whether there is room for one time, and for no more than a day can hold."""
        begins, length = self.begins.minute or 0, self.length.number or 0
        step = length + (self.buffer.number or 0)
        room = min(self.until_minute, clock.MINUTES_PER_DAY) - begins
        if room < length:
            self.ends.errors = [_("There is no room for one time between these.")]
        elif (room + step - length) // step * (self.seats.number or 1) > MOST_A_DAY:
            told = _("That would be more than %(most)s times in a day. Make fewer.")
            self.length.errors = [told % {"most": MOST_A_DAY}]
        return not self.errors


class RunForm(TimesForm):
    """One time, or several after each other on one day."""

    day = DayField()
    shown_from = DayField(needed=False)

    def is_to_come(self, now: datetime) -> bool:
        """Say whether the first of them is still to come, and on a clock that shows it."""
        day, minute = self.day.day, self.begins.minute
        if day is None or minute is None:
            return False
        if clock.skipped(day, minute):
            told = _("The clocks go forward that night and never show this time.")
            self.begins.errors = [told]
        elif clock.moment(day, minute) <= now:
            self.begins.errors = [_("This has passed.")]
        return not self.errors


class PatternForm(TimesForm):
    """Times that come back every week."""

    days = SomeField()
    starts_on = DayField()
    until = DayField(needed=False)
    release_days = NumberField(0, LONGEST_AHEAD, needed=False)
    on_red_days = BooleanField()

    def ends_in_order(self) -> bool:
        first, last = self.starts_on.day, self.until.day
        if first and last and last < first:
            self.until.errors = [_("This is before the first day.")]
        return not self.errors


class CloseForm(Form):
    """A day that is closed, for everybody or for one professional."""

    day = DayField()
    role = OneField()

    def is_to_come(self) -> bool:
        if self.day.day and self.day.day < today():
            self.day.errors = [_("This has passed.")]
        return not self.errors


class PhoneForm(Form):
    """What the patient says on the phone: what support they need, and a message."""

    support = WordsField(longest=LONGEST_SUPPORT)
    message = WordsField()


class MoveForm(Form):
    """Which times are moved, what the patients read, and until when they can answer."""

    times = SomeField()
    words = WordsField(longest=LONGEST_SUPPORT)
    until_day = DayField()
    until_clock = ClockField()

    @property
    def is_sent(self) -> bool:
        """Say whether somebody has chosen already, and not only looked."""
        return bool(self.times.errors or self.until_day.errors or self.until_clock.errors)

    @property
    def until(self) -> datetime | None:
        day, minute = self.until_day.day, self.until_clock.minute
        return None if day is None or minute is None else clock.moment(day, minute)

    def is_in_time(self, now: datetime) -> bool:
        if self.until is not None and self.until <= now:
            self.until_clock.errors = [_("This has passed.")]
        return not self.errors


MODES = tuple(mode for mode in Mode if mode is not Mode.INPATIENT)
