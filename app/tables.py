"""Every table there is. Migrations and tests ask here, so that none is forgotten."""

from sqlmodel import SQLModel

import app.activation.models
import app.appointments.models
import app.base.installation
import app.base.limits
import app.base.once
import app.break_glass.models
import app.contracts.models
import app.devices.models
import app.follow_up.figures_models
import app.follow_up.models
import app.journal.models
import app.oidc.models
import app.passkeys.models
import app.people.models
import app.preparing.models
import app.push.models
import app.reminders.models
import app.requests.models
import app.self_care.models
import app.sharing.models
import app.slots.models  # noqa: F401  # importing the rooms' models is what makes their tables known

METADATA = SQLModel.metadata
