"""How a share begins and ends: drawn up, agreed to, answered by the one invited, taken back."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, delete, select, update

from app.base import clock
from app.journal import actions as journal
from app.journal.actions import Actor
from app.journal.models import Happening
from app.people.models import Person
from app.sharing import queries
from app.sharing.content import Basis, Deed, Part, Relation, Thing
from app.sharing.models import KeptOut, Share
from app.sharing.share_queries import is_waiting

REVIEWED_AFTER = timedelta(days=180)
INVITATION_LIFE = timedelta(days=7)


@dataclass(frozen=True)
class Wanted:
    """What a patient wants to share, and with whom."""

    helper_id: uuid.UUID | None
    called: str
    relation: Relation
    sees: Sequence[Part]
    does: Sequence[Deed]
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class Ground:
    """What lets somebody in when it is not what the patient does here themselves.

    recorded_by_id: the care role of whoever writes it down, for the unit they act for.
    """

    basis: Basis
    recorded_by_id: uuid.UUID
    recorded_at_unit_id: uuid.UUID
    scope: str = ""
    decided_on: date | None = None
    present: str = ""
    shown_on: date | None = None
    shown_to_id: uuid.UUID | None = None


def draw_up(
    session: Session,
    patient_id: uuid.UUID,
    wanted: Wanted,
    *,
    ground: Ground | None = None,
    now: datetime,
) -> Share:
    """Keep what somebody thinks of sharing, so that it can be looked at before the yes.

    ground: for what staff write down. It ends on the day when they go through it again.
    """
    _drop_drafts(session, patient_id, recorded=ground is not None)
    asked_again = clock.local_day(now) + REVIEWED_AFTER
    draft = Share(
        patient_id=patient_id,
        drawn_up_at=now,
        review_on=wanted.ends_on if ground and wanted.ends_on else asked_again,
        **vars(wanted),
        **(vars(ground) if ground else {}),
    )
    session.add(draft)
    session.flush()
    return draft


def agree(
    session: Session, draft: Share, *, code_hash: str | None, by: Actor, now: datetime
) -> None:
    """Let a draft hold from now on, instead of what was shared with the same person before.

    code_hash: what an invitation is found by, when nobody has been named who is known here.
    """
    _wait_for_others(session, draft.patient_id)
    if draft.helper_id:
        _end_between(session, draft.patient_id, draft.helper_id, now=now)
    draft.agreed_at = now
    if draft.helper_id is None:
        draft.code_hash, draft.code_until = code_hash, now + INVITATION_LIFE
    session.add(draft)
    session.flush()
    happening = Happening.SHARE_RECORDED if draft.basis.recorded else Happening.SHARED
    _note(session, happening, draft, by=by, now=now)


def wish(session: Session, draft: Share, *, by: Actor, now: datetime) -> None:
    """Let a draft wait for somebody else's yes. Until then it opens nothing.

    An earlier wish to share with the same person gives way to it.
    """
    _wait_for_others(session, draft.patient_id)
    if draft.helper_id:
        session.exec(
            update(Share)
            .where(
                col(Share.patient_id) == draft.patient_id,
                col(Share.helper_id) == draft.helper_id,
                col(Share.id) != draft.id,
                is_waiting(clock.local_day(now)),
            )
            .values(ended_at=now, replaced=True)
        )
    draft.wished_at, draft.wished_by_id = now, by.person_id
    session.add(draft)
    session.flush()
    _note(session, Happening.SHARE_WISHED, draft, by=by, now=now)


def say_yes(
    session: Session,
    wished: Share,
    *,
    role_id: uuid.UUID,
    unit_id: uuid.UUID,
    code_hash: str | None,
    by: Actor,
    now: datetime,
) -> None:
    """Let what a young person wishes to share hold from now on, with the unit's yes kept."""
    wished.recorded_by_id, wished.recorded_at_unit_id = role_id, unit_id
    agree(session, wished, code_hash=code_hash, by=by, now=now)


def refuse(session: Session, wished: Share, *, by: Actor, now: datetime) -> None:
    """Note that whoever was asked does not say yes now. Whoever wished it is told."""
    wished.ended_at, wished.ended_by_id = now, by.person_id
    session.add(wished)
    session.flush()
    _note(session, Happening.SHARE_REFUSED, wished, by=by, now=now)


