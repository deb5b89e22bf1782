"""Who has to say yes besides whoever shares, when the plan is a child's or a young person's."""

import uuid
from collections.abc import Collection
from datetime import date
from enum import StrEnum

from app.sharing.ages import Band
from app.sharing.cards import ShareCard


class Second(StrEnum):
    """Whose yes is needed too."""

    NOBODY = "nobody"
    STAFF = "staff"
    GUARDIAN = "guardian"


def needed(
    band: Band,
    *,
    guardians: Collection[uuid.UUID],
    by_id: uuid.UUID | None,
    wished_by_id: uuid.UUID | None = None,
) -> Second:
    """Return who has to say yes too before something is shared.

    A child's guardians decide together: two of them, however many they are. A young person decides
    with their unit. From the age when they decide alone, and for adults, nobody else is asked.
    guardians: everybody who is a guardian of a child today. by_id: who says yes now.
    wished_by_id: who has said yes before.
    """
    if band is Band.YOUNG:
        return Second.STAFF
    elif band is Band.CHILD and len({*guardians} & {by_id, wished_by_id}) < min(2, len(guardians)):
        return Second.GUARDIAN
    else:
        return Second.NOBODY


def may_let_in(second: Second, *, own: bool, sensitive: bool) -> bool:
    """Say whether somebody alone may let one thing be seen that is kept out.

    Where another's yes is needed: only what they have kept out themselves, and nothing sensitive.
    own: whether they kept it out themselves.
    """
    return second is Second.NOBODY or (own and not sensitive)


def is_narrower(wanted: ShareCard, before: ShareCard | None) -> bool:
    """Say whether no more is shared than is shared now. To share less nobody's yes is needed."""
    return (
        before is not None
        and set(wanted.sees) <= set(before.sees)
        and set(wanted.does) <= set(before.does)
        and _no_longer(wanted.ends_on, before.ends_on)
    )


def _no_longer(last: date | None, last_before: date | None) -> bool:
    return last_before is None or (last is not None and last <= last_before)
