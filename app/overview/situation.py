"""Everything a page about a patient may need, read in a fixed number of questions."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.appointments import booking_rules, offer_queries, suiting, visible
from app.appointments.cards import Time
from app.appointments.offer_cards import Around, LiveOffer
from app.base import clock, db, language
from app.contracts import contacts
from app.contracts import queries as contracts
from app.contracts import rules as contract_rules
from app.contracts.agreement import Agreement
from app.contracts.content import ComingChange, Commitment, CommitmentState
from app.contracts.queries import Published
from app.follow_up import queries as follow_up
from app.follow_up import situation as follow_up_situation
from app.follow_up.cards import Asking, Version
from app.overview import rules
from app.overview.rules import NextStep, Promise
from app.people.cards import PersonCard, UnitCard
from app.people.directory import Directory
from app.people.rules import Call
from app.requests import queries as requests
from app.requests.content import RequestKind
from app.requests.models import Request
from app.sharing import door
from app.sharing.content import Deed, Part
from app.sharing.rules import Access

NEAR = timedelta(days=30)


@dataclass(frozen=True)
class Situation:
    """One patient, seen by one reader at one moment: what that reader may see, and nothing else."""

    access: Access
    patient: PersonCard
    published: Published | None
    step: NextStep
    """The next step, which every share lets be seen, unless it is kept out."""
    times: Sequence[Time]
    offers: Sequence[LiveOffer]
    booked_here: Collection[uuid.UUID]
    """The times of kinds that their units let patients book here."""
    asked_about: Time | None
    """A time that has just been, and that nobody has said what comes after."""
    directory: Directory
    states: Mapping[str, CommitmentState]
    requests: Sequence[Request]
    """What waits for an answer from care."""
    answers: Sequence[Request]
    """What care has answered, and the patient has not said that they have read."""
    asking: Asking
    """What decides when the follow-up questions are asked."""
    now: datetime
    may_ask: bool
    """Whether there is somebody in care to read what the patient asks for here."""

    @property
    def own(self) -> bool:
        return self.access.own

    @property
    def decides(self) -> bool:
        """Say whether the reader acts as the patient, as guardians of a child do."""
        return self.access.decides

    @property
    def narrowed(self) -> bool:
        """Say whether something can be hidden, so that nothing is said of what is not there."""
        return self.access.narrowed

    @property
    def may_open_requests(self) -> bool:
        return self.access.may_open_page("requests")

    @property
    def shared(self) -> bool:
        """Say whether it is seen by somebody whom the patient shares it with."""
        return self.access.shared

    def sees(self, part: str) -> bool:
        """Say whether a part may be seen. The patient and staff see all of them."""
        return self.access.may_see(Part(part))

    @property
    def agreement(self) -> Agreement | None:
        return self.published.agreement if self.published else None

    @property
    def version(self) -> Version | None:
        """Return the newest version, as far as the follow-up questions are concerned."""
        return follow_up_situation.version_of(self.published)

    def asked(self, kind: RequestKind, about: str = "") -> Request | None:
        """Return what the patient has asked for of this kind, while it waits for an answer."""
        return next((one for one in self.requests if (one.kind, one.about) == (kind, about)), None)

    def may_book(self, time: Time) -> bool:
        """Say whether the reader can choose a slot here for a time that has none yet."""
        here = self.access.may(Deed.BOOK) and time.id in self.booked_here
        return here and booking_rules.may_book(time, now=self.now)

    def help_asked(self, time: Time) -> Request | None:
        """Return the question with which the patient has asked for help to book a time."""
        return self.asked(RequestKind.TIME, offer_queries.about_time(time.id))

    def calls_a_contact(self, call: Call) -> bool:
        """Say whether the number to call is one of the contacts' own."""
        contacts = self.agreement.care_contacts if self.agreement else []
        lines = (self.directory.first_line(role_id=contact.role_id) for contact in contacts)
        return any(line is not None and line.phone == call.line.phone for line in lines)

    def party_of(self, commitment: Commitment) -> str | None:
        """Return the name of the relative or the other actor who has said they will do this."""
        if self.published is None:
            return None
        said = self.published.for_the_next_step
        relatives = {one.key: one.name for one in said.relatives}
        actors = {one.key: language.plain(one.name) for one in said.actors}
        return relatives.get(commitment.relative or "") or actors.get(commitment.actor or "")

    def plan_called(self, key: str) -> str | None:
        """Return what a plan is called, if its unit has approved that it is shown."""
        shown = contract_rules.shown_plans(self.agreement.plans if self.agreement else [])
        found = next((plan for plan in shown if plan.key == key), None)
        return language.plain(found.title) if found and found.title else None

    @property
    def promises(self) -> list[Promise]:
        """Return what each party has said they will do, with its state as it is now."""
        return _promises(self.agreement, self.states)

    @property
    def coming_changes(self) -> list[ComingChange]:
        """Return what is said to change in the days that are near."""
        told = self.agreement.terms.coming_changes if self.agreement else []
        today = clock.local_day(self.now)
        return [change for change in told if today <= change.on <= today + NEAR]

    @property
    def units_with_times(self) -> list[UnitCard]:
        """Return the units whose times are shown here. Others' times may be missing."""
        return self.directory.units_of((time.unit_id, time.role_id) for time in self.times)

    def call_about(
        self, *, role_id: uuid.UUID | None = None, unit_id: uuid.UUID | None = None
    ) -> Call | None:
        """Return whom to call about something now."""
        lines = contacts.lines_about(
            self.agreement, self.directory, role_id=role_id, unit_id=unit_id
        )
        return self.directory.call(*lines, now=self.now)


