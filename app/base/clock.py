"""The only place that asks the computer what time it is, or knows of time zones.

Everywhere else a moment is in UTC. Python compares two moments of the same local
zone by what the wall clocks show, and is an hour wrong across the nights when the
clocks change.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")
MINUTES_PER_DAY = 24 * 60
NOON = 12 * 60
WRITTEN = r"(\d{1,2})[.:](\d{2})"
"""A clock time as people write it: 8.30, 08.30 or 08:30."""


def now() -> datetime:
    return datetime.now(UTC)


def local(moment: datetime) -> datetime:
    """Return what the clocks on the wall show at this moment."""
    return moment.astimezone(STOCKHOLM)


def local_day(moment: datetime) -> date:
    return local(moment).date()


def minute_of_day(moment: datetime) -> int:
    """Return the minutes since midnight that the clocks on the wall show, 0 to 1439."""
    shown = local(moment)
    return shown.hour * 60 + shown.minute


def moment(day: date, minute: int) -> datetime:
    """Return the moment when the wall clocks show this minute (0 to 1440) of this day.

    A minute that the clocks show twice is the first of the two. A minute that they
    skip is taken as the same distance into the day by the old clock, so 02.30 on the
    night to summer time is 03.30.
    """
    return _on_the_wall(day, minute).astimezone(UTC)


def second_moment(day: date, minute: int) -> datetime:
    """Return the later moment when the wall clocks show this minute; else the only one."""
    first = moment(day, minute)
    second = _on_the_wall(day, minute).replace(fold=1).astimezone(UTC)
    return max(first, second) if minute_of_day(first) == minute_of_day(second) else first


def skipped(day: date, minute: int) -> bool:
    """Say whether the wall clocks jump over this minute, as in the night to summer time."""
    return minute_of_day(moment(day, minute)) != minute % MINUTES_PER_DAY


def read_minute(written: str) -> int | None:
    """Return the minute of the day that somebody wrote as a clock time, 0 to 1440, if it is one."""
    found = re.fullmatch(WRITTEN, written)
    if found is None or int(found[2]) > 59:
        return None
    minute = int(found[1]) * 60 + int(found[2])
    return minute if minute <= MINUTES_PER_DAY else None


def write_minute(minute: int) -> str:
    """Return a minute of the day as browsers send and fill in a clock time, such as 08:30."""
    return f"{minute // 60:02}:{minute % 60:02}"


def shown_twice(moment: datetime) -> bool:
    """Say whether the wall clocks show this moment's time twice, as in the night to winter time."""
    shown = local(moment)
    return shown.replace(fold=1 - shown.fold).utcoffset() != shown.utcoffset()


def in_summer_time(moment: datetime) -> bool:
    return bool(local(moment).dst())


def _on_the_wall(day: date, minute: int) -> datetime:
    days, rest = divmod(minute, MINUTES_PER_DAY)
    shown = datetime.combine(day + timedelta(days=days), time(rest // 60, rest % 60))
    return shown.replace(tzinfo=STOCKHOLM)
