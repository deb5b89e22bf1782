"""Which times somebody sees whom the patient shares their plan with."""

import uuid
from collections.abc import Iterable
from dataclasses import replace

from app.appointments.cards import Time
from app.appointments.offer_cards import Around, Beside, OfferCard
from app.sharing.content import Deed, Part, Thing
from app.sharing.rules import Access


def shows(access: Access, appointment_id: uuid.UUID) -> bool:
    """Say whether a time may be seen. The patient and staff see every one."""
    return access.may_see(Part.TIMES) and is_let_in(access, appointment_id)


def is_let_in(access: Access, appointment_id: uuid.UUID) -> bool:
    """Say whether the patient lets a time be seen by those who may see any times."""
    return access.shows(Thing.TIME, str(appointment_id))


def times_for(access: Access, times: Iterable[Time]) -> list[Time]:
    """Return the times that may be seen, each with what may be seen of it."""
    return [time_for(access, time) for time in times if shows(access, time.id)]


def time_for(access: Access, time: Time) -> Time:
    """Return a time without what the patient told the clinic, unless the reader may book it.

    Which other relative has booked it is theirs and the patient's.
    """
    if not access.shared:
        return time
    told: dict[str, object] = {} if access.may(Deed.BOOK) else {"message": "", "support": []}
    by_reader = time.relative_id == access.person_id
    if not by_reader:
        told |= {"relative_id": None, "relative_role": None}
    return time.model_copy(update=told)


def offer_for(access: Access, offer: OfferCard) -> OfferCard | None:
    """Return an offer for a time that may be seen. Any other does not exist."""
    if not shows(access, offer.time.id):
        return None
    told = offer.wishes if not access.shared or access.may(Deed.BOOK) else None
    return replace(offer, time=time_for(access, offer.time), wishes=told)


def around_for(access: Access, around: Around) -> Around:
    """Return what lies around now, as far as it may be seen."""
    return around if access.may_see(Part.TIMES) else Around([], [], [])


def let_in(access: Access, around: Around) -> Around:
    """Return what lies around now, but for what is kept out: the next step is found in it."""
    return Around(
        [time_for(access, time) for time in around.coming if is_let_in(access, time.id)],
        [
            replace(offer, time=time_for(access, offer.time))
            for offer in around.offers
            if is_let_in(access, offer.time.id)
        ],
        [one for one in around.past if is_let_in(access, one.time.id)],
        around.booked_here,
    )


def beside_for(access: Access, beside: Beside) -> Beside:
    """Return what there is beside a time, without what the patient has asked and said of it.

    What they have asked and wished is seen by whoever may book for them.
    """
    if not access.shared:
        return beside
    elif access.may(Deed.BOOK):
        return replace(beside, next_time=None)
    else:
        return replace(beside, wish_id=None, help_asked_at=None, next_time=None)
