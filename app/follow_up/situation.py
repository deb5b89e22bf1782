"""Everything a page about follow-up may need, read in a fixed number of questions."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app.base.language import today
from app.contracts import queries as contracts
from app.contracts.queries import Published
from app.follow_up import queries, rules
from app.follow_up.cards import Asking, FollowUpCard, Version
from app.follow_up.content import GivenAnswer
from app.follow_up.queries import Answer
from app.follow_up.question_sets import USUAL, QuestionSet, question_sets
from app.follow_up.rules import Reason
from app.people.cards import PersonCard
from app.people.directory import Directory
from app.requests.models import Request
from app.sharing import door
from app.sharing.content import Deed, Part
from app.sharing.rules import Access


@dataclass(frozen=True)
class Situation:
    """One patient's follow-up, seen by one reader on one day."""

    access: Access
    patient: PersonCard
    version: Version | None
    """What the answers are about. Its number and its days tell of the plan."""
    asking: Asking
    today: date

    @property
    def own(self) -> bool:
        return self.access.own

    @property
    def decides(self) -> bool:
        return self.access.decides

    @property
    def at_work(self) -> bool:
        return self.access.at_work

    @property
    def may_answer(self) -> bool:
        """Say whether the reader may answer, and somebody in care reads it and can do something."""
        may = self.access.at_work or self.access.may(Deed.ANSWER)
        return may and bool(self.asking.units)

    @property
    def may_ask_care(self) -> bool:
        """Say whether the reader may ask care to do something about an answer."""
        return self.may_answer and self.access.may_open_page("requests")

    @property
    def sees_plan(self) -> bool:
        return self.own or self.access.may_see(Part.PLAN)

    @property
    def asked(self) -> QuestionSet:
        """Return the questions that are asked now: those of the lead's unit, or of one's own."""
        unit = self.asking.unit_of(self.access.unit_id)
        sets = question_sets()
        return sets.get(unit.question_set if unit else USUAL, sets[USUAL])

    @property
    def reasons(self) -> list[Reason]:
        """Return the reasons to ask that stand today, postponed ones included.

        They tell of the plan: when it was published, and when it is to be looked through.
        """
        unit = self.asking.unit
        if unit is None or not self.sees_plan:
            return []
        answered = self.asking.answered
        return rules.standing(self.version, answered, months=unit.months, today=self.today)

    @property
    def asked_now(self) -> list[Reason]:
        if not self.sees_plan:
            return []
        return rules.asked_of(self.version, self.asking, today=self.today)

    @property
    def waits_until(self) -> date | None:
        return rules.waits_until(self.reasons, self.asking.postponed, today=self.today)


@dataclass(frozen=True)
class Told:
    """What has been answered, and what came of it."""

    follow_ups: Sequence[FollowUpCard]
    led_to: Mapping[Answer, Request]
    receipt: FollowUpCard | None
    directory: Directory

    def request(self, one: FollowUpCard, answer: GivenAnswer) -> Request | None:
        """Return what an answer has led to."""
        return self.led_to.get((one.id, answer.question))

    def leads(self, one: FollowUpCard) -> list[GivenAnswer]:
        """Return the answers that somebody can be asked to do something about."""
        return [answer for answer in one.in_order if rules.leads_somewhere(answer)]

    def waits(self, one: FollowUpCard) -> bool:
        """Say whether an answer has not led to anything yet that it could lead to."""
        return any(self.request(one, answer) is None for answer in self.leads(one))

    def all_yes(self, one: FollowUpCard) -> bool:
        return rules.all_yes(one.answers, one.asked)

    def may_say_yes(self, one: FollowUpCard) -> bool:
        """Say whether care can say yes too, and has not."""
        return one.care_yes is None and rules.may_say_yes(one, self.follow_ups)


def read(session: Session, access: Access, patient: PersonCard) -> Situation:
    """Read what decides when, and with which questions, a patient is asked."""
    published = contracts.latest_of(session, access)
    asking = queries.asking_of(
        session, access.patient_id, lead_id=whose_unit_asks(published), today=today()
    )
    return Situation(access, patient, version_of(published), asking, today())


def told(session: Session, seen: Situation, follow_ups: Sequence[FollowUpCard]) -> Told:
    """Read what came of the answers, and everybody these speak of."""
    led_to = {} if seen.access.shared else queries.led_to(session, seen.patient.id)
    roles = {one.asked_by_id for one in follow_ups}
    roles |= {one.care_yes.role_id for one in follow_ups if one.care_yes}
    roles |= {one.answered_by_id for one in led_to.values()}
    terms = seen.version.terms if seen.version else None
    return Told(
        follow_ups,
        led_to,
        rules.both_yes(follow_ups, terms, today=seen.today),
        door.directory(seen.patient, role_ids=[role for role in roles if role], unit_ids=[]),
    )


def whose_unit_asks(published: Published | None) -> uuid.UUID | None:
    """Return the role that holds the contract together, or else the one that published it."""
    if published is None:
        return None
    lead = published.agreement.lead
    return lead.role_id if lead else published.published_by_id


def version_of(published: Published | None) -> Version | None:
    """Return the newest version of the contract, as far as the questions are concerned."""
    if published is None:
        return None
    return Version(published.number, published.published_on, published.agreement.terms)
