"""Which language a page is answered in, and how that language says words, dates and numbers.

Babel holds the words and the patterns. Looking them up through it for each of the hundred
texts on a page costs more than all the rest of the page, so one Speech per language is made
once, and what it has said about a date is remembered.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from itertools import pairwise
from typing import Any

from babel.dates import format_date, get_day_names
from babel.lists import format_list
from flask import Flask, current_app, g, request
from flask_login import current_user
from markupsafe import Markup, escape

from app.base import catalogues, clock
from app.base.catalogues import PSEUDO
from app.base.words import LANGUAGES, Words

COOKIE = "language"
DAYS_SPOKEN_OF = 366
DAYS_PER_WEEK = 7
FAR_DAYS = 300
FILTERS = (
    "clock", "day", "day_and_month", "in_days", "listed", "minute", "month", "near_day",
    "other_languages", "short_day", "short_month", "short_weekday", "wall_clock", "weekdays",
    "words",
)  # fmt: skip
"""What a template can ask a Speech to write, as filters of the same names."""


class Speech:
    """One language: its words and the way it writes dates and clock times."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._catalogue = catalogues.catalogue(language)
        self.gettext: Callable[[str], str] = self._catalogue.gettext
        self.ngettext: Callable[[str, str, int], str] = self._catalogue.ngettext
        self.pgettext: Callable[[str, str], str] = self._catalogue.pgettext
        self.npgettext: Callable[[str, str, str, int], str] = self._catalogue.npgettext

    def words(self, words: Words) -> Markup:
        """Write words in this language, or in the author's own and marked as such."""
        text, language = words.in_language(self.language)
        if language == self.language:
            return escape(text)
        g.foreign_words = True
        return Markup('<span lang="{}">{}</span>').format(language, text)

    def other_languages(self, words: Words) -> list[tuple[str, str]]:
        """Return what the words are in languages that no page here is in, such as Finnish."""
        shown = words.in_language(self.language)[0]
        return [
            (language, text)
            for language, text in words.texts.items()
            if language not in LANGUAGES and text != shown
        ]

    def day(self, when: date | datetime) -> str:
        """Write a day as people say it: weekday first, and the year when it is another year."""
        day = _day_of(when)
        return _written(self.language, day, "EEEE d MMMM" + self._year(day))

    def day_and_month(self, when: date | datetime) -> str:
        day = _day_of(when)
        return _written(self.language, day, "d MMMM" + self._year(day))

    def month(self, when: date | datetime) -> str:
        """Write a month with its year, as it stands by itself."""
        return _written(self.language, _day_of(when), "LLLL y")

    def short_day(self, when: date | datetime) -> str:
        """Write a day in few letters: with its year when that cannot be guessed."""
        day = _day_of(when)
        return self._short(day, "d MMM" + (self._year(day) if _is_far(day) else ""))

    def short_weekday(self, when: date | datetime) -> str:
        return _written(self.language, _day_of(when), "EEE").replace(".", "")

    def short_month(self, when: date | datetime) -> str:
        return self._short(_day_of(when), "MMM")

    def near_day(self, when: date | datetime) -> str:
        """Write a day that is near: today, tomorrow, a weekday this week, else the date too."""
        day = _day_of(when)
        distance = (day - today()).days
        if distance in (0, 1):
            return self.in_days(day)
        return self.weekday(day.weekday()) if 1 < distance < 7 else self.day(day)

    def days(self, first: date, last: date) -> str:
        """Write a stretch of days, with what both ends share said once."""
        if first == last:
            return self.day_and_month(first)
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day}–{self.day_and_month(last)}"
        if first.year == last.year:
            return f"{_written(self.language, first, 'd MMMM')} – {self.day_and_month(last)}"
        whole = "d MMMM y"
        return " – ".join(_written(self.language, day, whole) for day in (first, last))

    def listed(self, texts: Iterable[str]) -> str:
        """Write several texts as one: the first, the second and the third."""
        return str(format_list(list(texts), locale=_locale(self.language)))

    def short_days(self, first: date, last: date) -> str:
        if first == last:
            return self.short_day(first)
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day}–{self.short_day(last)}"
        if first.year == last.year:
            return f"{self._short(first, 'd MMM')}–{self.short_day(last)}"
        return f"{self.short_day(first)}–{self.short_day(last)}"

    def weekdays(self, numbers: Sequence[int]) -> str:
        """Write weekdays, 0 being Monday, with three or more in a row as a stretch."""
        if len(numbers) == DAYS_PER_WEEK:
            return self.gettext("Every day")
        names = [self.weekday(number) for number in numbers]
        in_a_row = len(numbers) > 2 and all(b - a == 1 for a, b in pairwise(numbers))
        return sentence(f"{names[0]}–{names[-1]}" if in_a_row else ", ".join(names))

    def weekday(self, number: int) -> str:
        """Write a weekday, 0 being Monday, as it stands in a sentence."""
        return _weekday_name(self.language, number)

    def clock(self, moment: datetime) -> str:
        """Write what the wall clocks show, and which of two when they show it twice."""
        shown = self.minute(clock.minute_of_day(moment))
        if not clock.shown_twice(moment):
            return shown
        summer, winter = self.gettext("summer time"), self.gettext("winter time")
        return f"{shown} {summer if clock.in_summer_time(moment) else winter}"

    def wall_clock(self, shown: time) -> str:
        return self.minute(shown.hour * 60 + shown.minute)

    def minute(self, minute: int) -> str:
        """Write a minute of the day, 0 to 1440, as the wall clock shows it."""
        separator = ":" if self.language == "en" else "."
        return f"{minute // 60:02}{separator}{minute % 60:02}"

    def in_days(self, when: date | datetime) -> str:
        """Say how far away a day is, counted in dates and never in hours."""
        distance = (_day_of(when) - today()).days
        near = {
            -1: self.gettext("yesterday"),
            0: self.gettext("today"),
            1: self.gettext("tomorrow"),
        }
        if distance in near:
            return near[distance]
        if distance < 0:
            return self.ngettext("%(num)d day ago", "%(num)d days ago", -distance) % {
                "num": -distance
            }
        return self.ngettext("in %(num)d day", "in %(num)d days", distance) % {"num": distance}

    def _short(self, day: date, pattern: str) -> str:
        return _written(self.language, day, pattern).replace(".", "")

    def _year(self, day: date) -> str:
        return "" if day.year == today().year else " y"


