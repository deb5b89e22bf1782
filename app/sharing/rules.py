"""Who may see whose plan. Deny by default: what no line below allows is refused."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.journal.models import Role
from app.sharing.ages import Band
from app.sharing.cards import ShareCard
from app.sharing.content import (
    EVERYTHING,
    NEEDS,
    NEVER_REPRESENTED,
    Approves,
    Basis,
    Deed,
    Part,
    Thing,
)

ALL: frozenset[Part | Deed] = frozenset((*Part, *Deed))
"""Everything that can be shared."""
BY_NAME: Mapping[str, Part | Deed] = {option.value: option for option in (*Part, *Deed)}
"""What a setting or a file calls each of them."""
ACTS_AS = {
    Basis.SPECIAL_REPRESENTATIVE: Role.SPECIAL_REPRESENTATIVE,
    Basis.ADMINISTRATOR: Role.ADMINISTRATOR,
    Basis.FUTURE_POWER_OF_ATTORNEY: Role.FUTURE_POWER_OF_ATTORNEY,
}
"""In which role somebody sees and does what is shared with them; otherwise as a relative."""
PART_OF_PAGE = {
    "next step": Part.NEXT_STEP,
    "contacts": Part.NEXT_STEP,
    "appointments": Part.TIMES,
    "appointment": Part.TIMES,
    "offer": Part.TIMES,
    "calendar": Part.TIMES,
    "contract": Part.PLAN,
    "contract on paper": Part.PLAN,
    "self-care": Part.SELF_CARE,
    "follow-up": Part.FOLLOW_UP,
    "follow-up questions": Part.FOLLOW_UP,
    "own words": Part.STORY,
}
"""What a page about a plan belongs to. A page that is not named here is not shared."""
DEED_OF_PAGE = {"reminders": Deed.BE_REMINDED}
"""What somebody is let to do whom a page belongs to."""
SHARING = "sharing"
"""The pages where it is decided what is shared."""
OF_CHILDREN = (Part.NEXT_STEP, Part.TIMES, Part.STORY, Part.SELF_CARE, Part.FOLLOW_UP)
"""What children and young people see themselves of their own plan, without anybody's yes."""
BY_CHILDREN = (Deed.RECORD, Deed.ANSWER, Deed.BE_REMINDED, Deed.WRITE)
"""What they do in it themselves."""


@dataclass(frozen=True)
class Access:
    """An opened door: to whose plan, for whom, in which role, and to how much of it."""

    patient_id: uuid.UUID
    person_id: uuid.UUID
    role: Role
    unit_id: uuid.UUID | None = None
    sees: Collection[Part] = frozenset(Part)
    does: Collection[Deed] = ()
    kept_out: Mapping[tuple[Thing, str], bool] = field(default_factory=dict)
    preview: bool = False
    band: Band = Band.UNKNOWN
    """How old the patient is."""
    shares: bool = False
    """Whether they decide what is shared."""

    @property
    def own(self) -> bool:
        return self.role is Role.PATIENT

    @property
    def theirs(self) -> bool:
        """Say whether the plan is the reader's, also while they look as somebody else sees it."""
        return self.person_id == self.patient_id

    @property
    def guardian(self) -> bool:
        return self.role is Role.GUARDIAN

    @property
    def decides(self) -> bool:
        """Say whether they act as the patient: it is theirs, or they are guardians of the child."""
        return self.own or self.guardian

    @property
    def at_work(self) -> bool:
        return self.role is Role.STAFF

    @property
    def acts_as(self) -> Role:
        """Return the role of whoever reads, also while they look as somebody else sees it."""
        if not self.preview:
            return self.role
        return Role.PATIENT if self.theirs else Role.GUARDIAN

    @property
    def shared(self) -> bool:
        """Say whether what is shown is only what the patient has chosen to share."""
        return self.role.helps

    @property
    def represents(self) -> bool:
        """Say whether they look after something for the patient. Nobody consents to care so."""
        return self.role.represents

    @property
    def young(self) -> bool:
        """Say whether it is a child, or somebody so young that the unit approves, in their plan.

        A young person is that too while they look at what somebody else would see of it.
        """
        if self.preview:
            return self.band is Band.YOUNG
        return self.own and self.band in (Band.CHILD, Band.YOUNG)

    @property
    def narrowed(self) -> bool:
        """Say whether something of the plan can be hidden from whoever reads it."""
        return self.shared or self.young

    def may_see(self, part: Part) -> bool:
        return part in self.sees

    def may_open_page(self, page: str) -> bool:
        """Say whether a page is theirs to open, by the name that the journal knows it by."""
        if page == SHARING:
            return self.shares
        if deed := DEED_OF_PAGE.get(page):
            return self.may(deed)
        part = PART_OF_PAGE.get(page)
        if part is None:
            return not self.shared and not (self.own and self.band is Band.CHILD)
        return self.may_see(part) or (page == "contract" and self.may_see(Part.STORY))

    def may(self, deed: Deed) -> bool:
        """Say whether they may do this for the patient, or as the patient."""
        return deed in self.does and self.may_see(NEEDS[deed])

    def shows(self, kind: Thing, key: str, *, sensitive: bool = False) -> bool:
        """Say whether one thing may be seen: what is sensitive only if the patient has said so."""
        return not (self.shared and self.kept_out.get((kind, key), sensitive))


