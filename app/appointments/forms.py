import uuid

from wtforms import StringField, ValidationError

from app.base.forms import Form, TicksField, WordsField
from app.base.language import gettext as _

LONGEST_SUPPORT = 400


def _chosen(_form: Form, field: StringField) -> None:
    if _id(field) is None:
        raise ValidationError(_("Choose one of these."))


class SlotForm(Form):
    """Which slot the patient has chosen."""

    slot = StringField(validators=[_chosen])

    @property
    def slot_id(self) -> uuid.UUID | None:
        return _id(self.slot)


class CancelForm(Form):
    """What the patient had been shown of the time and of what follows, when they pressed."""

    seen = StringField()
    told = StringField()


class BookForm(SlotForm, CancelForm):
    """What the patient wants the clinic to know: the support they need, and a message.

    wanted: the slot they had chosen first, when that one was taken.
    """

    wanted = StringField()
    support = TicksField()
    more = WordsField(longest=LONGEST_SUPPORT)
    message = WordsField()

    @property
    def wanted_id(self) -> uuid.UUID | None:
        return self.slot_id or _id(self.wanted)


def _id(field: StringField) -> uuid.UUID | None:
    try:
        return uuid.UUID(field.data or "")
    except ValueError:
        return None
