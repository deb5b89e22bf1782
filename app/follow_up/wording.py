from app.base.wording import N_, Labels
from app.follow_up.content import AnsweredBy, Manner, Reply

LABELS: Labels = {
    Reply: {
        Reply.YES: N_("Yes"),
        Reply.PARTLY: N_("Partly"),
        Reply.NO: N_("No"),
        Reply.DO_NOT_KNOW: N_("Don't know"),
        Reply.PREFER_NOT_TO_SAY: N_("Prefer not to say"),
    },
    Manner: {
        Manner.AT_MEETING: N_("At a meeting."),
        Manner.BY_PHONE: N_("By phone."),
        Manner.IN_APP: N_("Here in Nästa steg."),
        Manner.ON_PAPER: N_("On paper."),
    },
    AnsweredBy: {
        AnsweredBy.PATIENT: N_("Your answers"),
        AnsweredBy.CHILD: N_("The child's answers"),
        AnsweredBy.GUARDIANS: N_("The guardians' answers"),
    },
}
