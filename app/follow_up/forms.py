import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask import request
from wtforms import DateField, Field, StringField, ValidationError

from app.base.forms import Form, WordsField, one_of
from app.base.language import gettext as _
from app.base.language import speech, today
from app.base.words import LANGUAGES, LONGEST_PLAIN, printable
from app.follow_up.content import AnsweredBy, FollowUpContent, Manner, Reply
from app.follow_up.question_sets import QuestionSet, question_set

LONGEST_ANSWER = 2000
"""Room for some hundred words to each question, and for all of them in the largest form."""
AT_WORK = (Manner.AT_MEETING, Manner.BY_PHONE, Manner.ON_PAPER)
FIRST_DAY = date(2000, 1, 1)
FURTHEST = timedelta(days=366)


class DayField(DateField):
    """A day, as the browser's own calendar sends it."""

    @property
    def typed(self) -> str:
        """Return what was written, right or wrong."""
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.isoformat() if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if not any(valuelist):
            return
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("Write a day such as 2026-12-01.")) from error


def _needed(_form: Form, field: DayField) -> None:
    if not field.errors and (field.data is None or field.data < FIRST_DAY):
        raise ValidationError(_("Write a day such as 2026-12-01."))


def _not_ahead(_form: Form, field: DayField) -> None:
    if field.data and field.data > today():
        raise ValidationError(_("That day has not come yet."))


def _ahead(_form: Form, field: DayField) -> None:
    if field.data and not today() < field.data <= today() + FURTHEST:
        raise ValidationError(_("Choose a day that is still to come, within a year."))


def _fits(_form: Form, field: Field) -> None:
    if len(field.data or "") > LONGEST_PLAIN:
        raise ValidationError(_("Write the name alone. There is not room for all of this."))


class AnswersForm(Form):
    """A patient's answers to one set of questions, with fields made for the set that is shown."""

    answered_by = StringField()
    asked_in = StringField()
    together_with = StringField(filters=[lambda typed: printable(typed or "")], validators=[_fits])

    asked: QuestionSet
    allowed: Sequence[AnsweredBy]

    def reply(self, number: int) -> Field:
        field: Field = self[f"reply_{number}"]
        return field

    def words(self, number: int) -> WordsField:
        field: WordsField = self[f"words_{number}"]
        return field

    @property
    def by(self) -> AnsweredBy:
        """Return in whose name the answers are given."""
        chosen = self.answered_by.data
        return next((one for one in self.allowed if one == chosen), self.allowed[0])

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401  # as WTForms declares it
        right: bool = super().validate(extra_validators)
        numbers = self.asked.order
        if not any(self.reply(number).data or self.words(number).data for number in numbers):
            self.form_errors.append(_("Answer at least one of the questions."))
        elif self.answered_by.data not in self.allowed:
            self.form_errors.append(_("Look through your answers and send them once more."))
        return right and not self.form_errors

    @property
    def first_fault(self) -> str | None:
        """Return the first field that needs another look, by the id of its fault."""
        return next((f"{field.id}-fault" for field in self if field.errors), None)

    def content(self, role_id: uuid.UUID | None) -> FollowUpContent:
        """Return what was answered. role_id: what the member of staff is, who asked."""
        said = {
            "question_set": self.asked.name,
            "set_version": self.asked.version,
            "asked_in": self._language,
            "answered_by": self.by,
            "together_with": self.together_with.data or None,
            "answers": [self._answer(n) for n in self.asked.order if self.reply(n).data],
        }
        return FollowUpContent.model_validate({**said, **self._circumstances(role_id)})

    def _circumstances(self, _role_id: uuid.UUID | None) -> dict[str, object]:
        return {"asked_on": today(), "manner": Manner.IN_APP}

    def _answer(self, number: int) -> dict[str, object]:
        typed = self.words(number).typed
        words = {self._language: typed} if typed else None
        return {"question": number, "reply": self.reply(number).data, "words": words}

    @property
    def _language(self) -> str:
        told: str = self.asked_in.data or ""
        return told if told in LANGUAGES else speech().language


class RecordForm(AnswersForm):
    """What staff write down at a meeting: the answers, how they were given and when."""

    manner = StringField(validators=[one_of(AT_WORK)])
    asked_on = DayField(validators=[_needed, _not_ahead])

    def _circumstances(self, role_id: uuid.UUID | None) -> dict[str, object]:
        return {
            "asked_on": self.asked_on.data,
            "manner": self.manner.data,
            "asked_by_id": role_id,
        }


def answers_form(
    asked: QuestionSet, *, at_work: bool, allowed: Sequence[AnsweredBy]
) -> AnswersForm:
    """Return the form for a set of questions, with what was sent in it."""
    fields: dict[str, object] = {}
    for number in asked.order:
        fields[f"reply_{number}"] = StringField(validators=[_known_reply])
        fields[f"words_{number}"] = WordsField(longest=LONGEST_ANSWER)
    form: AnswersForm = type("Form", (RecordForm if at_work else AnswersForm,), fields)()
    form.asked, form.allowed = asked, allowed
    return form


def set_that_was_shown() -> QuestionSet | None:
    """Return the questions that the form was drawn with, also when others are asked by now."""
    version = _number("set_version")
    return question_set(request.form.get("question_set", ""), version) if version else None


def version_that_was_seen() -> int | None:
    """Return the version of the contract that was the newest when the form was drawn."""
    return _number("contract_version")


class LaterForm(Form):
    """A day to be asked again. Without one it is in a week."""

    until = DayField(validators=[_ahead])


class MoreWordsForm(Form):
    """What more the patient wants to say to whoever does something about an answer."""

    words = WordsField(longest=LONGEST_ANSWER)


class CareYesForm(Form):
    """That care says yes too, and when the agreement was documented in the patient record."""

    documented_on = DayField(validators=[_needed, _not_ahead])


def _known_reply(form: AnswersForm, field: Field) -> None:
    """Refuse an answer that there is not, and words to a question without an answer."""
    if field.data and field.data not in list(Reply):
        raise ValidationError(_("Choose one of these."))
    if not field.data and form.words(int(field.name.removeprefix("reply_"))).typed:
        raise ValidationError(_("You have written something here. Choose an answer too."))


def _number(name: str) -> int | None:
    given = request.form.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None
