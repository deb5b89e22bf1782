"""A clinic with as many patients and answers as a test needs, written straight into the tables."""

import uuid
from collections.abc import Mapping
from datetime import UTC, date, datetime

from sqlmodel import Session, select

from app.contracts.agreement import Agreement
from app.contracts.content import Status
from app.contracts.content_care import ContactKind
from app.contracts.models import Contract, ContractVersion, DraftCareContact
from app.follow_up.content import AnsweredBy, GivenAnswer, Reply
from app.follow_up.models import FollowUp
from app.people.models import CareRole, Person, Unit
from app.sharing.models import CareRelation

LONG_AGO = date(2025, 1, 1)


def unit_id(session: Session, key: str) -> uuid.UUID:
    return session.exec(select(Unit.id).where(Unit.key == key)).one()


def role_id(session: Session, key: str) -> uuid.UUID:
    return session.exec(select(CareRole.id).where(CareRole.key == key)).one()


def patient(
    session: Session,
    *units: uuid.UUID,
    lead: uuid.UUID | None = None,
    status: Status = Status.ACTIVE,
    published_on: date = LONG_AGO,
    in_care: tuple[date, date | None] = (LONG_AGO, None),
    **terms: object,
) -> uuid.UUID:
    """Add somebody with a contract, in the care of these units."""
    person = Person(id=uuid.uuid4(), given_name="Made", source="made", key=str(uuid.uuid4()))
    contract = Contract(
        id=uuid.uuid4(), source="made", key=person.key, patient_id=person.id, status=status, **terms
    )
    session.add_all([person])
    session.flush()
    session.add(contract)
    session.flush()
    session.add_all(
        [
            ContractVersion(
                contract_id=contract.id,
                number=1,
                published_on=published_on,
                recorded_at=datetime(2025, 1, 1, tzinfo=UTC),
                document=Agreement.model_validate({"terms": {"status": "active"}}),
            ),
            *(
                CareRelation(
                    patient_id=person.id,
                    unit_id=unit,
                    basis="made",
                    starts_on=in_care[0],
                    ends_on=in_care[1],
                )
                for unit in units
            ),
        ]
    )
    if lead:
        session.add(
            DraftCareContact(
                contract_id=contract.id,
                position=0,
                key="lead",
                kind=ContactKind.CARE_CONTACT,
                role_id=lead,
                lead=True,
            )
        )
    return person.id


def answered(
    session: Session,
    patient_id: uuid.UUID,
    on: date,
    replies: Mapping[int, Reply],
    *,
    question_set: str = "vgr-5",
    version: int = 1,
    by: AnsweredBy = AnsweredBy.PATIENT,
    recorded_at: datetime | None = None,
    key: str | None = None,
) -> FollowUp:
    """Add what somebody answered on a day."""
    row = FollowUp(
        patient_id=patient_id,
        source="made",
        key=key or str(uuid.uuid4()),
        question_set=question_set,
        set_version=version,
        asked_on=on,
        answered_by=by,
        recorded_at=recorded_at,
        answers=[
            GivenAnswer(question=question, reply=reply) for question, reply in replies.items()
        ],
    )
    session.add(row)
    return row


def yes_and_no(
    session: Session,
    patients: list[uuid.UUID],
    on: date,
    *,
    yes: int,
    no: int,
    questions: tuple[int, ...] = (1, 2, 3, 4, 5),
    version: int = 1,
) -> None:
    """Let the first of these patients say yes to every question, and the next no."""
    for place, patient_id in enumerate(patients[: yes + no]):
        reply = Reply.YES if place < yes else Reply.NO
        answered(session, patient_id, on, dict.fromkeys(questions, reply), version=version)
