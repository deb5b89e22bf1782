"""What staff have written down of who may see Agda's plan. Contract files let nobody in."""

from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from app.base import clock
from app.journal.actions import Actor
from app.journal.models import Role
from app.people.models import CareRole, Person
from app.sharing import share_actions
from app.sharing.content import Basis, Deed, Part, Relation
from app.sharing.models import Share
from app.sharing.share_actions import Ground, Wanted

PATIENT, WRITER = "agda", "maj"
SCOPE = "Bevaka rätt, förvalta egendom, sörja för person"
PRESENT = "Agda och Maj, hemma hos Agda"
REVIEW = date(2027, 3, 1)
DECIDED, SHOWN = date(2026, 9, 1), date(2024, 6, 2)


def keep(session: Session, *, now: datetime, move: timedelta) -> None:
    """Let Maj have written down what Agda decided of Lena, and what Mona has shown.

    move: how far the examples are moved, so that they lie around today.
    """
    patient_id = _person(session, PATIENT).id
    if session.exec(select(Share.id).where(Share.patient_id == patient_id)).first():
        return
    maj = session.exec(select(CareRole).where(CareRole.key == WRITER)).one()
    until = REVIEW + move
    oral = Ground(Basis.ORAL_WISH, maj.id, maj.unit_id, decided_on=DECIDED + move, present=PRESENT)
    represents = Ground(
        Basis.SPECIAL_REPRESENTATIVE,
        maj.id,
        maj.unit_id,
        scope=SCOPE,
        shown_on=SHOWN,
        shown_to_id=maj.unit_id,
    )
    lena = _wanted(
        _person(session, "lena"),
        Relation.CHILD,
        sees=[Part.TIMES, Part.PLAN],
        does=[Deed.BE_REMINDED],
        days=(clock.local_day(now), until),
    )
    mona = _wanted(
        _person(session, "mona"),
        Relation.OTHER,
        sees=[Part.TIMES],
        does=[],
        days=(clock.local_day(now), until),
    )
    for wanted, ground in ((lena, oral), (mona, represents)):
        draft = share_actions.draw_up(session, patient_id, wanted, ground=ground, now=now)
        actor = Actor(maj.person_id, Role.STAFF, maj.unit_id)
        share_actions.agree(session, draft, code_hash=None, by=actor, now=now)


def _person(session: Session, key: str) -> Person:
    return session.exec(select(Person).where(Person.key == key, col(Person.source) == "demo")).one()


def _wanted(
    helper: Person,
    relation: Relation,
    *,
    sees: list[Part],
    does: list[Deed],
    days: tuple[date, date],
) -> Wanted:
    first, last = days
    return Wanted(
        helper_id=helper.id,
        called=helper.given_name,
        relation=relation,
        sees=sees,
        does=does,
        starts_on=first,
        ends_on=last,
    )
