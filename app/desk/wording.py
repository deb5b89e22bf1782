from app.base.wording import N_, Labels
from app.desk.content import SlotState

LABELS: Labels = {
    SlotState: {
        SlotState.FREE: N_("Free"),
        SlotState.NOT_SHOWN: N_("Not shown yet"),
        SlotState.HELD: N_("Held"),
        SlotState.OFFERED: N_("Offered"),
        SlotState.BOOKED: N_("Booked"),
        SlotState.WITHDRAWN: N_("Withdrawn"),
    },
}
