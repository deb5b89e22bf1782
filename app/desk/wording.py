from app.base.wording import N_, Labels
from app.desk.content import SlotState
from app.reminders.unreached import Why

LABELS: Labels = {
    SlotState: {
        SlotState.FREE: N_("Free"),
        SlotState.NOT_SHOWN: N_("Not shown yet"),
        SlotState.HELD: N_("Held"),
        SlotState.OFFERED: N_("Offered"),
        SlotState.BOOKED: N_("Booked"),
        SlotState.WITHDRAWN: N_("Withdrawn"),
    },
    Why: {
        Why.NO_WAY: N_("has chosen no way to be reached outside Nästa steg"),
        Why.NOT_SHOWN: N_("the phone has taken the messages, but has not shown them"),
        Why.FAILED: N_("the messages could not be delivered"),
    },
}