def init_app(app: Flask, *, pseudo: bool) -> None:
    catalogues.stop_without_swedish()
    app.config["LANGUAGES"] = (*LANGUAGES, PSEUDO) if pseudo else LANGUAGES
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    app.jinja_env.globals.update(speech=speech, today=today)
    app.jinja_env.filters.update({name: _filter(name) for name in FILTERS})
    app.jinja_env.filters.update(
        plain=plain, sentence=sentence, iso=iso, day_number=day_number, local_day=_day_of
    )


def speech() -> Speech:
    """Return the language this request is answered in."""
    if "speech" not in g:
        g.speech = speech_of(_chosen())
    spoken: Speech = g.speech
    return spoken


def in_all_languages(write: Callable[[Speech], str]) -> Words:
    """Write the same in every language there is: a text that is kept, and read by others later."""
    texts = {language: write(speech_of(language)) for language in LANGUAGES}
    return Words(LANGUAGES[0], texts)


def speak_without_asking_who(language: str | None = None) -> None:
    """Let the page show nobody as signed in, in this language or else the request's own."""
    g.ask_nobody = True
    g.speech = speech_of(language if language in _spoken() else _asked_for())


def speak(language: str) -> None:
    """Answer in the language of whoever will read it, and not of whoever asks."""
    if language in _spoken():
        g.speech = speech_of(language)


def gettext(message: str) -> str:
    return speech().gettext(message)


def ngettext(one: str, many: str, number: int) -> str:
    return speech().ngettext(one, many, number)


def pgettext(context: str, message: str) -> str:
    return speech().pgettext(context, message)


def npgettext(context: str, one: str, many: str, number: int) -> str:
    return speech().npgettext(context, one, many, number)


def sentence(text: str) -> str:
    """Begin with a capital letter, and leave the rest as it is."""
    return text[:1].upper() + text[1:]


def plain(words: Words) -> str:
    """Write words where no mark-up can stand, such as in a title."""
    return words.in_language(speech().language)[0]


def iso(moment: datetime) -> str:
    """Write a moment for machines, by the clocks here and with their distance from UTC."""
    return clock.local(moment).isoformat(timespec="minutes")


def day_number(when: date | datetime) -> int:
    return _day_of(when).day


def today() -> date:
    """Return the day it is in Sweden, the same through the whole request."""
    if "today" not in g:
        g.today = clock.local_day(clock.now())
    day: date = g.today
    return day


def _chosen() -> str:
    """Own choice first, then what the request asks for."""
    own: str | None = getattr(current_user, "language", None)
    return own if own in _spoken() else _asked_for()


def _asked_for() -> str:
    cookie = request.cookies.get(COOKIE)
    if cookie in _spoken():
        return cookie
    return request.accept_languages.best_match(LANGUAGES, default="sv") or "sv"


def _is_far(day: date) -> bool:
    """Say whether a day without its year could be taken for one nearer to today."""
    return abs((day - today()).days) > FAR_DAYS


def _day_of(when: date | datetime) -> date:
    return clock.local_day(when) if isinstance(when, datetime) else when


def _spoken() -> tuple[str, ...]:
    """Return the languages that this installation speaks."""
    spoken: tuple[str, ...] = current_app.config["LANGUAGES"]
    return spoken


def _filter(name: str) -> Callable[[Any], str]:
    def write(value: Any) -> str:
        written: str = getattr(speech(), name)(value)
        return written

    return write


@lru_cache(maxsize=8)
def speech_of(language: str) -> Speech:
    return Speech(language)


@lru_cache(maxsize=32)
def _weekday_name(language: str, number: int) -> str:
    name = str(get_day_names(locale=_locale(language))[number])
    return f"⟦{name}⟧" if language == PSEUDO else name


@lru_cache(maxsize=8 * DAYS_SPOKEN_OF)
def _written(language: str, day: date, pattern: str) -> str:
    written = format_date(day, pattern, locale=_locale(language))
    return f"⟦{written}⟧" if language == PSEUDO else written


def _locale(language: str) -> str:
    return {"en": "en_GB", PSEUDO: "sv"}.get(language, language)
