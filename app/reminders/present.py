"""Everything that reminders are planned from, as it is now, in a fixed number of questions."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from app.appointments import offer_queries
from app.appointments import queries as appointments
from app.appointments.cards import Time
from app.appointments.offer_cards import LiveOffer
from app.base import clock
from app.contracts import queries as contracts
from app.contracts.queries import Published
from app.follow_up import queries as follow_up
from app.follow_up import situation as follow_up_situation
from app.follow_up.cards import Version
from app.follow_up.rules import Reason
from app.journal import queries as journal
from app.journal.models import Happening
from app.journal.queries import Doing
from app.reminders import choice_queries, plan_promises, queries, rules
from app.reminders.cards import Recipient
from app.reminders.choice_queries import Chosen
from app.reminders.content import ReminderKind
from app.reminders.time_promises import CHANGES_TOLD
from app.self_care import queries as self_care
from app.self_care.rules import Occasion
from app.sharing import ages, care_queries, house_rules
from app.sharing import guardian_queries as guardians
from app.sharing import queries as sharing
from app.sharing import rules as access
from app.sharing.ages import Band
from app.sharing.cards import ShareCard
from app.sharing.content import Deed, Part
from app.sharing.rules import Access

DONE_TO_TIMES = (
    Happening.APPOINTMENT_BOOKED,
    Happening.APPOINTMENT_MOVED,
    Happening.APPOINTMENT_CANCELLED,
    Happening.APPOINTMENT_ADDED,
    Happening.APPOINTMENT_CHANGED,
    Happening.APPOINTMENT_WITHDRAWN,
)
"""What somebody who has not done it themselves is told of."""


Read = tuple[int, datetime | None]
"""Up to which version somebody has said that they have read, and when they said so."""


@dataclass(frozen=True)
class Present:
    """One patient's plan and everybody who is reminded in it."""

    recipients: Sequence[Recipient]
    times: Sequence[Time]
    offers: Sequence[LiveOffer]
    changed: Sequence[Time]
    doings: Sequence[Doing]
    own_moments: Mapping[uuid.UUID, Mapping[uuid.UUID, Sequence[datetime]]]
    """By whose they are, and for which time."""
    occasions: Sequence[Occasion]
    published: Published | None
    reasons: Mapping[Reason, date]
    shares: Sequence[ShareCard]
    help_wishes: Mapping[uuid.UUID, int]
    turns: Sequence[date]
    """The days on which something begins or ends by itself."""

    @property
    def not_offered(self) -> list[Time]:
        """Return the times that wait for something else than the answer to an offer."""
        offered = {offer.time.id for offer in self.offers}
        return [time for time in self.times if time.id not in offered]

    @property
    def version(self) -> Version | None:
        return follow_up_situation.version_of(self.published)


def read(session: Session, patient_id: uuid.UUID, *, now: datetime) -> Present:
    today = clock.local_day(now)
    patient = access.own(patient_id)
    shares = sharing.shares_of(session, patient_id, today=today)
    begun = [one for one in shares if one.starts_on <= today and one.helper_id]
    close = {patient_id, *(one.helper_id for one in begun if one.helper_id)}
    chosen = dict(choice_queries.choices_about(session, patient_id, close))
    born_on = chosen[patient_id].born_on
    accesses = _accesses(session, patient_id, begun, born_on=born_on, today=today)
    chosen |= choice_queries.choices_about(
        session, patient_id, {one.person_id for one in accesses} - close
    )
    published = contracts.latest_of(session, patient)
    recipients = _recipients(
        accesses, chosen, _read(session, patient_id, accesses, published), begun
    )
    around = offer_queries.around_the_next_step(session, patient, now=now)
    doings = _doings(session, patient_id, published, now=now)
    changed = appointments.changed_since(session, patient, now - CHANGES_TOLD) if doings else []
    own = any(one.has_own_moments for one in chosen.values())
    return Present(
        recipients=recipients,
        times=around.coming,
        offers=around.offers,
        changed=changed,
        doings=doings,
        own_moments=queries.own_moments_of(session, patient_id) if own else {},
        occasions=_occasions(session, patient_id, recipients, published, now=now),
        published=published,
        reasons=_reasons(session, patient_id, published, now=now),
        shares=begun,
        help_wishes=choice_queries.help_wishes_of(session, patient_id) if begun else {},
        turns=_turns(shares, published, born_on, today=today),
    )


