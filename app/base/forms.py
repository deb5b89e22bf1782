"""Forms that say what is wrong next to the field, in the reader's language, and keep every word."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, SelectMultipleField, StringField, TextAreaField, ValidationError

from app.base.language import gettext as _
from app.base.words import LONGEST, LONGEST_PLAIN, UNPRINTABLE, printable

Check = Callable[[FlaskForm, Any], None]


class Form(FlaskForm):
    """What was typed, and its faults. That the form is ours was made sure of before any view."""

    class Meta:
        csrf = False


class WordsField(TextAreaField):
    """A text in somebody's own words, without signs that nobody can see."""

    def __init__(self, *checks: Check, longest: int = LONGEST, **bound: Any) -> None:
        super().__init__(validators=[*checks, at_most(longest)], filters=[_readable], **bound)

    @property
    def typed(self) -> str:
        return self.data or ""


class TicksField(SelectMultipleField):
    """Which boxes were ticked, by their texts. Whoever asks knows which boxes there were."""

    def __init__(self, **bound: Any) -> None:
        super().__init__(validate_choice=False, filters=[_all_readable], **bound)

    @property
    def ticked(self) -> list[str]:
        return self.data or []


class LineField(StringField):
    """A short text on one line."""

    def __init__(self, *checks: Check, longest: int = LONGEST_PLAIN, **bound: Any) -> None:
        super().__init__(validators=[*checks, at_most(longest)], filters=[_one_line], **bound)


class DayField(LineField):
    """A day as the browser's own calendar writes it. An empty one is no day."""

    def __init__(self, **bound: Any) -> None:
        super().__init__(_a_day, **bound)

    @property
    def day(self) -> date | None:
        try:
            return date.fromisoformat((self.data or "").strip())
        except ValueError:
            return None


class ChosenField(Field):
    """Any of some choices. What is not among them was never offered."""

    def __init__(self, offered: Sequence[str], **bound: Any) -> None:
        super().__init__(**bound)
        self.offered = offered

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = [one for one in self.offered if one in valuelist]


def one_of(offered: Collection[str]) -> Check:
    """Return what refuses anything but these."""

    def offers(_form: FlaskForm, field: Field) -> None:
        if (field.data or "") not in offered:
            raise ValidationError(_("Choose one of these."))

    return offers


def needed(_form: FlaskForm, field: Field) -> None:
    """Ask for an answer where none was given."""
    if not (field.data or "").strip():
        raise ValidationError(_("Write something here first."))


def at_most(longest: int) -> Check:
    """Return what refuses a text that is longer than this many signs."""

    def short_enough(_form: FlaskForm, field: Field) -> None:
        if len(field.data or "") > longest:
            told = _(
                "There is room for %(room)s characters here, and this is %(there)s. Shorten it."
            )
            raise ValidationError(told % {"room": longest, "there": len(field.data)})

    return short_enough


def _readable(typed: str | None) -> str:
    return UNPRINTABLE.sub("", (typed or "").replace("\r\n", "\n").replace("\r", "\n")).strip()


def _all_readable(typed: list[str] | None) -> list[str]:
    return [_readable(one) for one in typed or ()]


def _one_line(typed: str | None) -> str:
    return printable(typed or "")


def _a_day(_form: FlaskForm, field: DayField) -> None:
    if (field.data or "").strip() and field.day is None:
        raise ValidationError(_("Write the day like this: 2027-04-03."))
