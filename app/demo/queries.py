import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import exists, select
from sqlmodel import Session, col

from app.base.words import Words
from app.contracts.models import Contract
from app.people.cards import Named
from app.people.models import CareRole, Person


class Group(StrEnum):
    PATIENTS = "patients"
    CLOSE = "close"
    STAFF = "staff"


@dataclass(frozen=True)
class Somebody(Named):
    """One of the people one can be."""

    id: uuid.UUID
    source: str
    key: str
    given_name: str
    family_name: str
    born_on: date | None
    title: Words | None
    group: Group


def everybody(session: Session) -> Sequence[Somebody]:
    """Return all people in the database: patients, those close to them, and staff."""
    is_patient = exists().where(col(Contract.patient_id) == Person.id)
    rows = session.connection().execute(
        select(
            col(Person.id),
            col(Person.source),
            col(Person.key),
            col(Person.given_name),
            col(Person.family_name),
            col(Person.born_on),
            col(CareRole.title),
            is_patient,
        )
        .outerjoin(CareRole, col(CareRole.person_id) == Person.id)
        .order_by(col(Person.source) != "demo", col(Person.key))
    )
    return [
        Somebody(
            id=person_id,
            source=source,
            key=key,
            given_name=given,
            family_name=family,
            born_on=born_on,
            title=title,
            group=Group.PATIENTS if patient else Group.STAFF if title else Group.CLOSE,
        )
        for person_id, source, key, given, family, born_on, title, patient in rows
    ]
