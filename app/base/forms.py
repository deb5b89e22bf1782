"""Forms that say what is wrong next to the field, in the reader's language, and keep every word."""

from collections.abc import Callable
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, TextAreaField, ValidationError

from app.base.language import gettext as _
from app.base.words import LONGEST, UNPRINTABLE

Check = Callable[[FlaskForm, Field], None]


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
