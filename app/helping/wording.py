from collections.abc import Mapping

from app.base.wording import N_, Labels
from app.sharing.content import Approves, Basis, Deed, Part, Relation

LABELS: Labels = {
    Approves: {
        Approves.PLAN: N_("See the whole plan"),
        Approves.BOOK: N_("Book, move and cancel times"),
    },
    Part: {
        Part.NEXT_STEP: N_("The next step, and whom to call"),
        Part.TIMES: N_("Your times"),
        Part.PLAN: N_("What is agreed, and your plans"),
        Part.STORY: N_("What matters to you, and your goals"),
        Part.SELF_CARE: N_("What you do at home"),
        Part.FOLLOW_UP: N_("Your answers to the follow-up questions"),
    },
    Deed: {
        Deed.BOOK: N_("Book, change and cancel times for you, and see the support you need"),
        Deed.RECORD: N_("Write down what you have done at home"),
        Deed.ANSWER: N_("Answer the follow-up questions together with you"),
        Deed.BE_REMINDED: N_("Be reminded of your times too"),
        Deed.WRITE: N_("Write questions and what matters, in their own name"),
    },
    Basis: {
        Basis.OWN_WISH: N_("Own wish"),
        Basis.ORAL_WISH: N_("Said by word of mouth"),
        Basis.SPECIAL_REPRESENTATIVE: N_("special representative (god man)"),
        Basis.ADMINISTRATOR: N_("administrator (förvaltare)"),
        Basis.FUTURE_POWER_OF_ATTORNEY: N_("holder of a future power of attorney"),
    },
    Relation: {
        Relation.PARTNER: N_("My partner"),
        Relation.CHILD: N_("My child"),
        Relation.PARENT: N_("My parent"),
        Relation.SIBLING: N_("My brother or sister"),
        Relation.OTHER_FAMILY: N_("Somebody else in the family"),
        Relation.FRIEND: N_("A friend or neighbour"),
        Relation.OTHER: N_("Somebody else"),
    },
}

PARTS: Mapping[str, str] = {
    Part.NEXT_STEP: N_("The next step, and whom to call"),
    Part.TIMES: N_("The times"),
    Part.PLAN: N_("What is agreed, and the plans"),
    Part.STORY: N_("What matters, and the goals"),
    Part.SELF_CARE: N_("What is done at home"),
    Part.FOLLOW_UP: N_("The answers to the follow-up questions"),
}
DEEDS: Mapping[str, str] = {
    Deed.BOOK: N_("Book, change and cancel times, and see the support that is needed"),
    Deed.RECORD: N_("Write down what has been done at home"),
    Deed.ANSWER: N_("Help with the answers to the follow-up questions"),
    Deed.BE_REMINDED: N_("Be reminded of the times too"),
    Deed.WRITE: N_("Write questions and what matters, in their own name"),
}
RELATIONS: Mapping[str, str] = {
    Relation.PARTNER: N_("Partner"),
    Relation.CHILD: N_("Son or daughter"),
    Relation.PARENT: N_("Parent"),
    Relation.SIBLING: N_("Brother or sister"),
    Relation.OTHER_FAMILY: N_("Somebody else in the family"),
    Relation.FRIEND: N_("A friend or neighbour"),
    Relation.OTHER: N_("Somebody else"),
}
"""The same as above, said of the patient to staff and to guardians."""