def may_open(
    person_id: uuid.UUID,
    patient_id: uuid.UUID,
    units: Sequence[uuid.UUID],
    *,
    band: Band = Band.UNKNOWN,
    guardian: bool = False,
    approved: Collection[Approves] = (),
    share: ShareCard | None = None,
    kept_out: Mapping[tuple[Thing, str], bool] | None = None,
    allowed: Collection[Part | Deed] = ALL,
) -> Access | None:
    """Return the way in, or nothing.

    There are four: the patient's own plan, staff at a unit that takes part in the care, the
    guardians of a child, and somebody whom the plan is shared with.
    units: where this person works today, of those that take part in the patient's care today.
    band: how old the patient is today. guardian: whether they are the patient's guardian today.
    approved: what a unit says yes to that a young patient sees and does.
    share: what is shared with this person today. allowed: what can be shared here at all.
    """
    if person_id == patient_id:
        return own(patient_id, band=band, approved=approved)
    if units:
        return Access(patient_id, person_id, Role.STAFF, units[0], band=band)
    if guardian and band is Band.CHILD:
        return _as_guardian(person_id, patient_id)
    if share is None or Part.NEXT_STEP not in allowed:
        return None
    return as_shared(share, person_id, band=band, kept_out=kept_out or {}, allowed=allowed)


def own(
    patient_id: uuid.UUID, *, band: Band = Band.UNKNOWN, approved: Collection[Approves] = ()
) -> Access:
    """Return the patient's own way in, for what is read in their place and by nobody else.

    An adult sees and does everything, and so does whoever is old enough to be as one.
    """
    if band not in (Band.CHILD, Band.YOUNG):
        return Access(
            patient_id, patient_id, Role.PATIENT, does=frozenset(Deed), band=band, shares=True
        )
    said = approved if band is Band.YOUNG else ()
    return Access(
        patient_id,
        patient_id,
        Role.PATIENT,
        sees=frozenset((*OF_CHILDREN, *([Part.PLAN] if Approves.PLAN in said else ()))),
        does=frozenset((*BY_CHILDREN, *([Deed.BOOK] if Approves.BOOK in said else ()))),
        band=band,
        shares=band is Band.YOUNG,
    )


def _as_guardian(person_id: uuid.UUID, patient_id: uuid.UUID) -> Access:
    """Return a guardian's way in to a child's plan: they see and do what a patient does."""
    return Access(
        patient_id,
        person_id,
        Role.GUARDIAN,
        does=frozenset(Deed),
        band=Band.CHILD,
        shares=True,
    )


def as_shared(
    share: ShareCard,
    person_id: uuid.UUID,
    *,
    band: Band,
    kept_out: Mapping[tuple[Thing, str], bool],
    allowed: Collection[Part | Deed],
    preview: bool = False,
) -> Access:
    """Return a plan as this share lets it be seen."""
    allowed = frozenset(allowed) - never_shared(share.basis)
    return Access(
        share.patient_id,
        person_id,
        role_by(share.basis),
        sees=frozenset({Part.NEXT_STEP, *share.sees}) & allowed,
        does=frozenset(share.does) & allowed,
        kept_out=kept_out,
        preview=preview,
        band=band,
    )


def role_by(basis: Basis) -> Role:
    return ACTS_AS.get(basis, Role.RELATIVE)


def never_shared(basis: Basis) -> frozenset[Part | Deed]:
    """Return what nobody sees or does on this ground, whatever a share says."""
    return NEVER_REPRESENTED if basis.represents else frozenset()


def switched_off(names: Iterable[str]) -> frozenset[Part | Deed]:
    """Return what these names, of a setting or a file, say cannot be shared."""
    named = set(names)
    return ALL if EVERYTHING in named else frozenset(BY_NAME[name] for name in named)


def left_of(allowed: Collection[Part | Deed], off: Collection[Part | Deed]) -> list[Part | Deed]:
    """Return what can still be shared. What is done in a part goes with it."""
    left = [one for one in (*Part, *Deed) if one in allowed and one not in off]
    if Part.NEXT_STEP not in left:
        return []
    return [one for one in left if isinstance(one, Part) or NEEDS[one] in left]
