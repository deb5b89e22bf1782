"""When somebody is told: by the clocks on the wall, outside their quiet hours, and never too late.

Days and minutes are counted by the calendar, and become moments last. So six in the evening is
six in the evening on both sides of the nights when the clocks change.
"""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from app.base import clock
from app.journal.models import Happening
from app.reminders.cards import Planned, Recipient, Wanted
from app.reminders.content import ReminderKind, ReminderState
from app.reminders.usual import Settings

A_MINUTE, A_DAY = timedelta(minutes=1), timedelta(days=1)
BEFORE_QUIET = timedelta(minutes=30)
"""How long before the quiet hours that is told which would be of no use after them."""
TOLD_LATE: Mapping[ReminderKind, timedelta] = {
    ReminderKind.TIME: timedelta(0),
    ReminderKind.SELF_CARE: timedelta(0),
    ReminderKind.OFFER: A_DAY,
    ReminderKind.CHANGE: A_DAY,
    ReminderKind.HELP: A_DAY,
    ReminderKind.NOT_HEARD: timedelta(days=7),
    ReminderKind.FOLLOW_UP: timedelta(days=7),
    ReminderKind.SHARE: timedelta(days=7),
}
"""How long after its moment something is still told that was not known in time.

Who books at seven in the evening is not reminded of what would have been told at six.
"""
OF_NO_MATTER = frozenset({
    Happening.SIGNED_IN, Happening.SIGNED_OUT, Happening.DEVICE_REMOVED,
    Happening.ENDED_EVERYWHERE, Happening.PASSKEY_ADDED, Happening.PASSKEY_REMOVED,
    Happening.OTHER_CONFIRMED, Happening.INVITED, Happening.INVITATION_WITHDRAWN,
    Happening.CODE_REFUSED, Happening.BREAK_GLASS_MADE, Happening.E_IDENTITY_LINKED,
    Happening.E_IDENTITY_UNLINKED, Happening.PLAN_OPENED, Happening.LOOKED,
    Happening.LOOKS_READ, Happening.SHARE_WISHED, Happening.SHARE_REFUSED,
    Happening.ASKED_TO_STAY, Happening.REQUESTED, Happening.REQUEST_ADDED_TO,
    Happening.REQUEST_ANSWERED, Happening.REQUEST_WITHDRAWN, Happening.MATTERS_SAID,
    Happening.QUESTION_ASKED, Happening.OWN_WORDS_WITHDRAWN, Happening.QUESTION_ANSWERED,
    Happening.NOTE_KEPT, Happening.NOTE_DROPPED, Happening.SLOTS_MADE,
    Happening.SLOT_WITHDRAWN, Happening.SLOT_GIVEN_BACK, Happening.PATTERN_CHANGED,
    Happening.DAY_CLOSED, Happening.DAY_OPENED, Happening.SLOT_HELD, Happening.EARLIER_WISHED,
    Happening.EARLIER_WISH_ENDED, Happening.AFTERWARDS_SAID, Happening.CALENDAR_MADE,
    Happening.CALENDAR_CHANGED, Happening.CALENDAR_ENDED, Happening.FOLLOW_UP_LED_TO,
    Happening.CARE_SAID_YES, Happening.SELF_CARE_SENT, Happening.FIGURES_COUNTED,
    Happening.FILE_LOADED,
})  # fmt: skip
"""What changes nothing that anybody is reminded of."""


def promised(
    to: Recipient,
    kind: ReminderKind,
    key: str,
    *,
    at: datetime,
    until: datetime,
    about_id: uuid.UUID | None = None,
    about_at: datetime | None = None,
    important: bool = False,
    early_enough: timedelta = timedelta(0),
) -> list[Wanted]:
    """Return the promise to tell somebody at a moment, or nothing when it would be of no use.

    early_enough: how long before it is of no use they should be told at the latest.
    """
    due_at = told_at(at, to.settings, latest=until - early_enough)
    if max(at, due_at) >= until:
        return []
    return [Wanted(to.id, kind, key, at, due_at, until, about_id, about_at, important)]


def told_at(at: datetime, settings: Settings, *, latest: datetime) -> datetime:
    """Return when somebody is told what would be told at a moment.

    What falls in their quiet hours waits for the end of them. When that would be too late, it is
    told half an hour before they begin instead.
    """
    if not is_quiet(at, settings):
        return at
    ends = _quiet_until(at, settings)
    return ends if ends <= latest else _quiet_since(at, settings) - BEFORE_QUIET


def sent_at(at: datetime, settings: Settings, *, now: datetime, useless_at: datetime) -> datetime:
    """Return when a message that would be sent at a moment from now on is sent.

    What was told in the quiet hours was wished then, or of no use after them, and goes on as it is.
    """
    if is_quiet(now, settings):
        return at
    return max(now, told_at(at, settings, latest=useless_at - A_MINUTE))


