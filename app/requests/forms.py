from wtforms import StringField, ValidationError

from app.base.forms import Form, WordsField, needed
from app.base.language import gettext as _
from app.requests.content import RequestKind

ASKED_BY_PATIENTS = (
    RequestKind.CARE_CONTACT,
    RequestKind.PLANNING_TALK,
    RequestKind.OVERVIEW,
    RequestKind.TIME,
    RequestKind.CHANNEL,
)
"""What a patient can ask for on the page for it. The other kinds are asked where they belong."""
BY_BUTTON = (*ASKED_BY_PATIENTS, RequestKind.CONTRACT)


def _chosen(_form: Form, field: StringField) -> None:
    if field.data not in BY_BUTTON:
        raise ValidationError(_("Choose one of these."))


class AskForm(Form):
    """What the patient asks care for, and anything they want to say about it."""

    kind = StringField(validators=[_chosen])
    words = WordsField()


class AnswerForm(Form):
    """What was done, said to the patient."""

    words = WordsField(needed)
