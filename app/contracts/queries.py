import json
import uuid
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache

from sqlalchemy import Text, bindparam, cast
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from app.base.columns import read_document
from app.base.db import Question
from app.contracts import visible
from app.contracts.agreement import Agreement
from app.contracts.content import NOT_LIVE, CommitmentState, Terms
from app.contracts.models import (
    PART_TABLES,
    Contract,
    ContractVersion,
    DraftCommitment,
    DraftPart,
    VersionRead,
)
from app.sharing.rules import Access, own

AGREEMENTS_REMEMBERED = 256
_DOCUMENT = cast(col(ContractVersion.document), Text)


@dataclass(frozen=True)
class Published:
    """The latest version of somebody's contract, and how far this reader has read."""

    contract_id: uuid.UUID
    number: int
    published_on: date
    published_by_id: uuid.UUID | None
    recorded_at: datetime
    agreement: Agreement
    """What this reader may see of it, which is the only thing that pages show."""
    for_the_next_step: Agreement
    """What the next step is found in, when only that is shared."""
    read_number: int | None
    read_at: datetime | None


def agreement_of(session: Session, access: Access) -> Agreement | None:
    """Return what the newest version of somebody's contract says to this reader."""
    published = latest_of(session, access)
    return published.agreement if published else None


def latest_of(session: Session, access: Access) -> Published | None:
    """Return the newest version of the contract in use, else of the newest that has ended.

    It holds what this reader may see of it, and nothing else.
    """
    asked = {"patient": access.patient_id, "reader": access.person_id}
    row = session.connection().execute(_latest(), asked).first()
    if row is None:
        return None
    contract_id, text, number, published_on, published_by_id, recorded_at, *read = row
    read_number, read_at = read
    agreement = _agreement(text)
    if access.preview:
        # The patient looks with somebody else's eyes, who has not read what the patient has.
        read_number = read_at = None
    return Published(
        contract_id=contract_id,
        number=number,
        published_on=published_on,
        published_by_id=published_by_id,
        recorded_at=recorded_at,
        agreement=visible.agreement_for(access, agreement),
        for_the_next_step=visible.for_the_next_step(access, agreement),
        read_number=read_number,
        read_at=read_at,
    )


@cache
def _latest() -> Question:
    return (
        select_columns(
            col(Contract.id),
            _DOCUMENT,
            col(ContractVersion.number),
            col(ContractVersion.published_on),
            col(ContractVersion.published_by_id),
            col(ContractVersion.recorded_at),
            col(VersionRead.number),
            col(VersionRead.read_at),
        )
        .join(ContractVersion, col(ContractVersion.contract_id) == Contract.id)
        .outerjoin(
            VersionRead,
            (col(VersionRead.contract_id) == Contract.id)
            & (col(VersionRead.person_id) == bindparam("reader")),
        )
        .where(col(Contract.patient_id) == bindparam("patient"))
        .order_by(
            col(Contract.status).in_(NOT_LIVE),
            col(ContractVersion.published_on).desc(),
            col(ContractVersion.recorded_at).desc(),
            col(ContractVersion.number).desc(),
        )
        .limit(1)
    )


def readers_of(session: Session, contract_id: uuid.UUID) -> dict[uuid.UUID, tuple[int, datetime]]:
    """Return how far each who has said that they have read a contract has read, and when."""
    rows = session.connection().execute(_readers(), {"contract": contract_id})
    return {person_id: (number, read_at) for person_id, number, read_at in rows}


@cache
def _readers() -> Question:
    return select_columns(
        col(VersionRead.person_id), col(VersionRead.number), col(VersionRead.read_at)
    ).where(col(VersionRead.contract_id) == bindparam("contract"))


def earlier_than(session: Session, published: Published, *, access: Access) -> Agreement | None:
    """Return the version this reader knows, when it is not the latest one.

    To somebody who has not said that they have read any, that is the one before the latest. What
    they may see is asked today, also of what was published earlier.
    """
    upto = published.read_number or published.number - 1
    if upto >= published.number:
        return None
    text = session.connection().scalar(
        _earlier(), {"contract": published.contract_id, "upto": upto}
    )
    return visible.agreement_for(access, _agreement(text)) if text else None


@cache
def _earlier() -> Question:
    number = col(ContractVersion.number)
    return (
        select_columns(_DOCUMENT)
        .where(
            col(ContractVersion.contract_id) == bindparam("contract"), number <= bindparam("upto")
        )
        .order_by(number.desc())
        .limit(1)
    )


@lru_cache(maxsize=AGREEMENTS_REMEMBERED)
def _agreement(text: str) -> Agreement:
    """Read a version's document, and remember it: making it is much of the work of a page.

    Published versions never change, and nobody changes what is returned here.
    """
    found: Agreement = read_document(Agreement, json.loads(text))
    return found


def live_states(session: Session, contract_id: uuid.UUID) -> dict[str, CommitmentState]:
    """Return the state of each commitment by its key, as it is now and not as it was published."""
    rows = session.connection().execute(_states(), {"contract": contract_id})
    return {key: CommitmentState(state) for key, state in rows}


@cache
def _states() -> Question:
    return select_columns(col(DraftCommitment.key), col(DraftCommitment.state)).where(
        col(DraftCommitment.contract_id) == bindparam("contract")
    )


def version_of(session: Session, contract_id: uuid.UUID, number: int) -> ContractVersion | None:
    return session.exec(
        select(ContractVersion).where(
            ContractVersion.contract_id == contract_id, ContractVersion.number == number
        )
    ).one_or_none()


def latest_number(session: Session, contract_id: uuid.UUID) -> int:
    """Return the number of the newest version, or 0 when nothing is published yet."""
    highest = select(func.max(ContractVersion.number)).where(
        ContractVersion.contract_id == contract_id
    )
    return session.exec(highest).one() or 0


def latest_document(session: Session, contract_id: uuid.UUID) -> Agreement | None:
    """Return what the newest version of a contract says, to whoever keeps what it says."""
    found = version_of(session, contract_id, latest_number(session, contract_id))
    return found.document if found else None


def contract_id_of(session: Session, patient_id: uuid.UUID) -> uuid.UUID | None:
    """Return the contract whose version the patient reads now."""
    published = latest_of(session, own(patient_id))
    return published.contract_id if published else None


def contract_from(session: Session, source: str, key: str) -> Contract | None:
    """Return the contract that a source calls by this key."""
    return session.exec(
        select(Contract).where(Contract.source == source, Contract.key == key)
    ).one_or_none()


def live_contract_of(session: Session, patient_id: uuid.UUID) -> Contract | None:
    """Return the patient's contract that has not ended or been declined: one at most."""
    return session.exec(
        select(Contract).where(
            Contract.patient_id == patient_id, col(Contract.status).not_in(NOT_LIVE)
        )
    ).one_or_none()


def draft_of(session: Session, contract: Contract) -> Agreement:
    """Compose the whole draft into one document."""
    parts = {
        name: [_content(row) for row in _rows(session, table, contract.id)]
        for name, table in PART_TABLES.items()
    }
    terms = {name: getattr(contract, name) for name in Terms.model_fields}
    return Agreement.model_validate({"terms": {**terms, "key": ""}, **parts})


def _rows(session: Session, table: type[DraftPart], contract_id: uuid.UUID) -> list[DraftPart]:
    return list(
        session.exec(
            select(table).where(table.contract_id == contract_id).order_by(col(table.position))
        )
    )


def _content(row: DraftPart) -> dict[str, object]:
    own = DraftPart.model_fields
    return {name: getattr(row, name) for name in type(row).model_fields if name not in own}
