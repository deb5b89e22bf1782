from app.base.wording import N_, Labels
from app.contracts.content import (
    Answer,
    CommitmentState,
    GoalState,
    Indication,
    Party,
    SayingKind,
    Status,
    Voice,
)
from app.contracts.content_care import ActivityState, Category, ContactKind
from app.contracts.content_home import Box, Participation, Purpose, RelativeKind, SelfCareKind
from app.contracts.plan_kinds import PlanKind
from app.contracts.rules import ChangeKind

LABELS: Labels = {
    Status: {
        Status.OFFERED: N_("You have been offered a patient contract."),
        Status.WANTED: N_("You have said that you want a patient contract."),
        Status.DECLINED: N_("You have said no to a patient contract. You can change your mind."),
        Status.ACTIVE: N_("Your patient contract is in use."),
        Status.PAUSED: N_("Your patient contract is paused."),
        Status.ENDED: N_("Your patient contract has ended."),
    },
    Indication: {
        Indication.LONG_TERM: N_("your care goes on for a long time"),
        Indication.COMPLEX: N_("you need care from several places"),
        Indication.CLARIFY: N_("the planning needs to be clearer"),
        Indication.OWN_WISH: N_("you wished for it"),
    },
    Voice: {
        Voice.PATIENT: N_("patient"),
        Voice.RELATIVE: N_("close to the patient"),
        Voice.GUARDIAN: N_("guardian"),
        Voice.SPECIAL_REPRESENTATIVE: N_("special representative (god man)"),
        Voice.ADMINISTRATOR: N_("administrator (förvaltare)"),
        Voice.CARE: N_("health care"),
    },
    Answer: {
        Answer.YES: N_("Yes"),
        Answer.NO: N_("No"),
        Answer.NOT_ASKED: N_("Not asked yet"),
    },
    SayingKind: {
        SayingKind.MATTERS: N_("What matters"),
        SayingKind.STORY: N_("My story"),
        SayingKind.EXPECTATION: N_("What I hope for"),
        SayingKind.WORRY: N_("What worries me"),
        SayingKind.RESOURCE: N_("What helps me"),
        SayingKind.NEED: N_("What I need"),
        SayingKind.KNOWLEDGE: N_("What I know"),
        SayingKind.ABILITY: N_("What I am good at"),
        SayingKind.CHILD_VIEW: N_("What do you think?"),
    },
    GoalState: {
        GoalState.ACTIVE: N_("We work towards it"),
        GoalState.REACHED: N_("Reached"),
        GoalState.PAUSED: N_("Paused"),
        GoalState.LEFT: N_("Put aside"),
    },
    Party: {
        Party.ME: N_("You do"),
        Party.RELATIVE: N_("People close to you do"),
        Party.CARE: N_("Health care does"),
        Party.MUNICIPALITY: N_("The municipality does"),
        Party.OTHER: N_("Others do"),
    },
    CommitmentState: {
        CommitmentState.AGREED: N_("Agreed"),
        CommitmentState.ONGOING: N_("Going on"),
        CommitmentState.DONE: N_("Done"),
        CommitmentState.PAUSED: N_("Paused"),
        CommitmentState.TOO_MUCH: N_(
            "You have said that this is too much. Your care contact knows."
        ),
    },
    ContactKind: {
        ContactKind.CARE_CONTACT: N_("Designated care contact"),
        ContactKind.DOCTOR: N_("Designated doctor"),
        ContactKind.SOCIAL_CARE_CONTACT: N_("Designated social care contact in home help"),
        ContactKind.COORDINATING_CONTACT: N_(
            "Designated care contact with overall coordination responsibility"
        ),
        ContactKind.OTHER: N_("Contact"),
    },
    Category: {
        Category.HEALTH_PROMOTING: N_("health-promoting"),
        Category.PREVENTIVE: N_("preventive"),
        Category.TREATING: N_("treating"),
        Category.REHABILITATING: N_("rehabilitating"),
        Category.HABILITATING: N_("habilitating"),
        Category.EXAMINATION: N_("examination"),
    },
    ActivityState: {
        ActivityState.PLANNED: N_("Planned"),
        ActivityState.ONGOING: N_("Going on"),
        ActivityState.ENDED: N_("Ended"),
    },
    RelativeKind: {
        RelativeKind.RELATIVE: N_("Person close to you"),
        RelativeKind.GUARDIAN: N_("Guardian"),
        RelativeKind.SPECIAL_REPRESENTATIVE: N_("Special representative (god man)"),
        RelativeKind.ADMINISTRATOR: N_("Administrator (förvaltare)"),
        RelativeKind.FUTURE_POWER_OF_ATTORNEY: N_("Future power of attorney (framtidsfullmakt)"),
    },
    Participation: {
        Participation.CALL_IF_NEEDED: N_("may be called when needed"),
        Participation.COMES_ALONG: N_("comes along to visits"),
        Participation.SEES_TIMES: N_("may know your times"),
        Participation.SEES_PLANS: N_("may know your plans"),
        Participation.ANSWERS_REMINDERS: N_("may answer reminders"),
        Participation.HELPS_WITH_BOOKING: N_("helps you book"),
        Participation.NOT_INFORMED: N_("should not be told anything by health care"),
    },
    Purpose: {
        Purpose.BOOKING: N_("To book times"),
        Purpose.REMINDERS: N_("Reminders"),
        Purpose.QUESTIONS: N_("Questions"),
        Purpose.RESULTS: N_("Test results"),
        Purpose.LETTERS: N_("Letters"),
    },
    Box: {
        Box.FEEL_WELL: N_("Feel well"),
        Box.KEEP_WATCH: N_("Keep watch"),
        Box.GET_IN_TOUCH: N_("Get in touch"),
    },
    SelfCareKind: {
        SelfCareKind.ASSESSED: N_("Assessed self-care"),
        SelfCareKind.OWN_ACTIVITY: N_("Own activity"),
        SelfCareKind.SELF_MONITORING: N_("Self-monitoring"),
    },
    PlanKind: {
        PlanKind.COORDINATED_INDIVIDUAL: N_("Coordinated individual plan (SIP)"),
        PlanKind.DISCHARGE: N_("Coordinated plan for going home from hospital"),
        PlanKind.COMPULSORY_PSYCHIATRIC: N_("Coordinated care plan in psychiatric care"),
        PlanKind.CARE: N_("Care plan"),
        PlanKind.HABILITATION: N_("Habilitation plan"),
        PlanKind.REHABILITATION: N_("Rehabilitation plan"),
        PlanKind.IMPLEMENTATION: N_("Implementation plan (social services)"),
        PlanKind.STANDARDISED: N_("Standardised care plan"),
        PlanKind.TREATMENT_SOCIAL: N_("Treatment plan (social services)"),
        PlanKind.SELF_CARE: N_("Self-care plan"),
        PlanKind.INFECTION_CONTROL: N_("Individual care plan (infection control)"),
        PlanKind.LSS_INDIVIDUAL: N_("Individual plan under LSS"),
        PlanKind.MY_CARE_PLAN: N_("My care plan"),
        PlanKind.RETURN_TO_WORK: N_("Plan for going back to work"),
        PlanKind.OTHER: N_("Another plan"),
    },
    ChangeKind: {
        ChangeKind.ADDED: N_("New"),
        ChangeKind.CHANGED: N_("Changed"),
        ChangeKind.REMOVED: N_("No longer there"),
    },
}

