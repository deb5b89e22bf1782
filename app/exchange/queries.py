import uuid
from collections.abc import Sequence

from sqlmodel import Session, col, select

from app.appointments.models import Appointment
from app.contracts.content import Status
from app.contracts.models import Contract
from app.exchange.checking import Names
from app.follow_up.models import FollowUp
from app.people.models import CareRole, Person, Unit

NOT_LIVE = (Status.ENDED, Status.DECLINED)


def names_known_from(session: Session, source: str) -> Names:
    """Return everybody and everything this source has told about before."""
    return Names(
        units=dict(session.exec(select(Unit.key, Unit.id).where(Unit.source == source)).all()),
        staff=dict(
            session.exec(select(CareRole.key, CareRole.id).where(CareRole.source == source)).all()
        ),
        people=dict(
            session.exec(select(Person.key, Person.id).where(Person.source == source)).all()
        ),
    )


def ids_by_number(session: Session, numbers: Sequence[str]) -> dict[str, uuid.UUID]:
    """Return who is already known by these identity numbers, from whatever source."""
    rows = session.exec(
        select(Person.identity_number, Person.id).where(col(Person.identity_number).in_(numbers))
    )
    return {number: person_id for number, person_id in rows if number}


def contract_from(session: Session, source: str, key: str) -> Contract | None:
    return session.exec(
        select(Contract).where(Contract.source == source, Contract.key == key)
    ).one_or_none()


def live_contract_of(session: Session, patient_id: uuid.UUID) -> Contract | None:
    return session.exec(
        select(Contract).where(
            Contract.patient_id == patient_id, col(Contract.status).not_in(NOT_LIVE)
        )
    ).one_or_none()


def appointments_from(
    session: Session, source: str, patient_id: uuid.UUID
) -> dict[str, Appointment]:
    rows = session.exec(
        select(Appointment).where(
            Appointment.patient_id == patient_id, Appointment.source == source
        )
    )
    return {appointment.key: appointment for appointment in rows}


def follow_ups_from(session: Session, source: str, patient_id: uuid.UUID) -> dict[str, FollowUp]:
    rows = session.exec(
        select(FollowUp).where(FollowUp.patient_id == patient_id, FollowUp.source == source)
    )
    return {follow_up.key: follow_up for follow_up in rows}
