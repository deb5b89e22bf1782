"""What a patient may do with a time here, what follows from it, and what a file may change.

What nobody has allowed is not allowed: then one calls.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from app.appointments.content import (
    FIXED,
    STILL_TO_BOOK,
    AppointmentContent,
    State,
    SupportKind,
    WayToChange,
)
from app.appointments.rules import is_fixed, start_of
from app.base import clock
from app.base.words import Words
from app.slots.content import BookingRulesContent
from app.slots.rules import Bookable, Choice, bookable


class Errand(StrEnum):
    """What a patient wants to do with a time, as the address says it."""

    BOOK = "book"
    CHANGE = "change"
    BOOK_AGAIN = "book-again"
    CANCEL = "cancel"


class Hindrance(StrEnum):
    """Why something cannot be done here."""

    ANOTHER_STATE = "another-state"
    BOOKED_AGAIN = "booked-again"
    NOT_HERE = "not-here"
    ANSWERED_TOO_LATE = "answered-too-late"
    TOO_NEAR = "too-near"


STATES = {
    Errand.BOOK: (State.OPEN_INVITATION, State.PLANNED),
    Errand.CHANGE: FIXED,
    Errand.BOOK_AGAIN: (State.DONE, State.CANCELLED),
    Errand.CANCEL: (*FIXED, State.OPEN_INVITATION),
}

ARRANGED = frozenset({
    "state", "what", "unit_id", "role_id", "mode", "place", "starts_at", "ends_at", "answer_by",
    "window_from", "window_to", "window_words", "call_if_not_heard_by", "support",
})  # fmt: skip
"""What booking a time here decides anew."""


def hindrance(
    errand: Errand,
    time: AppointmentContent,
    rules: BookingRulesContent | None,
    *,
    now: datetime,
) -> Hindrance | None:
    """Return why the patient cannot do this here now; nothing when they can.

    rules: those of the unit that has the times; nothing when it takes no bookings here.
    """
    if not _is_about(errand, time, now=now):
        return Hindrance.ANOTHER_STATE
    if rules is None or time.kind_id is None or time.change is not WayToChange.ONLINE:
        return Hindrance.NOT_HERE
    if _answered_too_late(time, now=now):
        return Hindrance.ANSWERED_TOO_LATE
    if is_too_near(time, rules, now=now):
        return Hindrance.TOO_NEAR
    return None


def may_book(time: AppointmentContent, *, now: datetime) -> bool:
    """Say whether a time can be booked now by the patient, where its unit takes bookings here."""
    return (
        _is_about(Errand.BOOK, time, now=now)
        and time.change is WayToChange.ONLINE
        and not _answered_too_late(time, now=now)
    )


def is_too_near(
    time: AppointmentContent, rules: BookingRulesContent | None, *, now: datetime
) -> bool:
    """Say whether a fixed time is so near that its unit wants a call instead."""
    if rules is None or not is_fixed(time, now=now):
        return False
    return start_of(time) - now < timedelta(hours=rules.change_hours)


def may(
    time: AppointmentContent, rules: BookingRulesContent | None, *, now: datetime
) -> list[Errand]:
    """Return everything that the patient can do with a time here now."""
    return [errand for errand in Errand if hindrance(errand, time, rules, now=now) is None]


@dataclass(frozen=True)
class Consequences:
    """What follows from saying no to a time. It is said before the button, and logged."""

    guarantee: bool = False
    fee: int | None = None

    @property
    def told(self) -> str:
        """Return which they are, as the journal keeps it."""
        named = [name for name in ("guarantee", "fee") if getattr(self, name)]
        return ", ".join(named) or "nothing"


def consequences(
    errand: Errand,
    time: AppointmentContent,
    rules: BookingRulesContent | None,
    *,
    booked_here: bool,
    now: datetime,
) -> Consequences:
    """Return what follows from cancelling a time, or from changing it.

    From booking one that is offered nothing does. Whoever says no to a time that care has chosen
    gives up the guarantee for the time after that (HSF 6 kap. 2 §). A time that the patient has
    chosen here was not offered to them.
    """
    offered = time.state is State.OPEN_INVITATION or (time.state in FIXED and not booked_here)
    if errand is Errand.CHANGE:
        return Consequences(guarantee=offered)
    elif errand is Errand.CANCEL:
        return Consequences(guarantee=offered, fee=_late_fee(time, rules, now=now))
    else:
        return Consequences()


def bookable_for(
    time: AppointmentContent, rules: BookingRulesContent, *, now: datetime
) -> Bookable:
    """Return between which starts this time may be booked: never before what was planned."""
    allowed = bookable(rules, now=now)
    if time.state is not State.PLANNED or time.window_from is None:
        return allowed
    return allowed.after(clock.moment(time.window_from, 0))


def is_late(time: AppointmentContent, slot: Choice) -> bool:
    """Say whether a slot is later than care should see the patient."""
    return time.within is not None and clock.local_day(slot.starts_at) > time.within


def called(time: AppointmentContent, slot: Choice, *, kind: Words) -> Words:
    """Return what a time in this slot is called.

    Its name may tell with whom and how one meets. With somebody else, or in another way, it is
    called what its kind is.
    """
    other_person = time.role_id is not None and time.role_id != slot.role_id
    other_way = time.mode is not None and time.mode is not slot.mode
    return kind if other_person or other_way else time.what


@dataclass(frozen=True)
class SupportChoice:
    """Something the patient may need at this visit, to tick."""

    words: Words
    ticked: bool
    kind: SupportKind | None = None

    @property
    def value(self) -> str:
        return str(self.words)


def with_note(what: Words, note: Words | None) -> Words:
    """Return what the patient needs together with what is noted about it, as one text."""
    if note is None:
        return what
    both = {
        language: f"{text}: {note.in_language(language)[0]}"
        for language, text in what.texts.items()
    }
    return Words(what.original, both)


def support_choices(
    time: AppointmentContent,
    agreed: Sequence[Words],
    usual: Sequence[tuple[SupportKind, Words]],
) -> list[SupportChoice]:
    """Return what the patient can tick: what stands at the time, what is agreed, what is usual.

    What is agreed for every visit is ticked from the start. Where a time has been fixed with the
    support that was chosen for it, only that is.
    agreed: what the agreement says that the patient needs.
    """
    fixed = time.state in FIXED
    found = [SupportChoice(words, ticked=True) for words in time.support]
    found += [SupportChoice(words, ticked=not fixed) for words in agreed]
    found += [SupportChoice(words, ticked=False, kind=kind) for kind, words in usual]
    first: dict[str, SupportChoice] = {}
    for choice in found:
        texts = [text.casefold() for text in choice.words.texts.values()]
        if not any(text in first for text in texts):
            first.update(dict.fromkeys(texts, choice))
    return list(dict.fromkeys(first.values()))


def ticked_again(
    choices: Sequence[SupportChoice], ticked: Sequence[str], *, language: str
) -> list[SupportChoice]:
    """Return what can be ticked as the patient ticked it, also what is not among it any more."""
    there = {choice.value for choice in choices}
    gone = [text for text in dict.fromkeys(ticked) if text and text not in there]
    return [
        *(replace(choice, ticked=choice.value in ticked) for choice in choices),
        *(SupportChoice(Words(language, {language: text}), ticked=True) for text in gone),
    ]


def chosen_support(
    choices: Sequence[SupportChoice], chosen: Sequence[str], *, more: str, language: str
) -> list[Words]:
    """Return what the patient needs: what they ticked, and what they wrote in their language.

    Something ticked that is no longer among the choices is kept as it was read.
    """
    known = {choice.value: choice.words for choice in choices}
    texts = [*dict.fromkeys(chosen), more.strip()]
    return [known.get(text) or Words(language, {language: text}) for text in texts if text]


def key_of_next(earlier_id: uuid.UUID) -> str:
    """Return the key of the time that is booked again after an earlier one."""
    return f"after {earlier_id}"


def arrangement(time: AppointmentContent) -> str:
    """Return whether a time is and when, in a form to compare with what was told before."""
    return f"{time.state} {time.starts_at.isoformat()}" if time.starts_at else str(time.state)


def is_overtaken(
    kept: AppointmentContent, told: AppointmentContent, *, as_told: str, here: bool
) -> bool:
    """Say whether what a source tells of a time is older than what was done with it here.

    It is when the source says what it said before; and when it says that a time is still to be
    booked that has been booked here. Anything else is news, and its word counts.
    as_told: what it said before; nothing when that was not noted. here: booked here.
    """
    done_here = here or (as_told != "" and arrangement(kept) != as_told)
    says_the_same = as_told in ("", arrangement(told))
    return done_here and (says_the_same or (here and told.state in STILL_TO_BOOK))


def _is_about(errand: Errand, time: AppointmentContent, *, now: datetime) -> bool:
    """Say whether this can be done with a time in its state. One that is over is fixed no more."""
    return time.state in STATES[errand] and (time.state not in FIXED or is_fixed(time, now=now))


def _answered_too_late(time: AppointmentContent, *, now: datetime) -> bool:
    if time.answer_by is None or time.state is State.DONE:
        return False
    return time.answer_by < clock.local_day(now)


def _late_fee(
    time: AppointmentContent, rules: BookingRulesContent | None, *, now: datetime
) -> int | None:
    if rules is None or not is_fixed(time, now=now):
        return None
    late = start_of(time) - now < timedelta(hours=rules.late_cancel_hours)
    return rules.late_cancel_fee if late else None