EXPLANATIONS: Labels = {
    ContactKind: {
        ContactKind.CARE_CONTACT: N_("Somebody by name who helps you coordinate your care."),
        ContactKind.DOCTOR: N_("The doctor you see first of all at your health care centre."),
        ContactKind.SOCIAL_CARE_CONTACT: N_("The one in home help whom you turn to first."),
        ContactKind.COORDINATING_CONTACT: N_(
            "Keeps your care together when you have several care contacts."
        ),
    },
    PlanKind: {
        PlanKind.COORDINATED_INDIVIDUAL: N_(
            "A plan that the region and the municipality make together with you."
        ),
        PlanKind.DISCHARGE: N_("Who does what when you come home from hospital."),
        PlanKind.COMPULSORY_PSYCHIATRIC: N_(
            "What the region and the municipality do for you in psychiatric care."
        ),
        PlanKind.CARE: N_("What health care does for you, and why."),
        PlanKind.HABILITATION: N_("Support and training with a disability."),
        PlanKind.REHABILITATION: N_("Training to be able to do again what you could before."),
        PlanKind.IMPLEMENTATION: N_("How you get your help from the municipality."),
        PlanKind.STANDARDISED: N_("The same steps for everybody with the same illness."),
        PlanKind.TREATMENT_SOCIAL: N_("Your support from the social services, step by step."),
        PlanKind.SELF_CARE: N_("What you do yourself, as health care has assessed that you can."),
        PlanKind.INFECTION_CONTROL: N_("Your care, and how nobody else is infected."),
        PlanKind.LSS_INDIVIDUAL: N_("Your support under LSS, gathered in one plan."),
        PlanKind.MY_CARE_PLAN: N_("Your care, gathered and explained for you."),
        PlanKind.RETURN_TO_WORK: N_("How you get back to work."),
    },
}
"""What the words of care mean, said where they first stand."""
