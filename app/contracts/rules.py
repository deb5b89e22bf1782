"""What has changed between two versions, whether a promise is late, and what may be shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.contracts.agreement import Agreement, is_shown
from app.contracts.content import Commitment, CommitmentState, Part, Party, Terms
from app.contracts.content_care import Plan

CARE_SIDE = (Party.CARE, Party.MUNICIPALITY)
TERMS_TOLD = ("status", "coordination", "not_before", "next_review_on", "ends_on")
FINISHED = (CommitmentState.DONE, CommitmentState.PAUSED)


class ChangeKind(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True)
class Change:
    """One line that differs between two versions: in which list, and how it reads there.

    For the contract's own terms, the list is the name of the term.
    """

    kind: ChangeKind
    list_name: str
    part: Part
    before: Part | None = None

    @property
    def reads_differently(self) -> bool:
        """Say whether its own words changed, and not only what stands around them."""
        names = [name for name in ("words", "what") if hasattr(self.part, name)]
        return self.before is not None and any(
            getattr(self.before, name) != getattr(self.part, name) for name in names
        )


def changes(before: Agreement, after: Agreement) -> list[Change]:
    """Return what is new, different or gone, list by list, in the order of the newer version."""
    in_parts = [
        change
        for name, parts in after.parts().items()
        for change in _changes_in(name, before.parts()[name], parts)
    ]
    return _changes_of_terms(before.terms, after.terms) + in_parts


def is_care_side(commitment: Commitment) -> bool:
    """Say whether health care or the municipality answers for this."""
    return commitment.who in CARE_SIDE


def is_late(commitment: Commitment, state: CommitmentState, *, today: date) -> bool:
    """Say whether the day for a promise has gone by without it being done or paused.

    What goes on and on is late only when a day to be heard of by has gone by.
    """
    due = commitment.if_not_heard_by or commitment.due_on
    recurs = state is CommitmentState.ONGOING and commitment.if_not_heard_by is None
    if due is None or recurs or state in FINISHED:
        return False
    return due < today or (due == today and commitment.if_not_heard_by is not None)


def shown_plans(plans: Sequence[Plan]) -> list[Plan]:
    """Return the plans that their unit has approved for the patient. Others are not hinted at."""
    return [plan for plan in plans if is_shown(plan)]


def _changes_of_terms(before: Terms, after: Terms) -> list[Change]:
    """Return the terms that a patient needs to know have changed, each by its name."""
    return [
        Change(ChangeKind.CHANGED, name, after, before=before)
        for name in TERMS_TOLD
        if getattr(before, name) != getattr(after, name)
    ]


def _changes_in(name: str, before: Sequence[Part], after: Sequence[Part]) -> Iterator[Change]:
    old, new = ({part.key: part for part in parts if is_shown(part)} for parts in (before, after))
    for key, part in new.items():
        if key not in old:
            yield Change(ChangeKind.ADDED, name, part)
        elif part != old[key]:
            yield Change(ChangeKind.CHANGED, name, part, before=old[key])
    for key, part in old.items():
        if key not in new:
            yield Change(ChangeKind.REMOVED, name, part)