def call_of(seen: Situation) -> Call | None:
    """Return whom to call about the next step."""
    step = seen.step
    if step.promise:
        promised = step.promise.commitment
        return seen.call_about(
            role_id=promised.call_id or promised.role_id, unit_id=promised.unit_id
        )
    if time := step.offer.time if step.offer else step.time:
        return seen.call_about(role_id=time.role_id, unit_id=time.unit_id)
    return seen.call_about()


def read(access: Access, patient: PersonCard, *, now: datetime) -> Situation:
    """Read the contract, the coming times, what is asked for, and everybody these speak of."""
    session, patient_id = db.session(), access.patient_id
    published = contracts.latest_of(session, access)
    states = contracts.live_states(session, published.contract_id) if published else {}
    let_in = offer_queries.around_the_next_step(session, access, now=now)
    step = _step(published, states, let_in, now=now)
    around = visible.around_for(access, let_in)
    offered = [offer.time for offer in around.offers]
    roles, units = _spoken_of(published, [*around.coming, *offered], step, access=access)
    sees_asked = access.may_open_page("requests")
    asked = requests.open_and_unread_of(session, access) if sees_asked else []
    roles |= {one.answered_by_id for one in asked if one.answered_by_id}
    asking = follow_up.asking_of(
        session,
        patient_id,
        lead_id=follow_up_situation.whose_unit_asks(published),
        today=clock.local_day(now),
    )
    in_care = {unit.id for unit in asking.units}
    if published is None or not published.agreement.care_contacts:
        units |= in_care
    return Situation(
        access=access,
        patient=patient,
        published=published,
        step=step,
        times=around.coming,
        offers=around.offers,
        booked_here=let_in.booked_here,
        asked_about=suiting.to_ask_about(around.past, now=now) if access.decides else None,
        directory=door.directory(patient, role_ids=roles, unit_ids=units),
        states=states,
        requests=[one for one in asked if one.open],
        answers=[one for one in asked if one.answered_at],
        asking=asking,
        now=now,
        may_ask=access.decides and sees_asked and bool(in_care),
    )


def _step(
    published: Published | None,
    states: Mapping[str, CommitmentState],
    around: Around,
    *,
    now: datetime,
) -> NextStep:
    """Return the next step, found in all that is not kept out of what is shared."""
    promises = _promises(published.for_the_next_step if published else None, states)
    return rules.next_step(around.coming, promises, offers=around.offers, now=now)


def _promises(agreement: Agreement | None, states: Mapping[str, CommitmentState]) -> list[Promise]:
    return [
        Promise(commitment, states.get(commitment.key, commitment.state))
        for commitment in (agreement.commitments if agreement else [])
    ]


def _spoken_of(
    published: Published | None, times: Iterable[Time], step: NextStep, *, access: Access
) -> tuple[set[uuid.UUID], set[uuid.UUID]]:
    """Return the ids of every professional and unit that is seen in the contract and the times."""
    references = published.agreement.references() if published else {}
    found = [time for time in (*times, step.time, step.offer and step.offer.time) if time]
    roles = set(references.get("care_role.id", ())) | {t.role_id for t in found if t.role_id}
    units = set(references.get("unit.id", ())) | {t.unit_id for t in found if t.unit_id}
    if step.promise:
        promised = step.promise.commitment
        roles |= {one for one in (promised.role_id, promised.call_id) if one}
        units |= {promised.unit_id} if promised.unit_id else set()
    if published and published.published_by_id and access.may_see(Part.PLAN):
        roles.add(published.published_by_id)
    return roles, units
