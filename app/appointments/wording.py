from app.appointments.content import Mode, State
from app.base.wording import N_, Labels

LABELS: Labels = {
    State: {
        State.BOOKED: N_("Booked"),
        State.INVITATION: N_("You have been given this time"),
        State.OPEN_INVITATION: N_("You book this one yourself"),
        State.PLANNED: N_("Planned, not booked yet"),
        State.REQUESTED: N_("Requested, not booked yet"),
        State.DONE: N_("Has taken place"),
        State.MISSED: N_("Missed"),
        State.CANCELLED: N_("Cancelled"),
    },
    Mode: {
        Mode.VISIT: N_("Visit"),
        Mode.HOME_VISIT: N_("Home visit"),
        Mode.VIDEO: N_("Video call"),
        Mode.PHONE: N_("Phone"),
        Mode.GROUP: N_("Group"),
        Mode.INPATIENT: N_("On the ward"),
    },
}