def answer(session: Session, invitation: Share, *, by: Actor, now: datetime) -> None:
    """Let the one who has the code be the helper. The code is used up."""
    assert by.person_id is not None  # noqa: S101  # whoever answers is signed in
    _wait_for_others(session, invitation.patient_id)
    if _end_between(session, invitation.patient_id, by.person_id, now=now):
        invitation.took_over_at = now
    invitation.helper_id, invitation.code_hash = by.person_id, None
    session.add(invitation)
    session.flush()
    _note(session, Happening.SHARE_ANSWERED, invitation, by=by, now=now)


def keep_on(session: Session, share: Share, *, by: Actor, now: datetime) -> None:
    """Note that the patient finds a share still right, and ask again after as long."""
    share.review_on = clock.local_day(now) + REVIEWED_AFTER
    session.add(share)
    session.flush()
    _note(session, Happening.SHARE_KEPT, share, by=by, now=now)


def review(session: Session, share: Share, *, until: date, by: Actor, now: datetime) -> None:
    """Note that what staff wrote down is still right, until they go through it the next time."""
    share.review_on = share.ends_on = until
    session.add(share)
    session.flush()
    _note(session, Happening.SHARE_KEPT, share, by=by, now=now)


def end(session: Session, share: Share, *, by: Actor, now: datetime) -> None:
    """End a share, for the patient, staff or the helper, who is refused from the next request on.

    What has ended stays as it is.
    """
    if share.ended_at:
        return
    # Nobody is told of the end of what they leave themselves, or have never seen.
    share.ended_at, share.ended_by_id, share.code_hash = now, by.person_id, None
    if by.person_id == share.helper_id or share.starts_on > clock.local_day(now):
        share.end_seen_at = now
    session.add(share)
    session.flush()
    _note(session, Happening.SHARE_ENDED, share, by=by, now=now)


def keep_out(
    session: Session,
    patient_id: uuid.UUID,
    thing: tuple[Thing, str],
    *,
    kept_out: bool,
    by: Actor,
    now: datetime,
) -> None:
    """Keep one thing out of every share, or let it be seen again."""
    _wait_for_others(session, patient_id)
    kind, key = thing
    said = session.get(KeptOut, (patient_id, kind, key)) or KeptOut(
        patient_id=patient_id, kind=kind, key=key
    )
    said.kept_out, said.said_by_id = kept_out, by.person_id
    session.add(said)
    session.flush()
    happening = Happening.KEPT_OUT if kept_out else Happening.LET_IN
    journal.write(session, happening, by=by, patient_id=patient_id, now=now, kind=kind.value)


def see_ended(session: Session, helper_id: uuid.UUID, *, now: datetime) -> None:
    """Note that somebody has been told what is not shared with them any more."""
    over = queries.is_over_for(helper_id, today=clock.local_day(now))
    session.exec(update(Share).where(over).values(end_seen_at=now))


def _drop_drafts(session: Session, patient_id: uuid.UUID, *, recorded: bool) -> None:
    """Drop what was drawn up and never said yes to: the patient's own, or what staff began."""
    session.exec(
        delete(Share).where(
            col(Share.patient_id) == patient_id,
            col(Share.agreed_at).is_(None),
            col(Share.wished_at).is_(None),
            col(Share.recorded_by_id).is_not(None)
            if recorded
            else col(Share.recorded_by_id).is_(None),
        )
    )


def _wait_for_others(session: Session, patient_id: uuid.UUID) -> None:
    """Let one transaction at a time decide what a patient shares."""
    session.exec(select(Person.id).where(Person.id == patient_id).with_for_update(key_share=True))


def _end_between(
    session: Session,
    patient_id: uuid.UUID,
    helper_id: uuid.UUID,
    *,
    now: datetime,
) -> bool:
    """End what was shared before. There is only one live share between two people.

    Return whether anything was.
    """
    earlier = session.exec(
        select(Share)
        .where(
            Share.patient_id == patient_id,
            Share.helper_id == helper_id,
            col(Share.agreed_at).is_not(None),
            col(Share.ended_at).is_(None),
        )
        .with_for_update()
    ).all()
    for share in earlier:
        share.ended_at = share.end_seen_at = now
        share.replaced = True
        session.add(share)
    session.flush()
    return any(share.ends_on is None or share.ends_on >= clock.local_day(now) for share in earlier)


def _note(
    session: Session, happening: Happening, share: Share, *, by: Actor, now: datetime
) -> None:
    journal.write(
        session,
        happening,
        by=by,
        patient_id=share.patient_id,
        about=share.id,
        now=now,
        sees=" ".join(share.sees),
        does=" ".join(share.does),
        basis=share.basis.value,
    )
