from app.base.wording import N_, Labels
from app.follow_up.content import AnsweredBy, Manner, Reply
from app.follow_up.question_sets import Heading
from app.follow_up.rules import ReasonKind
from app.requests.content import RequestKind

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
    Heading: {
        Heading.PARTICIPATION: N_("Participation"),
        Heading.COLLABORATION: N_("Collaboration"),
        Heading.ACCESSIBILITY: N_("Accessibility"),
        Heading.COORDINATION: N_("Coordination"),
    },
    ReasonKind: {
        ReasonKind.VERSION: N_("Your plan has a new version."),
        ReasonKind.INTERVAL: N_("It is a while since you were asked."),
        ReasonKind.REVIEW: N_("Your plan is soon looked through."),
    },
}
ASKS = {
    RequestKind.CARE_CONTACT: N_("Ask for a designated care contact"),
    RequestKind.PLANNING_TALK: N_("Ask for a talk about the plan"),
    RequestKind.OVERVIEW: N_("Ask for an overview"),
    RequestKind.CHANNEL: N_("Tell care which way does not work"),
    RequestKind.TIME: N_("Ask for a time"),
}
"""What one taps to let an answer lead to something."""
