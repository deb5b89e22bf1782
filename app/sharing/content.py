"""What can be shared with whom: the parts of a plan, and what may be done in it."""

from enum import StrEnum


class Part(StrEnum):
    """A part of a plan that can be shared. Every share lets the next step and contacts be seen."""

    NEXT_STEP = "next-step"
    TIMES = "times"
    PLAN = "plan"
    STORY = "story"
    SELF_CARE = "self-care"
    FOLLOW_UP = "follow-up"


class Deed(StrEnum):
    """What somebody may do for the patient. Each needs the part it is done in."""

    BOOK = "book"
    RECORD = "record"
    ANSWER = "answer"
    BE_REMINDED = "be-reminded"
    WRITE = "write"


NEEDS = {
    Deed.BOOK: Part.TIMES,
    Deed.RECORD: Part.SELF_CARE,
    Deed.ANSWER: Part.FOLLOW_UP,
    Deed.BE_REMINDED: Part.TIMES,
    Deed.WRITE: Part.STORY,
}


class Relation(StrEnum):
    """Who somebody is to the patient. What they may see is asked apart from it."""

    PARTNER = "partner"
    CHILD = "child"
    PARENT = "parent"
    SIBLING = "sibling"
    OTHER_FAMILY = "other-family"
    FRIEND = "friend"
    OTHER = "other"


EVERYTHING = "everything"
"""What says, in a setting or a file, that nothing can be shared."""


class Basis(StrEnum):
    """What lets somebody see a plan. A patient shares their own copy of it (HFD 2017:67).

    Whoever represents the patient is let in by what staff have seen of their papers, and by
    nothing else: no court and no power of attorney opens a plan by itself.
    """

    OWN_WISH = "own-wish"
    ORAL_WISH = "oral-wish"
    SPECIAL_REPRESENTATIVE = "special-representative"
    ADMINISTRATOR = "administrator"
    FUTURE_POWER_OF_ATTORNEY = "future-power-of-attorney"

    @property
    def represents(self) -> bool:
        return self in REPRESENTING

    @property
    def recorded(self) -> bool:
        """Say whether staff have written it down, for a patient who has not done so here."""
        return self is Basis.ORAL_WISH or self.represents


REPRESENTING = (
    Basis.SPECIAL_REPRESENTATIVE,
    Basis.ADMINISTRATOR,
    Basis.FUTURE_POWER_OF_ATTORNEY,
)
NEVER_REPRESENTED: frozenset[Part | Deed] = frozenset({Part.SELF_CARE, Deed.RECORD, Deed.WRITE})
"""What is too much one's own for anybody to see or do as somebody's representative."""


class Approves(StrEnum):
    """What a unit says yes to that a young person sees or does themselves, from 13 to 15."""

    PLAN = "plan"
    BOOK = "book"


class Thing(StrEnum):
    """One thing in a plan that can be kept out of every share."""

    COMMITMENT = "commitment"
    TIME = "time"
    PLAN = "plan"
