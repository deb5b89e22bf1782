from app.base.wording import N_, Labels
from app.requests.content import RequestKind

LABELS: Labels = {
    RequestKind: {
        RequestKind.CARE_CONTACT: N_("A designated care contact"),
        RequestKind.CONTRACT: N_("A patient contract"),
        RequestKind.PLANNING_TALK: N_("A talk about my plan"),
        RequestKind.OVERVIEW: N_("An overview of my plans"),
        RequestKind.CHANNEL: N_("A better way to get in touch"),
        RequestKind.TIME: N_("A time"),
        RequestKind.TOO_MUCH: N_("This is too much for me"),
        RequestKind.READING: N_("Read what I have recorded"),
        RequestKind.LOOK: N_("A question about who has looked"),
    },
}
