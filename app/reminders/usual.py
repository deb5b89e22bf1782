"""What somebody is reminded of, and when, until they choose otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.reminders.content import Channel, Moment, ReminderKind
from app.sharing.content import Deed, Part
from app.sharing.rules import Access

EVENING = 18 * 60
"""When somebody is reminded on the day before a time, unless they choose another minute."""
MORNING = 7 * 60
"""When somebody is reminded on the same morning, and of what has no clock time of its own."""


@dataclass(frozen=True)
class Choice:
    """What holds for one kind of reminders, for one person and one plan.

    minute: of times, when on the day before. Of self-care, when on the day; nothing is when the
    schedule itself says. Other kinds have none.
    """

    wanted: bool
    channels: tuple[Channel, ...] = (Channel.PUSH,)
    moments: tuple[Moment, ...] = ()
    minute: int | None = None


@dataclass(frozen=True)
class Settings:
    """What holds for all reminders of one person: the minutes of the day by the wall clocks.

    The same minute twice means that it is never quiet.
    """

    quiet_from: int = 21 * 60
    quiet_to: int = 7 * 60
    tells_time: bool = False


USUAL: Mapping[ReminderKind, Choice] = {
    **dict.fromkeys(ReminderKind, Choice(wanted=True)),
    ReminderKind.TIME: Choice(
        wanted=True, moments=(Moment.DAY_BEFORE, Moment.SAME_MORNING), minute=EVENING
    ),
    # What is done at home every day would be told every day: only to those who ask for it.
    ReminderKind.SELF_CARE: Choice(wanted=False),
}
"""What holds without a choice."""


def kinds_for(access: Access) -> Sequence[ReminderKind]:
    """Return what somebody can be reminded of in a plan: of what they see, and do themselves."""
    theirs = {
        ReminderKind.TIME: access.may_see(Part.TIMES),
        ReminderKind.OFFER: access.may_see(Part.TIMES),
        ReminderKind.NOT_HEARD: access.may_see(Part.TIMES),
        ReminderKind.SELF_CARE: access.may(Deed.RECORD),
        ReminderKind.FOLLOW_UP: access.may(Deed.ANSWER),
        ReminderKind.CHANGE: access.may_see(Part.PLAN) or access.may_see(Part.TIMES),
        ReminderKind.SHARE: access.shares or access.shared,
        ReminderKind.HELP: access.shared,
    }
    return [kind for kind, is_theirs in theirs.items() if is_theirs]