def _accesses(
    session: Session,
    patient_id: uuid.UUID,
    shares: Sequence[ShareCard],
    *,
    born_on: date | None,
    today: date,
) -> list[Access]:
    """Return the way in of everybody who may be reminded: the patient, guardians and helpers."""
    band = ages.band_on(born_on, today, house_rules.age_rules())
    young = band is Band.YOUNG
    approved = guardians.approved_for(session, patient_id, today=today) if young else ()
    child = band is Band.CHILD
    theirs = guardians.guardians_of(session, patient_id, today=today) if child else ()
    ways_in = [
        access.own(patient_id, band=band, approved=approved),
        *(access.may_open(one, patient_id, [], band=band, guardian=True) for one in theirs),
        *_helpers(session, patient_id, shares, band, today),
    ]
    by_person = {one.person_id: one for one in reversed(ways_in) if one}
    return [one for one in by_person.values() if one.may(Deed.BE_REMINDED)]


def _helpers(
    session: Session, patient_id: uuid.UUID, shares: Sequence[ShareCard], band: Band, today: date
) -> list[Access | None]:
    """Return what each helper may see, in two questions however many they are."""
    if not shares:
        return []
    off = care_queries.switched_off(session, patient_id, today=today)
    kept_out = sharing.things_kept_out(session, patient_id)
    allowed = access.left_of(house_rules.can_be_shared(), off)
    return [
        access.may_open(
            one.helper_id,
            patient_id,
            [],
            band=band,
            share=one,
            kept_out=kept_out,
            allowed=allowed,
        )
        for one in shares
        if one.helper_id
    ]


def _read(
    session: Session,
    patient_id: uuid.UUID,
    accesses: Sequence[Access],
    published: Published | None,
) -> Mapping[uuid.UUID, Read]:
    """Return how far each has read. Of the patient it is known already."""
    if published is None:
        return {}
    elif all(one.own for one in accesses):
        return {patient_id: (published.read_number or 0, published.read_at)}
    else:
        return contracts.readers_of(session, published.contract_id)


def _recipients(
    accesses: Iterable[Access],
    chosen: Mapping[uuid.UUID, Chosen],
    read: Mapping[uuid.UUID, Read],
    shares: Iterable[ShareCard],
) -> list[Recipient]:
    since = {one.helper_id: one.agreed_at for one in shares}
    found = []
    for one in accesses:
        who = one.person_id
        number, read_at = read.get(who, (0, None))
        shared_at = since.get(who) if one.shared else None
        said = chosen[who]
        found.append(Recipient(one, said.settings, said.choices, number, read_at, shared_at))
    return found


def _doings(
    session: Session, patient_id: uuid.UUID, published: Published | None, *, now: datetime
) -> list[Doing]:
    """Return who has done what to the patient's times lately.

    What came with a version of the contract is told with that, and not time by time.
    """
    found = journal.doings(session, patient_id, DONE_TO_TIMES, since=now - CHANGES_TOLD)
    with_version = published and (Happening.APPOINTMENT_ADDED, published.recorded_at)
    return [one for one in found if (one.happening, one.at) != with_version]


def _occasions(
    session: Session,
    patient_id: uuid.UUID,
    recipients: Iterable[Recipient],
    published: Published | None,
    *,
    now: datetime,
) -> Sequence[Occasion]:
    """Return what is to be done at home, if anybody wants to be reminded of it."""
    kind, part = ReminderKind.SELF_CARE, Part.SELF_CARE
    if not any(one.wants(kind) and one.access.may_see(part) for one in recipients):
        return []
    days = plan_promises.days_ahead(now)
    found = self_care.days_of(session, patient_id, days[0], days[-1])
    terms = published.agreement.terms if published else None
    return plan_promises.occasions_ahead(found, terms, now=now)


def _reasons(
    session: Session, patient_id: uuid.UUID, published: Published | None, *, now: datetime
) -> Mapping[Reason, date]:
    """Return why the patient is asked the follow-up questions. Without a contract nobody is."""
    if published is None:
        return {}
    asking = follow_up.asking_of(
        session,
        patient_id,
        lead_id=follow_up_situation.whose_unit_asks(published),
        today=clock.local_day(now),
    )
    version = follow_up_situation.version_of(published)
    return plan_promises.reasons_ahead(version, asking, now=now)


def _turns(
    shares: Iterable[ShareCard], published: Published | None, born_on: date | None, *, today: date
) -> list[date]:
    """Return the coming days on which shares begin or are over, the contract is, or age changes."""
    days = {one.starts_on for one in shares}
    days |= {one.ends_on + rules.A_DAY for one in shares if one.ends_on}
    if published and published.agreement.terms.ends_on:
        days.add(published.agreement.terms.ends_on + rules.A_DAY)
    if change := ages.next_change(born_on, today, house_rules.age_rules()):
        days.add(change.on)
    return sorted(day for day in days if day > today)
