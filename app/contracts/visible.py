"""How much of a patient contract somebody sees whom it is shared with, or who is young."""

from collections.abc import Sequence
from typing import TypeVar

from app.contracts.agreement import Agreement
from app.contracts.content import Commitment, Goal, Party, Saying, Terms, Voice
from app.contracts.content_care import Plan, Sip
from app.contracts.content_home import Relative
from app.contracts.plan_kinds import FACTS, PlanKind
from app.sharing.content import Deed, Part, Thing
from app.sharing.rules import Access

Told = TypeVar("Told", Saying, Goal)

NEEDED = {
    "sayings": Part.STORY,
    "goals": Part.STORY,
    "commitments": Part.PLAN,
    "activities": Part.PLAN,
    "plans": Part.PLAN,
    "sips": Part.PLAN,
    "actors": Part.PLAN,
    "relatives": Part.PLAN,
    "supports": Part.PLAN,
    "preferences": Part.PLAN,
    "advice": Part.SELF_CARE,
    "self_care": Part.SELF_CARE,
    "care_contacts": Part.NEXT_STEP,
}
"""What must be shared for each list to be seen. A list that is not named here is never seen."""
TERMS_OF_ALL = ("status", "status_since", "not_before", "ends_on")
"""What everybody sees of the contract as a whole."""
TERMS_OF_NOBODY = ("children_close", "children_words", "relatives_words")
"""What nobody sees whom the patient shares with. It is about others."""
TERMS_OF_A_SIP = ("sip_offered_on", "sip_offer")


def agreement_for(access: Access, agreement: Agreement) -> Agreement:
    """Return what this reader may see of an agreement. Grown-up patients and staff see all."""
    if not access.narrowed:
        return agreement
    let_in = _let_in(access, agreement)
    shown = {name: let_in[name] if _sees(access, name) else [] for name in agreement.list_names()}
    return agreement.model_copy(update={**shown, "terms": _terms(access, agreement)})


def for_the_next_step(access: Access, agreement: Agreement) -> Agreement:
    """Return what the next step is found in: what somebody has said they will do, and by whom.

    Every share lets the next step be seen, whoever's it is, unless it is kept out. A young patient
    without the plan has no other step than their own: what others have said they do is the plan.
    """
    if not access.narrowed:
        return agreement
    if access.young and not access.may_see(Part.PLAN):
        agreement = _of_the_patient(agreement)
    let_in = _let_in(access, agreement)
    shown = {name: let_in[name] for name in ("commitments", "actors", "relatives")}
    return agreement_for(access, agreement).model_copy(update=shown)


def _of_the_patient(agreement: Agreement) -> Agreement:
    """Return an agreement where nobody but the patient has said they will do anything."""
    own = [one for one in agreement.commitments if one.who is Party.ME]
    return agreement.model_copy(update={"commitments": own, "actors": [], "relatives": []})


def _let_in(access: Access, agreement: Agreement) -> dict[str, Sequence[object]]:
    """Return the lists, without the single things in them that are kept out."""
    commitments, hidden = _commitments(access, agreement), _plans_kept_out(access, agreement)
    return {
        **agreement.parts(),
        "sayings": _own_words(access, agreement.sayings),
        "goals": _own_words(access, agreement.goals),
        "commitments": commitments,
        "activities": [one for one in agreement.activities if one.plan not in hidden],
        "plans": [plan for plan in agreement.plans if _shows(access, plan)],
        "sips": _sips(access, agreement),
        "relatives": _relatives(agreement.relatives, commitments),
        "children": [],
    }


def _own_words(access: Access, said: Sequence[Told]) -> list[Told]:
    """Return what is in a young patient's own words. What others said of them is the others'."""
    return [one for one in said if not access.young or one.whose is Voice.PATIENT]


def _sees(access: Access, list_name: str) -> bool:
    """Say whether a list is seen. Whoever may book sees what support to ask for."""
    if list_name == "supports" and access.shared and access.may(Deed.BOOK):
        return True
    return list_name in NEEDED and access.may_see(NEEDED[list_name])


def _shows(access: Access, plan: Plan) -> bool:
    return access.shows(Thing.PLAN, plan.key, sensitive=FACTS[plan.kind].sensitive)


def _plans_kept_out(access: Access, agreement: Agreement) -> set[str]:
    return {plan.key for plan in agreement.plans if not _shows(access, plan)}


def _commitments(access: Access, agreement: Agreement) -> list[Commitment]:
    """Return what is let in of what somebody has said they will do.

    What belongs to a plan that is kept out would tell of it.
    """
    hidden = _plans_kept_out(access, agreement)
    return [
        one
        for one in agreement.commitments
        if one.plan not in hidden and access.shows(Thing.COMMITMENT, one.key)
    ]


def _hides_sips(access: Access, agreement: Agreement) -> bool:
    """Say whether the plan that a SIP is, under its other name, is kept out."""
    return any(
        plan.kind is PlanKind.COORDINATED_INDIVIDUAL and not _shows(access, plan)
        for plan in agreement.plans
    )


def _sips(access: Access, agreement: Agreement) -> list[Sip]:
    if _hides_sips(access, agreement):
        return []
    return [sip for sip in agreement.sips if access.shows(Thing.PLAN, sip.key)]


def _relatives(relatives: Sequence[Relative], commitments: Sequence[Commitment]) -> list[Relative]:
    """Return those who have said they will do something, by name. What else is said stays out."""
    doing = {one.relative for one in commitments}
    return [
        Relative(key=one.key, name=one.name, relation=one.relation)
        for one in relatives
        if one.key in doing
    ]


def _terms(access: Access, agreement: Agreement) -> Terms:
    """Return the terms with what is not seen as if nobody had said it."""
    hidden = {*TERMS_OF_NOBODY}
    if not access.may_see(Part.PLAN):
        hidden = {*Terms.model_fields} - {*TERMS_OF_ALL}
    elif _hides_sips(access, agreement) or len(agreement.sips) > len(_sips(access, agreement)):
        hidden |= {*TERMS_OF_A_SIP}
    unsaid = Terms(status=agreement.terms.status)
    return agreement.terms.model_copy(update={name: getattr(unsaid, name) for name in hidden})
