"""Times as pages and rules read them."""

import uuid
from datetime import datetime

from app.appointments.content import AppointmentContent


class Time(AppointmentContent):
    """A time, with its name in the address and when it last changed."""

    id: uuid.UUID
    changed_at: datetime
