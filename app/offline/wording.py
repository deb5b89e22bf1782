"""How a phone says when it saved something, in words that are right on whatever day it is read."""

from datetime import datetime

from app.base import clock
from app.base.language import gettext, speech
from app.base.wording import N_

TODAY, YESTERDAY = N_("Saved today at %(clock)s"), N_("Saved yesterday at %(clock)s")
ON_WEEKDAY = (
    N_("Saved last Monday at %(clock)s"),
    N_("Saved last Tuesday at %(clock)s"),
    N_("Saved last Wednesday at %(clock)s"),
    N_("Saved last Thursday at %(clock)s"),
    N_("Saved last Friday at %(clock)s"),
    N_("Saved last Saturday at %(clock)s"),
    N_("Saved last Sunday at %(clock)s"),
)
ON_DAY = N_("Saved on %(day)s at %(clock)s")


def ages(saved_at: datetime) -> list[str]:
    """Return what is said the same day, the day after, within a week, and after that."""
    weekday = ON_WEEKDAY[clock.local_day(saved_at).weekday()]
    said = {"day": speech().day(saved_at), "clock": speech().clock(saved_at)}
    return [gettext(words) % said for words in (TODAY, YESTERDAY, weekday, ON_DAY)]
