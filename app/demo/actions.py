"""The people of the worked examples, laid around the day of loading."""

from datetime import date, datetime, timedelta
from pathlib import Path

from sqlmodel import Session, col, func, select

from app.base import clock, installation
from app.demo import made_up_figures, made_up_offer, made_up_shares
from app.exchange import actions as exchange
from app.people.models import Person

SOURCE = "demo"
WRITTEN_FOR = date(2026, 11, 21)
FOLDER = Path(__file__).parent / "contracts"


class NotForDemoError(Exception):
    """This database was not made for the demo. Demo people are never put among real ones."""


def load(session: Session, *, now: datetime) -> int:
    """Load the demo people, if the database was made for them. Return how much was new."""
    if not installation.is_for_demo(session):
        raise NotForDemoError
    move = _move(now)
    changed = exchange.load(session, sorted(FOLDER.glob("*.yaml")), now=now, move=move)
    made_up_figures.keep(session, now=now)
    made_up_offer.keep(session, now=now)
    made_up_shares.keep(session, now=now, move=move)
    return changed


def is_loaded(session: Session) -> bool:
    """Say whether demo people live here. Loaded on another day they would contradict themselves."""
    demo_people = select(func.count(col(Person.id))).where(Person.source == SOURCE)
    return session.exec(demo_people).one() > 0


def is_inhabited(session: Session) -> bool:
    return session.exec(select(func.count(col(Person.id)))).one() > 0


def _move(now: datetime) -> timedelta:
    """Return the whole weeks since the examples were written, so that weekdays stay."""
    return timedelta(weeks=(clock.local_day(now) - WRITTEN_FOR).days // 7)
