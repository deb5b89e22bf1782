"""Times as pages and rules read them."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from app.appointments.content import AppointmentContent


class Time(AppointmentContent):
    """A time, with its name in the address, when it last changed and how often.

    One that was booked here has its slot, and what the patient wrote to the clinic. One that a
    relative booked, moved or cancelled has who that was.
    """

    id: uuid.UUID
    changed_at: datetime
    sequence: int = 0
    booked_by_id: uuid.UUID | None = None
    relative_id: uuid.UUID | None = None
    relative_role: str | None = None
    slot_id: uuid.UUID | None = None
    message: str = ""


@dataclass(frozen=True)
class TimeAndNext:
    """A time, and the one that the patient booked again after it, if they have.

    next_hidden: there is one that this reader may not see. To them it must look as if the clinic
    had not opened this for booking here, as many have not.
    """

    time: Time
    next: Time | None
    next_hidden: bool = False

    @property
    def id(self) -> uuid.UUID:
        return self.time.id
