from app.base.wording import N_, Labels
from app.reminders.content import Channel, Moment, ReminderKind

LABELS: Labels = {
    ReminderKind: {
        ReminderKind.TIME: N_("Booked times"),
        ReminderKind.OFFER: N_("Offers and invitations to answer"),
        ReminderKind.NOT_HEARD: N_("When you should have heard from care"),
        ReminderKind.SELF_CARE: N_("Self-care"),
        ReminderKind.FOLLOW_UP: N_("Questions about how it works"),
        ReminderKind.CHANGE: N_("When something has changed"),
        ReminderKind.SHARE: N_("When sharing is about to end"),
        ReminderKind.HELP: N_("When your help may be needed"),
    },
    Channel: {
        Channel.PUSH: N_("on my phones"),
        Channel.EMAIL: N_("by e-mail"),
        Channel.SMS: N_("by text message"),
    },
    Moment: {
        Moment.DAY_BEFORE: N_("the day before"),
        Moment.SAME_MORNING: N_("the same morning"),
    },
}
EXPLANATIONS: Labels = {
    ReminderKind: {
        ReminderKind.TIME: N_("A time that is moved moves its reminder. A cancelled one is quiet."),
        ReminderKind.OFFER: N_("Before the last day to answer, so that nothing runs out unseen."),
        ReminderKind.NOT_HEARD: N_(
            "When a time that is planned should have been booked by now, and it is time to call."
        ),
        ReminderKind.SELF_CARE: N_(
            "Only on days when something is planned, and not if it is written down already."
        ),
        ReminderKind.FOLLOW_UP: N_("When it is time to say how the agreement works."),
        ReminderKind.CHANGE: N_("A new version of the agreement, or a time that care has changed."),
        ReminderKind.SHARE: N_("Before a share of a plan ends by itself."),
        ReminderKind.HELP: N_(
            "If somebody has chosen you, and has not seen something important in time."
        ),
    },
}
