import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlmodel import Session, col, update

from app.base import clock
from app.base.adding import add_unless_there
from app.base.content import HERE
from app.base.keeping import change
from app.follow_up import queries
from app.follow_up.cards import FollowUpCard
from app.follow_up.content import AnsweredBy, FollowUpContent
from app.follow_up.models import CareYes, FollowUp, LedTo, Postponement
from app.follow_up.question_sets import Question
from app.follow_up.rules import A_WEEK, Reason
from app.journal import actions as journal
from app.journal.actions import Actor
from app.journal.models import Happening
from app.requests import actions as requests


def record(
    session: Session,
    said: FollowUpContent,
    *,
    patient_id: uuid.UUID,
    reason: str,
    order: list[int],
    contract_version: int | None,
    by: Actor,
    now: datetime,
) -> uuid.UUID:
    """Keep what was answered here, and return its id.

    reason: why the questions were asked. order: the order in which they stood.
    contract_version: the version of the contract that was the newest.
    """
    by_guardians = said.answered_by is AnsweredBy.GUARDIANS
    row_id = uuid.uuid4()
    told = {**dict(said), "key": str(row_id), "order": order, "contract_version": contract_version}
    row = FollowUp(
        **told,
        id=row_id,
        patient_id=patient_id,
        source=HERE,
        reason=reason,
        answered_by_id=None if by_guardians else patient_id,
        support=by.role.value if by.role.represents else None,
        recorded_at=now,
    )
    session.add(row)
    session.flush()
    _note(session, Happening.FOLLOW_UP_ANSWERED, patient_id, about=row_id, by=by, now=now)
    return row_id


def postpone(
    session: Session,
    reasons: Iterable[Reason],
    *,
    patient_id: uuid.UUID,
    until: date | None,
    by: Actor,
    now: datetime,
) -> None:
    """Let the patient answer later: on a day they have chosen, else not for a week.

    Somebody who says "not now" in two windows at once has said it once.
    """
    today = clock.local_day(now)
    for reason in reasons:
        said = Postponement(
            patient_id=patient_id,
            person_id=patient_id,
            reason=str(reason),
            until=until or today + A_WEEK,
            postponed_on=today,
            not_now=0 if until else 1,
        )
        if add_unless_there(session, said) or _put_off_again(session, said):
            journal.write(
                session,
                Happening.FOLLOW_UP_POSTPONED,
                by=by,
                patient_id=patient_id,
                now=now,
                reason=said.reason,
            )


def lead_on(
    session: Session,
    answer: queries.Answer,
    question: Question,
    *,
    patient_id: uuid.UUID,
    words: str,
    by: Actor,
    now: datetime,
) -> None:
    """Let an answer lead to what its question leads to. The same answer does so once."""
    if queries.has_led(session, answer):
        return
    asked = requests.ask(
        session, question.leads_to, patient_id=patient_id, words=words, by=by, now=now
    )
    follow_up_id, number = answer
    led = LedTo(follow_up_id=follow_up_id, question=number, request_id=asked.id)
    if add_unless_there(session, led):
        _note(session, Happening.FOLLOW_UP_LED_TO, patient_id, about=follow_up_id, by=by, now=now)


def say_yes(
    session: Session,
    follow_up: FollowUpCard,
    *,
    patient_id: uuid.UUID,
    role_id: uuid.UUID,
    documented_on: date,
    by: Actor,
    now: datetime,
) -> None:
    """Note that care says yes too, and when the agreement was documented. The first one counts."""
    said = CareYes(
        follow_up_id=follow_up.id, role_id=role_id, said_at=now, documented_on=documented_on
    )
    if add_unless_there(session, said):
        _note(session, Happening.CARE_SAID_YES, patient_id, about=follow_up.id, by=by, now=now)


def keep_follow_ups(
    session: Session,
    follow_ups: Sequence[FollowUpContent],
    *,
    patient_id: uuid.UUID,
    source: str,
    by: Actor,
    now: datetime,
) -> int:
    """Keep the follow-ups that a source tells of. Those it no longer tells of stay.

    Return how many were new or different.
    """
    known = queries.follow_ups_from(session, source, patient_id=patient_id)
    kept: list[uuid.UUID] = []
    for follow_up in follow_ups:
        row = known.get(follow_up.key)
        if row is None:
            row = FollowUp(**dict(follow_up), patient_id=patient_id, source=source)
            session.add(row)
            kept.append(row.id)
        elif change(row, dict(follow_up)):
            kept.append(row.id)
    session.flush()
    for about in kept:
        _note(session, Happening.FOLLOW_UP_ADDED, patient_id, about=about, by=by, now=now)
    return len(kept)


def _put_off_again(session: Session, said: Postponement) -> bool:
    """Put off once more what was asked again. What still waits is left as it is."""
    again = session.exec(
        update(Postponement)
        .where(
            col(Postponement.patient_id) == said.patient_id,
            col(Postponement.person_id) == said.person_id,
            col(Postponement.reason) == said.reason,
            col(Postponement.until) <= said.postponed_on,
        )
        .values(
            until=said.until,
            postponed_on=said.postponed_on,
            not_now=col(Postponement.not_now) + said.not_now,
        )
    )
    return again.rowcount == 1


def _note(
    session: Session,
    happening: Happening,
    patient_id: uuid.UUID,
    *,
    about: uuid.UUID,
    by: Actor,
    now: datetime,
) -> None:
    journal.write(session, happening, by=by, patient_id=patient_id, about=about, now=now)
