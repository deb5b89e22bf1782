"""What staff see of a slot."""

from enum import StrEnum


class SlotState(StrEnum):
    """Who has a slot, if anybody has it."""

    FREE = "free"
    NOT_SHOWN = "not-shown"
    HELD = "held"
    OFFERED = "offered"
    BOOKED = "booked"
    WITHDRAWN = "withdrawn"