def waits_until(
    at: datetime, settings: Settings, *, meant_at: datetime, useless_at: datetime
) -> datetime | None:
    """Return until when something waits that comes in the quiet hours and was not meant for them.

    What is of no use after them does not wait.
    """
    if is_quiet(meant_at, settings) or not is_quiet(at, settings):
        return None
    ends = _quiet_until(at, settings)
    return ends if ends < useless_at else None


def is_quiet(at: datetime, settings: Settings) -> bool:
    """Say whether the wall clocks show a minute of somebody's quiet hours."""
    minute, begins, ends = clock.minute_of_day(at), settings.quiet_from, settings.quiet_to
    if begins <= ends:
        return begins <= minute < ends
    return minute >= begins or minute < ends


def matters(happening: Happening) -> bool:
    """Say whether what happened can change what anybody is reminded of."""
    return happening not in OF_NO_MATTER


def is_still_told(wanted: Wanted, *, now: datetime) -> bool:
    """Say whether a promise that is new is made: not what should have been told long ago."""
    late = TOLD_LATE[wanted.kind]
    return wanted.due_at >= now or (bool(late) and wanted.planned_at >= now - late)


def first_due(wanted: Wanted, settings: Settings, *, now: datetime) -> datetime:
    """Return when a new promise is told. What is told late waits for the quiet hours as well."""
    if wanted.due_at >= now:
        return wanted.due_at
    return _at_once(now, settings, latest=wanted.useless_at)


def due_again(before: Planned, wanted: Wanted, settings: Settings, *, now: datetime) -> datetime:
    """Return when a promise that waits is told, now that it has been planned again.

    What somebody has put off stays where they put it. What should be told by now is told when it
    was to be, after quiet hours that somebody may have chosen since.
    """
    if before.put_off_at:
        return before.due_at
    elif wanted.due_at > now:
        return wanted.due_at
    else:
        return _at_once(min(before.due_at, now), settings, latest=wanted.useless_at)


def moved(
    before: Planned, wanted: Wanted, settings: Settings, *, now: datetime
) -> dict[str, object]:
    """Return what a promise says now, when it said something else or had been taken back.

    What has been told stays told, and what has been seen stays seen.
    """
    stands = _stands(before, wanted, settings, now=now)
    if stands is None:
        return {}
    state, due_at = stands
    said: dict[str, object] = {
        "planned_at": before.planned_at if state is ReminderState.TOLD else wanted.planned_at,
        "due_at": due_at,
        "useless_at": wanted.useless_at,
        "about_at": wanted.about_at,
        "important": wanted.important,
        "state": state,
        "put_off_at": before.put_off_at if state is before.state else None,
    }
    same = all(getattr(before, name) == value for name, value in said.items())
    return {} if same else said


def _stands(
    before: Planned, wanted: Wanted, settings: Settings, *, now: datetime
) -> tuple[ReminderState, datetime] | None:
    """Return how it stands with a promise now and when it is told, or nothing when it stays so."""
    if before.state is ReminderState.WAITING:
        return before.state, due_again(before, wanted, settings, now=now)
    elif before.state is ReminderState.TOLD or _was_told(before):
        return ReminderState.TOLD, before.due_at
    elif before.state is ReminderState.CANCELLED and is_still_told(wanted, now=now):
        return ReminderState.WAITING, first_due(wanted, settings, now=now)
    elif before.state is ReminderState.TOO_LATE and wanted.due_at > now:
        return ReminderState.WAITING, wanted.due_at
    else:
        return None


def _was_told(before: Planned) -> bool:
    """Say whether a promise was kept before it was taken back, and not put off since."""
    taken_back = before.state is ReminderState.CANCELLED
    return taken_back and before.told_at is not None and before.told_at >= before.due_at


def evening_before(day: date, minute: int) -> datetime:
    """Return when the wall clocks show this minute on the day before."""
    return clock.moment(day - A_DAY, minute)


def end_of(day: date) -> datetime:
    return clock.moment(day, clock.MINUTES_PER_DAY)


def once_each(wanted: Iterable[Wanted]) -> dict[tuple[uuid.UUID, str], Wanted]:
    """Return the promises by whom they are made to and which they are."""
    return {(one.recipient_id, one.key): one for one in wanted}


def _at_once(at: datetime, settings: Settings, *, latest: datetime) -> datetime:
    """Return when somebody is told what there is to tell at this moment and not before.

    What is of no use after the quiet hours is told in them: it came too late to be told before.
    """
    return max(at, told_at(at, settings, latest=latest))


def _quiet_until(at: datetime, settings: Settings) -> datetime:
    """Return when the quiet hours that a moment falls in are over."""
    day, ends = clock.local_day(at), settings.quiet_to
    if clock.minute_of_day(at) >= ends:
        day += A_DAY
    found = clock.moment(day, ends)
    return found if found > at else clock.second_moment(day, ends)


def _quiet_since(at: datetime, settings: Settings) -> datetime:
    """Return when the quiet hours that a moment falls in began."""
    day, begins = clock.local_day(at), settings.quiet_from
    if clock.minute_of_day(at) < begins:
        day -= A_DAY
    return clock.moment(day, begins)
