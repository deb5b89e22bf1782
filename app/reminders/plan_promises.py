"""What somebody is reminded of in the rest of a plan: what they do at home, questions, versions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from app.base import clock
from app.contracts.content import NOT_LIVE, Terms
from app.follow_up import rules as follow_up
from app.follow_up.cards import Asking, Version
from app.follow_up.rules import Reason
from app.reminders.cards import Recipient, Wanted
from app.reminders.content import ReminderKind
from app.reminders.rules import end_of, promised
from app.reminders.usual import EVENING, MORNING
from app.self_care import rules as self_care
from app.self_care.cards import RoutineCard
from app.self_care.queries import Days
from app.self_care.rules import Occasion, OccasionState
from app.sharing.cards import ShareCard
from app.sharing.content import Deed, Part

DAYS_AHEAD = 8
"""For how many days what comes again and again is planned."""
BEFORE_A_SHARE_ENDS = timedelta(days=7)
A_FORTNIGHT = timedelta(days=14)
A_MONTH = timedelta(days=30)
OPEN = (OccasionState.WAITING, OccasionState.COMING)


def days_ahead(now: datetime) -> list[date]:
    today = clock.local_day(now)
    return [today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD)]


def occasions_ahead(found: Days, terms: Terms | None, *, now: datetime) -> list[Occasion]:
    """Return what is to be done at home these days, and is neither done nor paused.

    What stands in a contract that is over is not asked for any more.
    """
    return [
        occasion
        for day in days_ahead(now)
        for occasion in self_care.occasions(
            _agreed(found.routines, terms, on=day), found.entries, found.pauses, on=day, now=now
        )
        if occasion.state in OPEN
    ]


def of_self_care(to: Recipient, occasions: Iterable[Occasion]) -> Iterator[Wanted]:
    """Remind of what is done at home, of those who have chosen it.

    It is told when the schedule says; what has no clock time in the morning. Who has chosen a
    minute of the day is told then, of each routine once.
    """
    if not (to.wants(ReminderKind.SELF_CARE) and to.access.may_see(Part.SELF_CARE)):
        return
    chosen = to.choices[ReminderKind.SELF_CARE].minute
    for key, (occasion, minute) in _told_of(occasions, chosen).items():
        at = clock.moment(occasion.on, minute)
        yield from promised(
            to,
            ReminderKind.SELF_CARE,
            key,
            at=at,
            until=end_of(occasion.on),
            about_id=occasion.routine.id,
            about_at=at,
        )


def reasons_ahead(
    version: Version | None, asking: Asking, *, now: datetime
) -> Mapping[Reason, date]:
    """Return why the patient is asked the follow-up questions these days, and since when."""
    found: dict[Reason, date] = {}
    today = clock.local_day(now)
    for day in days_ahead(now):
        for reason in follow_up.asked_of(version, asking, today=day):
            since = follow_up.asked_from(reason, asking.postponed) if day == today else day
            found.setdefault(reason, since)
    return found


def of_follow_up(to: Recipient, reasons: Mapping[Reason, date]) -> Iterator[Wanted]:
    """Remind of the questions, in the evening of the first day that they are asked."""
    access = to.access
    sees_why = access.own or access.may_see(Part.PLAN)
    if not (to.wants(ReminderKind.FOLLOW_UP) and sees_why and access.may(Deed.ANSWER)):
        return
    for reason, since in reasons.items():
        at = clock.moment(since, EVENING)
        yield from promised(
            to,
            ReminderKind.FOLLOW_UP,
            f"follow-up:{reason}:{since}",
            at=at,
            until=at + A_FORTNIGHT,
        )


def of_version(to: Recipient, version: Version | None, recorded_at: datetime) -> Iterator[Wanted]:
    """Tell once that there is a new version, those who act as the patient and see the plan.

    Whom it is shared with is not told: that something is new could be what is kept from them.
    """
    sees = to.access.decides and to.access.may_see(Part.PLAN)
    if version is None or not (sees and to.wants(ReminderKind.CHANGE)):
        return
    if version.number > to.read_number:
        yield from promised(
            to,
            ReminderKind.CHANGE,
            f"version:{version.published_on}:{version.number}",
            at=recorded_at,
            until=recorded_at + A_MONTH,
        )


def of_shares(to: Recipient, shares: Iterable[ShareCard]) -> Iterator[Wanted]:
    """Tell both a week before a share ends, and whoever shares when it should be looked through."""
    for share in shares if to.wants(ReminderKind.SHARE) else ():
        if share.ends_on and (to.access.shares or share.helper_id == to.id):
            yield from _of_share(to, share, "ends", share.ends_on, told_on=_week_before(share))
        elif share.ends_on is None and to.access.shares:
            yield from _of_share(
                to, share, "review", share.review_on + A_FORTNIGHT, told_on=share.review_on
            )


def _agreed(
    routines: Sequence[RoutineCard], terms: Terms | None, *, on: date
) -> Sequence[RoutineCard]:
    over = terms is None or terms.status in NOT_LIVE or (terms.ends_on and terms.ends_on < on)
    return [one for one in routines if one.own or not over]


def _told_of(
    occasions: Iterable[Occasion], chosen: int | None
) -> Mapping[str, tuple[Occasion, int]]:
    """Return the first occasion of each promise, and the minute of the day when it is told."""
    found: dict[str, tuple[Occasion, int]] = {}
    for one in occasions:
        has_time = chosen is None and bool(one.slot) and not one.slot.isdecimal()
        begins = clock.minute_of_day(self_care.begins_at(one.on, one.slot))
        minute = begins if has_time else chosen
        key = f"self-care:{one.routine.id}:{one.on}:{one.slot if has_time else ''}"
        found.setdefault(key, (one, MORNING if minute is None else minute))
    return found


def _week_before(share: ShareCard) -> date:
    assert share.ends_on is not None  # noqa: S101  # only shares that end are asked
    return share.ends_on - BEFORE_A_SHARE_ENDS


def _of_share(
    to: Recipient, share: ShareCard, what: str, last: date, *, told_on: date
) -> Iterator[Wanted]:
    at = clock.moment(told_on, EVENING)
    if share.agreed_at and at > share.agreed_at:
        yield from promised(
            to,
            ReminderKind.SHARE,
            f"share:{share.id}:{what}:{last}",
            at=at,
            until=end_of(last),
            about_id=share.id,
            about_at=clock.moment(last, 0) if what == "ends" else None,
        )
