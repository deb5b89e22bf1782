import hmac
import uuid
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, update

from app.activation import queries, rules
from app.activation.content import IdentityCheck, Letter
from app.activation.models import Invitation
from app.activation.rules import HashedLetter
from app.devices import actions as devices
from app.journal import actions as journal
from app.journal.actions import Actor
from app.journal.models import Happening
from app.passkeys import actions as passkeys


def invite(
    session: Session,
    person_id: uuid.UUID,
    *,
    life: timedelta,
    secret_key: str,
    by: Actor,
    check: IdentityCheck | None = None,
    now: datetime,
) -> Letter:
    """Make a letter that lets this person in once. An earlier one that was not used is void."""
    withdraw(session, person_id, now=now)
    letter = Letter(rules.new_code(), rules.new_digits(), now + life)
    invitation = Invitation(
        person_id=person_id,
        code_hash=rules.hash_of_code(letter.code, secret_key=secret_key),
        digits_hash=rules.hash_of_digits(letter.digits, code=letter.code),
        made_at=now,
        expires_at=letter.expires_at,
    )
    session.add(invitation)
    session.flush()
    _note(session, Happening.INVITED, person_id, by=by, check=check, about=invitation.id, now=now)
    return letter


def withdraw(session: Session, person_id: uuid.UUID, *, now: datetime) -> bool:
    """Make the letter that a person has not used yet void. Return whether there was one."""
    void = session.exec(
        update(Invitation)
        .where(col(Invitation.person_id) == person_id, queries.is_unused())
        .values(withdrawn_at=now)
    )
    return bool(void.rowcount)


def end_everything(
    session: Session,
    person_id: uuid.UUID,
    *,
    by: Actor,
    check: IdentityCheck | None = None,
    now: datetime,
) -> None:
    """End every sign-in of a person, and make their devices, passkeys and letters worthless.

    They get in again as they did the first time, and no easier.
    """
    devices.end_everywhere(session, person_id, now=now)
    passkeys.remove_all(session, person_id)
    withdraw(session, person_id, now=now)
    _note(session, Happening.ENDED_EVERYWHERE, person_id, by=by, check=check, now=now)


def enter(session: Session, typed: HashedLetter, *, tries: int, now: datetime) -> uuid.UUID | None:
    """Use a letter up and return whose it was; nothing when code or digits are not right.

    Each try with a code that exists is counted, and it takes so many (tries) and no more.
    """
    found = session.connection().execute(
        update(Invitation)
        .where(col(Invitation.code_hash) == typed.code, queries.is_live(tries=tries, now=now))
        .values(tries=col(Invitation.tries) + 1)
        .returning(col(Invitation.id), col(Invitation.person_id), col(Invitation.digits_hash))
    )
    invitation_id, person_id, right = found.one_or_none() or (None, None, "")
    if not hmac.compare_digest(typed.digits, right) or invitation_id is None:
        if person_id:
            _note_refused(session, invitation_id, person_id, now=now)
        return None
    session.exec(update(Invitation).where(col(Invitation.id) == invitation_id).values(used_at=now))
    return uuid.UUID(str(person_id))


def forget_expired(session: Session, *, now: datetime, keep: timedelta) -> None:
    """Drop the letters that have been too old for so long. The journal says that they were made."""
    session.exec(delete(Invitation).where(col(Invitation.expires_at) < now - keep))


def _note(
    session: Session,
    happening: Happening,
    person_id: uuid.UUID,
    *,
    by: Actor,
    check: IdentityCheck | None,
    now: datetime,
    about: uuid.UUID | None = None,
) -> None:
    """Write down what was done, and how whoever did it had made sure who it is."""
    journal.write(
        session,
        happening,
        by=by,
        patient_id=person_id,
        about=about,
        now=now,
        check=check.value if check else "",
    )


def _note_refused(
    session: Session, invitation_id: uuid.UUID | None, person_id: uuid.UUID, *, now: datetime
) -> None:
    """Write down that somebody had the code of a letter and not its digits."""
    journal.write(
        session,
        Happening.CODE_REFUSED,
        by=journal.NOBODY,
        patient_id=person_id,
        about=invitation_id,
        now=now,
    )
