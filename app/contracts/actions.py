import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, delete

from app.base.adding import add_or_grow
from app.contracts import queries
from app.contracts.agreement import Agreement
from app.contracts.content import NOT_LIVE, Status
from app.contracts.models import PART_TABLES, Contract, ContractVersion, VersionRead
from app.journal import actions as journal
from app.journal.actions import Actor
from app.journal.models import Happening


class PublishedDiffersError(Exception):
    """A published version cannot be changed; what is new needs the next number."""


class NotTheirsError(Exception):
    """This contract cannot be this patient's: it is another's, or they have one in use."""


@dataclass(frozen=True)
class ToldVersion:
    """A version as its source tells of it: what it says, and of which contract it is the next."""

    source: str
    key: str
    language: str
    agreement: Agreement
    number: int | None
    published_on: date
    published_by_id: uuid.UUID | None


def keep_version(
    session: Session, told: ToldVersion, *, patient_id: uuid.UUID, by: Actor, now: datetime
) -> bool:
    """Publish what a source tells of, unless it is published already. Return whether it was new.

    Raises NotTheirsError or PublishedDiffersError before anything is kept.
    """
    contract = queries.contract_from(session, told.source, told.key) or Contract(
        source=told.source,
        key=told.key,
        patient_id=patient_id,
        language=told.language,
        status=told.agreement.terms.status,
    )
    if contract.patient_id != patient_id:
        raise NotTheirsError("is not whom this contract is for")
    if is_published(session, contract, told.agreement, told.number):
        return False
    _stop_at_another_in_use(session, contract, told.agreement.terms.status)
    redraft(session, contract, told.agreement)
    publish(
        session,
        contract,
        number=told.number,
        published_on=told.published_on,
        published_by_id=told.published_by_id,
        by=by,
        now=now,
    )
    return True


def redraft(session: Session, contract: Contract, agreement: Agreement) -> None:
    """Replace everything in the draft with what the agreement says."""
    for name, value in agreement.terms:
        if name != "key":
            setattr(contract, name, value)
    session.add(contract)
    session.flush()
    for name, table in PART_TABLES.items():
        session.exec(delete(table).where(col(table.contract_id) == contract.id))
        for position, part in enumerate(getattr(agreement, name)):
            session.add(table(**dict(part), contract_id=contract.id, position=position))
    session.flush()


def is_published(
    session: Session, contract: Contract, agreement: Agreement, number: int | None
) -> bool:
    """Say whether a version says exactly this already: the numbered one, or else the latest.

    A number that is taken by another content raises PublishedDiffersError.
    """
    latest = queries.latest_number(session, contract.id)
    if number is not None and number > latest:
        return False
    version = queries.version_of(session, contract.id, number or latest)
    if version is not None and version.document == agreement:
        return True
    if number is None:
        return False
    if version is None:
        raise PublishedDiffersError(f"version {number} comes before those that are known here")
    raise PublishedDiffersError(f"version {number} is already published and says something else")


def publish(
    session: Session,
    contract: Contract,
    *,
    published_on: date,
    published_by_id: uuid.UUID | None,
    by: Actor,
    now: datetime,
    number: int | None = None,
) -> ContractVersion:
    """Make the draft the next version. A number, if given, is higher than any before it."""
    number = number or queries.latest_number(session, contract.id) + 1
    version = ContractVersion(
        contract_id=contract.id,
        number=number,
        published_on=published_on,
        published_by_id=published_by_id,
        recorded_at=now,
        document=queries.draft_of(session, contract),
    )
    session.add(version)
    session.flush()
    journal.write(
        session,
        Happening.CONTRACT_PUBLISHED,
        by=by,
        patient_id=contract.patient_id,
        about=version.id,
        now=now,
        number=number,
    )
    return version


def mark_read(
    session: Session, *, patient_id: uuid.UUID, by: Actor, number: int, now: datetime
) -> None:
    """Note that a person has read the changes up to this version. Reading is never undone."""
    contract_id = queries.contract_id_of(session, patient_id)
    if contract_id is None or by.person_id is None:
        return
    upto = min(number, queries.latest_number(session, contract_id))
    read = VersionRead(contract_id=contract_id, person_id=by.person_id, number=upto, read_at=now)
    add_or_grow(session, read, by="number")
    journal.write(
        session,
        Happening.CHANGES_READ,
        by=by,
        patient_id=patient_id,
        about=contract_id,
        now=now,
        number=upto,
    )


def _stop_at_another_in_use(session: Session, contract: Contract, status: Status) -> None:
    """Let a patient have one contract that is neither ended nor declined."""
    other = queries.live_contract_of(session, contract.patient_id)
    if other and other.id != contract.id and status not in NOT_LIVE:
        raise NotTheirsError(f"has a contract in use already, {other.key} from {other.source}")
