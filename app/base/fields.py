"""Fields for days, clock times, numbers and choices: what was typed, and what it is."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from wtforms import SelectMultipleField, StringField, ValidationError
from wtforms.form import BaseForm

from app.base import clock
from app.base.language import gettext as _
from app.base.language import today

FARTHEST = timedelta(days=730)


class ReadField(StringField):
    """Something that is typed and then read. When it need not be there it may be empty."""

    def __init__(self, *, needed: bool = True, **bound: Any) -> None:
        super().__init__(**bound)
        self.needed = needed

    def pre_validate(self, form: BaseForm) -> None:  # noqa: ARG002  # the name WTForms calls
        written = (self.data or "").strip()
        if written or self.needed:
            self.read(written)

    def read(self, written: str) -> None:
        """Keep what was written as what it is. Raises ValidationError when it is no such thing."""
        raise NotImplementedError


class DayField(ReadField):
    """A day, as browsers send it."""

    day: date | None = None

    def read(self, written: str) -> None:
        try:
            self.day = date.fromisoformat(written)
        except ValueError:
            raise ValidationError(_("Write a day, such as 2026-12-01.")) from None
        if abs(self.day - today()) > FARTHEST:
            raise ValidationError(_("This day is too far away."))


class ClockField(ReadField):
    """A clock time, as browsers and people write it."""

    minute: int | None = None

    def read(self, written: str) -> None:
        self.minute = clock.read_minute(written)
        if self.minute is None:
            raise ValidationError(_("Write a clock time, such as 10.30."))


class NumberField(ReadField):
    """A whole number between two others."""

    number: int | None = None

    def __init__(self, least: int, most: int, **bound: Any) -> None:
        super().__init__(**bound)
        self.least, self.most = least, most

    def read(self, written: str) -> None:
        number = int(written) if written.isdecimal() and len(written) < 6 else None
        if number is None or not self.least <= number <= self.most:
            told = _("Write a whole number from %(least)s to %(most)s.")
            raise ValidationError(told % {"least": self.least, "most": self.most})
        self.number = number


class OneField(StringField):
    """One of several choices, which whoever draws the form has named."""

    offered: Sequence[tuple[str, str]] = ()

    def pre_validate(self, form: BaseForm) -> None:  # noqa: ARG002  # the name WTForms calls
        if (self.data or "") not in {value for value, _label in self.offered}:
            raise ValidationError(_("Choose one of these."))


class SomeField(SelectMultipleField):
    """One or more of several choices, which whoever draws the form has named."""

    offered: Sequence[tuple[str, str]] = ()

    def __init__(self, **bound: Any) -> None:
        super().__init__(choices=[], validate_choice=False, **bound)

    @property
    def ticked(self) -> list[str]:
        return list(self.data or ())

    def pre_validate(self, form: BaseForm) -> None:  # noqa: ARG002  # the name WTForms calls
        if not self.ticked or not set(self.ticked) <= {value for value, _label in self.offered}:
            raise ValidationError(_("Choose at least one of these."))
