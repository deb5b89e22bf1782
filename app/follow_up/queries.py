import uuid
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    Integer,
    RowMapping,
    String,
    Uuid,
    bindparam,
    case,
    cast,
    exists,
    literal,
    null,
    union_all,
)
from sqlalchemy import select as select_columns
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from app.base.db import Question
from app.follow_up.cards import (
    Answered,
    Asking,
    AskingUnit,
    CareSaidYes,
    FollowUpCard,
    Postponed,
)
from app.follow_up.content import AnsweredBy
from app.follow_up.models import CareYes, FollowUp, LedTo, Postponement
from app.people.models import CareRole, Unit
from app.requests.models import Request
from app.sharing import care_queries
from app.sharing.rules import Access

Answer = tuple[uuid.UUID, int]
"""An answer: the id of its follow-up, and the number of its question."""
CARE_YES = [field.name for field in fields(CareSaidYes)]
CARD = [field.name for field in fields(FollowUpCard) if field.name != "care_yes"]


def follow_ups_of(session: Session, access: Access) -> Sequence[FollowUpCard]:
    """Return every follow-up with the patient, the newest first.

    Who helped with the answers is the patient's to tell: to those they share with it is not said.
    What guardians have answered is theirs, and is not the young patient's to read.
    """
    rows = session.connection().execute(_follow_ups(), {"patient": access.patient_id})
    found = [_card(row._mapping) for row in rows]
    if access.young:
        found = [one for one in found if one.answered_by is not AnsweredBy.GUARDIANS]
    if access.shared:
        return [replace(one, together_with=None, support=None) for one in found]
    return found


def follow_up_of(
    session: Session, access: Access, *, follow_up_id: uuid.UUID
) -> FollowUpCard | None:
    found = follow_ups_of(session, access)
    return next((one for one in found if one.id == follow_up_id), None)


def follow_ups_from(
    session: Session, source: str, *, patient_id: uuid.UUID
) -> Mapping[str, FollowUp]:
    """Return what one source has told of this patient's follow-ups, by its own keys."""
    rows = session.exec(
        select(FollowUp).where(FollowUp.patient_id == patient_id, FollowUp.source == source)
    )
    return {follow_up.key: follow_up for follow_up in rows}


def led_to(session: Session, patient_id: uuid.UUID) -> Mapping[Answer, Request]:
    """Return what the patient's answers have led to, and how it stands now."""
    rows = session.exec(
        select(LedTo.follow_up_id, LedTo.question, Request)
        .join(Request, col(Request.id) == LedTo.request_id)
        .where(Request.patient_id == patient_id)
    )
    return {(follow_up_id, question): request for follow_up_id, question, request in rows}


def has_led(session: Session, answer: Answer) -> bool:
    """Say whether something has been asked for already because of this answer."""
    return session.get(LedTo, answer) is not None


def asking_of(
    session: Session, patient_id: uuid.UUID, *, lead_id: uuid.UUID | None, today: date
) -> Asking:
    """Return what decides whether and what a patient is asked, in one question.

    What guardians have answered is not the patient's answer.
    lead_id: the care role that holds the contract together, whose unit's questions are asked.
    """
    asked = {"patient": patient_id, "today": today, "lead": lead_id}
    rows = session.connection().execute(_asking(), asked).all()
    units = sorted(
        (row for row in rows if row.kind == "unit"), key=lambda row: (not row.leads, row.id)
    )
    return Asking(
        [AskingUnit(row.id, row.text, row.number) for row in units],
        [Answered(row.day, row.number, row.later) for row in rows if row.kind == "answered"],
        [
            Postponed(row.text, row.later, row.day, row.number)
            for row in rows
            if row.kind == "postponed"
        ],
    )


def _card(row: RowMapping) -> FollowUpCard:
    said = [row[name] for name in CARE_YES]
    told = {name: row[name] for name in CARD}
    return FollowUpCard(**told, care_yes=CareSaidYes(*said) if said[0] else None)


@cache
def _follow_ups() -> Question:
    return (
        select_columns(
            *(col(getattr(FollowUp, name)) for name in CARD),
            *(col(getattr(CareYes, name)) for name in CARE_YES),
        )
        .outerjoin(CareYes, col(CareYes.follow_up_id) == FollowUp.id)
        .where(col(FollowUp.patient_id) == bindparam("patient"))
        .order_by(
            col(FollowUp.asked_on).desc(),
            col(FollowUp.recorded_at).is_(None),
            col(FollowUp.recorded_at).desc(),
            col(FollowUp.key),
        )
    )


@cache
def _asking() -> CompoundSelect[Any]:
    """Ask for three kinds of rows at once: units, answers and postponements."""
    leads = exists().where(
        col(CareRole.id) == bindparam("lead", type_=Uuid), col(CareRole.unit_id) == Unit.id
    )
    units = _row(
        "unit",
        id=col(Unit.id),
        text=col(Unit.question_set),
        number=col(Unit.follow_up_months),
        leads=case((leads, 1), else_=0),
    ).where(col(Unit.id).in_(care_queries.units_in_care()))
    answered = _row(
        "answered",
        number=col(FollowUp.contract_version),
        day=col(FollowUp.asked_on),
        later=col(FollowUp.next_on),
    ).where(
        col(FollowUp.patient_id) == bindparam("patient"),
        col(FollowUp.answered_by) != AnsweredBy.GUARDIANS,
    )
    postponed = _row(
        "postponed",
        text=col(Postponement.reason),
        number=col(Postponement.not_now),
        day=col(Postponement.postponed_on),
        later=col(Postponement.until),
    ).where(
        col(Postponement.patient_id) == bindparam("patient"),
        col(Postponement.person_id) == bindparam("patient"),
    )
    return union_all(units, answered, postponed)


def _row(kind: str, **columns: Mapped[Any] | ColumnElement[Any]) -> Question:
    """Return one of three selects of the same columns, with nothing where it has none."""
    types: dict[str, Any] = {
        "id": Uuid,
        "text": String,
        "number": Integer,
        "day": Date,
        "later": Date,
        "leads": Integer,
    }
    return select_columns(
        literal(kind).label("kind"),
        *(columns.get(name, cast(null(), column)).label(name) for name, column in types.items()),
    )
