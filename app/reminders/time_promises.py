"""What somebody is reminded of that is about times: those they have, are offered and wait for."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from app.appointments import visible
from app.appointments.cards import Time
from app.appointments.content import FIXED, State
from app.appointments.offer_cards import LiveOffer
from app.appointments.rules import start_of
from app.base import clock
from app.journal.models import Happening
from app.journal.queries import Doing
from app.reminders.cards import Recipient, Wanted
from app.reminders.content import Moment, ReminderKind
from app.reminders.rules import A_DAY, end_of, evening_before, promised
from app.reminders.usual import EVENING, MORNING

ON_THE_WAY = timedelta(hours=1)
"""How long before a time its last reminder is, when the morning is too near."""
AT_THE_LATEST = timedelta(minutes=30)
AFTER_IT_WAS_OFFERED = timedelta(hours=2)
"""How long after the first word of an offer the second is, at the soonest."""
NOT_HEARD_TOLD = timedelta(days=14)
CHANGES_TOLD = timedelta(days=14)


def of_times(to: Recipient, times: Iterable[Time]) -> Iterator[Wanted]:
    """Remind of the times that somebody has: the day before, and the same morning.

    The same morning is an hour before the time at the latest. When that would be on the evening
    before, since the quiet hours stand between, those who are told the day before know already.
    """
    choice = to.choices[ReminderKind.TIME]
    for time in _theirs(to, ReminderKind.TIME, times):
        if time.state not in FIXED:
            continue
        starts_at = start_of(time)
        day = clock.local_day(starts_at)
        if Moment.DAY_BEFORE in choice.moments:
            minute = EVENING if choice.minute is None else choice.minute
            yield from _of_time(to, time, Moment.DAY_BEFORE, at=evening_before(day, minute))
        if Moment.SAME_MORNING in choice.moments:
            at = min(clock.moment(day, MORNING), starts_at - ON_THE_WAY)
            for one in _of_time(to, time, Moment.SAME_MORNING, at=at):
                if clock.local_day(one.due_at) == day or Moment.DAY_BEFORE not in choice.moments:
                    yield one


def of_own_moments(
    to: Recipient, times: Iterable[Time], moments: Mapping[uuid.UUID, Sequence[datetime]]
) -> Iterator[Wanted]:
    """Remind when somebody has asked for it themselves, also in their quiet hours."""
    for time in times:
        if time.state in FIXED and visible.shows(to.access, time.id):
            starts_at = start_of(time)
            for at in moments.get(time.id, ()):
                if at < starts_at:
                    yield Wanted(
                        to.id,
                        ReminderKind.TIME,
                        f"{_key_of(time)}:own:{at:%Y%m%dT%H%MZ}",
                        planned_at=at,
                        due_at=at,
                        useless_at=starts_at,
                        about_id=time.id,
                        about_at=starts_at,
                        important=True,
                    )


def of_offers(to: Recipient, offers: Iterable[LiveOffer]) -> Iterator[Wanted]:
    """Tell of an offer when it is made, and the evening before it can be answered no more."""
    shown = [one for one in offers if visible.shows(to.access, one.time.id)]
    for offer in shown if to.wants(ReminderKind.OFFER) else ():
        before = evening_before(clock.local_day(offer.until), EVENING)
        moments = {"made": offer.made_at, "last-day": before}
        if before < offer.made_at + AFTER_IT_WAS_OFFERED:
            del moments["last-day"]
        for name, at in moments.items():
            yield from promised(
                to,
                ReminderKind.OFFER,
                f"offer:{offer.id}:{name}",
                at=at,
                until=offer.until,
                about_id=offer.id,
                about_at=offer.until,
                important=True,
            )


def of_invitations(to: Recipient, times: Iterable[Time]) -> Iterator[Wanted]:
    """Tell of an invitation when it comes, and the evening before its last day to answer."""
    for time in _theirs(to, ReminderKind.OFFER, times):
        is_open = time.state is State.OPEN_INVITATION
        if time.answer_by is None or not (is_open or time.state is State.INVITATION):
            continue
        before = evening_before(time.answer_by, EVENING)
        moments = {"made": time.changed_at} if is_open else {}
        if before >= time.changed_at + AFTER_IT_WAS_OFFERED:
            moments["last-day"] = before
        until = min(end_of(time.answer_by), time.starts_at or end_of(time.answer_by))
        for name, at in moments.items():
            yield from promised(
                to,
                ReminderKind.OFFER,
                f"invitation:{time.id}:{time.answer_by}:{name}",
                at=at,
                until=until,
                about_id=time.id,
                about_at=end_of(time.answer_by),
                important=True,
            )


def of_unheard_of(to: Recipient, times: Iterable[Time]) -> Iterator[Wanted]:
    """Tell once, on the morning after, that a planned time should have been heard of by now."""
    for time in _theirs(to, ReminderKind.NOT_HEARD, times):
        if time.state is not State.PLANNED:
            continue
        days = [one for one in (time.call_if_not_heard_by, time.window_to) if one]
        for day in sorted(days)[:1]:
            at = clock.moment(day + A_DAY, MORNING)
            yield from promised(
                to,
                ReminderKind.NOT_HEARD,
                f"not-heard:{time.id}:{day}",
                at=at,
                until=at + NOT_HEARD_TOLD,
                about_id=time.id,
            )


def of_changed_times(
    to: Recipient, times: Iterable[Time], doings: Sequence[Doing]
) -> Iterator[Wanted]:
    """Tell once that a time is new, moved or cancelled, unless whoever is told has done it.

    Nor are those told who have read since, nor whoever was on the phone when care booked it.
    """
    latest = {one.about_id: one for one in doings}
    for time in _theirs(to, ReminderKind.CHANGE, times):
        done = latest.get(time.id)
        if done is None or not _is_news(to, time, done):
            continue
        starts_at = start_of(time)
        yield from promised(
            to,
            ReminderKind.CHANGE,
            f"changed:{time.id}:{done.at:%Y%m%dT%H%M%S%f}",
            at=done.at,
            until=min(starts_at, done.at + CHANGES_TOLD),
            about_id=time.id,
            about_at=starts_at,
            important=True,
        )


def _is_news(to: Recipient, time: Time, done: Doing) -> bool:
    if time.starts_at is None or time.state not in (*FIXED, State.CANCELLED):
        return False
    booked = done.happening in (Happening.APPOINTMENT_BOOKED, Happening.APPOINTMENT_MOVED)
    on_the_phone = booked and time.booked_by_id is not None and to.access.decides
    known = [moment for moment in (to.read_at, to.since) if moment]
    return not (done.actor_id == to.id or on_the_phone or any(one >= done.at for one in known))


def _of_time(to: Recipient, time: Time, moment: Moment, *, at: datetime) -> list[Wanted]:
    starts_at = start_of(time)
    return promised(
        to,
        ReminderKind.TIME,
        f"{_key_of(time)}:{moment.value}",
        at=at,
        until=starts_at,
        about_id=time.id,
        about_at=starts_at,
        important=True,
        early_enough=AT_THE_LATEST,
    )


def _key_of(time: Time) -> str:
    """Return what the reminders of a time are known by: when it moves, they are others."""
    return f"time:{time.id}:{start_of(time):%Y%m%dT%H%MZ}"


def _theirs(to: Recipient, kind: ReminderKind, times: Iterable[Time]) -> list[Time]:
    """Return the times that somebody may see, if they want to be reminded of this."""
    if not to.wants(kind):
        return []
    return [time for time in times if visible.shows(to.access, time.id)]
