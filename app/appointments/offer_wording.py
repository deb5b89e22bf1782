from app.appointments.content import NextTime, OfferReason, Outcome
from app.appointments.suiting import Miss, NotAsked
from app.base.wording import N_, Labels

LABELS: Labels = {
    NextTime: {
        NextTime.NEW_TIME: N_("A new time"),
        NextTime.PLANNED: N_("A time later on, not booked yet"),
        NextTime.NOTHING: N_("Nothing more is needed"),
        NextTime.DO_NOT_KNOW: N_("I don't know"),
        NextTime.LEFT: N_("The patient did not want to answer"),
    },
    OfferReason: {
        OfferReason.CARE: N_("Picked by the clinic"),
        OfferReason.EARLIER: N_("An earlier time"),
        OfferReason.MOVED: N_("Instead of a time that was moved"),
    },
    Outcome: {
        Outcome.TAKEN: N_("Taken"),
        Outcome.DECLINED: N_("None of them suited"),
        Outcome.WITHDRAWN: N_("Taken back by the clinic"),
        Outcome.LOST: N_("Somebody else was first"),
        Outcome.OVER: N_("Not answered in time"),
    },
    Miss: {
        Miss.WEEKDAY: N_("Another weekday than wished"),
        Miss.TOO_EARLY: N_("Earlier in the day than wished"),
        Miss.TOO_LATE: N_("Later in the day than wished"),
        Miss.RELATIVE: N_("Short notice for somebody who comes along"),
    },
    NotAsked: {
        NotAsked.NOT_EARLIER: N_("Has an earlier time already"),
        NotAsked.ELSEWHERE: N_("Wants the same place and the same way to meet"),
        NotAsked.SHORT_NOTICE: N_("Needs longer notice"),
        NotAsked.WEEKDAY: N_("Cannot come that weekday"),
        NotAsked.TOO_EARLY: N_("Cannot come that early in the day"),
        NotAsked.TOO_LATE: N_("Cannot come that late in the day"),
        NotAsked.ASKED_ALREADY: N_("Has been asked about it already"),
        NotAsked.ANSWERS_ANOTHER: N_("Has another offer to answer first"),
    },
}
