"""What somebody chooses for their reminders, in few boxes with large letters."""

from collections.abc import Collection, Mapping
from datetime import datetime

from wtforms import StringField, ValidationError

from app.base import clock
from app.base.fields import ClockField, DayField, OneField
from app.base.forms import Form, LineField, TicksField, needed, one_of
from app.base.language import gettext as _
from app.base.other_ways import is_address
from app.reminders.content import Channel, Moment
from app.reminders.later import OWN
from app.reminders.text_messages import swedish_mobile
from app.reminders.usual import EVENING, Choice, Settings

YES, NO = "yes", "no"
HOURS_TO_WAIT = (2, 4, 12, 24)
"""After how many hours a helper can be asked."""
LONGEST_ADDRESS = 254
"""Signs in an e-mail address (RFC 5321)."""
yes_or_no = one_of((YES, NO))


class MinuteField(ClockField):
    """A clock time of a day, before its midnight."""

    def read(self, written: str) -> None:
        super().read(written)
        if self.minute == clock.MINUTES_PER_DAY:
            raise ValidationError(_("Write a clock time, such as 10.30."))


class KindForm(Form):
    """Whether somebody is reminded of one kind of things, and how."""

    wanted = StringField(validators=[yes_or_no])
    channels = TicksField()

    def choice(self, before: Choice, *, offered: Collection[Channel]) -> Choice:
        """Return what is chosen. A way that is not offered now is left as it was."""
        ticked = [one for one in offered if one in self.channels.ticked]
        chosen = {*ticked, *(one for one in before.channels if one not in offered)}
        return Choice(
            wanted=self.wanted.data == YES,
            channels=tuple(one for one in Channel if one in chosen),
            moments=self._moments(),
            minute=self._minute(),
        )

    def _moments(self) -> tuple[Moment, ...]:
        return ()

    def _minute(self) -> int | None:
        return None


class TimesForm(KindForm):
    """When somebody is reminded of their times as well."""

    moments = TicksField()
    minute = MinuteField(needed=False)

    def validate_moments(self, _field: TicksField) -> None:
        if self.wanted.data == YES and not self._moments():
            raise ValidationError(_("Tick at least one, or answer no above."))

    def _moments(self) -> tuple[Moment, ...]:
        return tuple(one for one in Moment if one in self.moments.ticked)

    def _minute(self) -> int | None:
        return EVENING if self.minute.minute is None else self.minute.minute


class AtHomeForm(KindForm):
    """At which clock time somebody is reminded of what is done at home as well."""

    minute = MinuteField(needed=False)

    def _minute(self) -> int | None:
        return self.minute.minute


class QuietForm(Form):
    """Between which clock times nothing is sent."""

    quiet = StringField(validators=[yes_or_no])
    quiet_from = MinuteField(needed=False)
    quiet_to = MinuteField(needed=False)

    def validate_quiet_from(self, field: MinuteField) -> None:
        _needed_if_quiet(self, field)

    def validate_quiet_to(self, field: MinuteField) -> None:
        _needed_if_quiet(self, field)
        if self.quiet.data == YES and field.minute == self.quiet_from.minute:
            raise ValidationError(_("This is the same as above. Change one of them."))

    def settings(self, before: Settings) -> Settings:
        """Return what is chosen. The same minute twice is never quiet."""
        first, last = self.quiet_from.minute, self.quiet_to.minute
        if self.quiet.data == NO or first is None or last is None:
            return Settings(0, 0, before.tells_time)
        return Settings(first, last, before.tells_time)


class SaysForm(Form):
    """Whether messages may say when a time is."""

    tells_time = StringField(validators=[yes_or_no])

    def settings(self, before: Settings) -> Settings:
        return Settings(before.quiet_from, before.quiet_to, self.tells_time.data == YES)


class HelpForm(Form):
    """Whom a patient wants to be helped by, and after how long."""

    helpers = TicksField()
    after_hours = StringField(validators=[one_of([str(hours) for hours in HOURS_TO_WAIT])])


def _needed_if_quiet(form: QuietForm, field: MinuteField) -> None:
    if form.quiet.data == YES and field.minute is None:
        raise ValidationError(_("Write a clock time, such as 10.30."))


class AddressForm(Form):
    """An e-mail address, or the number of a mobile phone."""

    address = LineField(needed, longest=LONGEST_ADDRESS)

    def __init__(self, channel: Channel, *args: object) -> None:
        super().__init__(*args)
        self.channel = channel

    @property
    def read(self) -> str | None:
        """Return what was typed as it is sent to, if it can be one."""
        written = (self.address.data or "").strip()
        if self.channel is Channel.SMS:
            return swedish_mobile(written)
        return written if is_address(written) and written.isascii() else None

    def validate_address(self, _field: LineField) -> None:
        if self.read is None and self.channel is Channel.EMAIL:
            raise ValidationError(_("Write an e-mail address, such as anna@example.com."))
        if self.read is None:
            raise ValidationError(_("Write the number of a mobile phone, such as 070-123 45 67."))

    def refuse_more(self) -> None:
        told = _("You have been sent as many codes as can be sent in a day. Try again tomorrow.")
        self.address.errors = [told]


class CodeForm(Form):
    """The code that was sent."""

    code = LineField()

    def refuse(self) -> None:
        told = _("That is not the code, or it has run out. Look again, or get a new one.")
        self.code.errors = [told]


class LaterForm(Form):
    """One of some moments, or a day and a clock time of one's own."""

    when = OneField()
    day = DayField(needed=False)
    clock = MinuteField(needed=False)

    def __init__(self, moments: Mapping[str, datetime], *args: object) -> None:
        super().__init__(*args)
        self.moments = moments
        self.when.offered = [(name, name) for name in (*moments, OWN)]

    def moment(self, *, now: datetime, latest: datetime) -> datetime | None:
        """Return the moment that was chosen, if it is between now and then; else say what is wrong.

        A minute that the clocks skip is no moment.
        """
        if not self.validate():
            return None
        if self.when.data != OWN:
            return self.moments[self.when.data or ""]
        day, minute = self.day.day, self.clock.minute
        if day is None or minute is None or clock.skipped(day, minute):
            self.clock.errors = [_("Write a day and a clock time.")]
            return None
        at = clock.moment(day, minute)
        if not now < at < latest:
            self.clock.errors = [_("Choose a moment from now on, and before it is too late.")]
            return None
        return at

    def refuse_more(self, most: int) -> None:
        told = _("You have %(most)s moments for this time. Take one away first.")
        self.when.errors = [told % {"most": most}]
