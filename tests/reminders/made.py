"""Recipients, times and promises made for rules that ask no database."""

import uuid
from datetime import date

from app.appointments.cards import Time
from app.appointments.content import State
from app.base import clock
from app.reminders.cards import Recipient
from app.reminders.content import ReminderKind
from app.reminders.usual import USUAL, Choice, Settings
from app.sharing import rules as sharing
from tests.conftest import TUESDAY_MORNING

ANN = uuid.UUID(int=1)


def wall(day, written):
    """Return the moment when the wall clocks show this, such as 18.00 on a day."""
    return clock.moment(date.fromisoformat(day), clock.read_minute(written))


def quiet(first="21.00", last="07.00"):
    return Settings(quiet_from=clock.read_minute(first), quiet_to=clock.read_minute(last))


def ann(settings=None, access=None, **chosen):
    """Return Ann as somebody who is reminded, with what she has chosen of some kinds."""
    kinds = {ReminderKind(name.replace("_", "-")): choice for name, choice in chosen.items()}
    return Recipient(access or sharing.own(ANN), settings or Settings(), {**USUAL, **kinds})


def told(*moments, minute=None, wanted=True):
    return Choice(wanted=wanted, moments=moments, minute=minute)


def time(starts_at, state=State.BOOKED, **said):
    return Time.model_construct(
        **{
            "id": uuid.uuid4(),
            "state": state,
            "starts_at": starts_at,
            "ends_at": None,
            "answer_by": None,
            "changed_at": TUESDAY_MORNING,
            **said,
        }
    )
