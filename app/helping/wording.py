from app.base.wording import N_, Labels
from app.sharing.content import Approves, Deed, Part, Relation

LABELS: Labels = {
    Approves: {
        Approves.PLAN: N_("See the whole plan"),
        Approves.BOOK: N_("Book, move and cancel times"),
        Approves.SHARE: N_("Share with others"),
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
