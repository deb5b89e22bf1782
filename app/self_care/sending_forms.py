"""Which days to send to care, and what of them."""

import uuid
from collections.abc import Collection, Mapping
from datetime import date, timedelta

from werkzeug.datastructures import MultiDict
from wtforms import StringField, ValidationError

from app.base.forms import Form, WordsField
from app.base.language import gettext as _
from app.base.language import today

MOST_DAYS = 366
MOST_ENTRIES = 1000


def _a_day(_form: Form, field: StringField) -> None:
    if _day(field) is None:
        raise ValidationError(_("Write the day like this: %(day)s.") % {"day": today().isoformat()})


class DaysForm(Form):
    """From which day to which."""

    first = StringField(validators=[_a_day])
    last = StringField(validators=[_a_day])

    def chosen(self) -> tuple[date, date]:
        """Return the first and the last day, of a form that is right."""
        return _day(self.first) or today(), _day(self.last) or today()

    def validate_last(self, field: StringField) -> None:
        if self.first.errors or field.errors:
            return
        first, last = self.chosen()
        if last > today():
            raise ValidationError(_("That day has not come yet. Choose today or a day before."))
        if last < first:
            raise ValidationError(_("The last day is before the first. Choose them again."))
        if (last - first).days >= MOST_DAYS:
            raise ValidationError(_("At most one year can be sent at a time. Choose fewer days."))


def this_week() -> tuple[date, date]:
    """Return Monday and today."""
    return today() - timedelta(days=today().weekday()), today()


def this_month() -> tuple[date, date]:
    """Return the first of the month and today."""
    return today().replace(day=1), today()


class RoutinesForm(Form):
    """Which routines to send, of those that something was written down of in these days.

    Whoever comes to the page without having chosen gets them all.
    """

    routine = StringField()

    def __init__(
        self, sent: "MultiDict[str, str]", *, counts: Mapping[uuid.UUID, int], **more: object
    ) -> None:
        super().__init__(sent, **more)
        self._counts = counts
        ticked = {_uuid(one) for one in sent.getlist("routine")}
        self.chosen: Collection[uuid.UUID] = (
            {one for one in counts if one in ticked} if sent else set(counts)
        )

    def validate_routine(self, _field: StringField) -> None:
        if not self.chosen:
            raise ValidationError(_("Choose at least one."))
        count = sum(self._counts[one] for one in self.chosen)
        if count > MOST_ENTRIES:
            told = _("These are %(count)s notes, and %(most)s can be sent at a time. Choose less.")
            raise ValidationError(told % {"count": count, "most": MOST_ENTRIES})


class ReadForm(Form):
    """That it has been read, and anything that the reader wants to say to the patient."""

    words = WordsField()


def _day(field: StringField) -> date | None:
    try:
        return date.fromisoformat((field.data or "").strip())
    except ValueError:
        return None


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
