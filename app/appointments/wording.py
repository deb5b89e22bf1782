from collections.abc import Sequence
from functools import cache

from app.appointments.booking_rules import Errand
from app.appointments.content import State, SupportKind
from app.base import catalogues
from app.base.wording import N_, Labels
from app.base.words import LANGUAGES, Words
from app.slots.content import Mode

LABELS: Labels = {
    State: {
        State.BOOKED: N_("Booked"),
        State.INVITATION: N_("You have been given this time"),
        State.OPEN_INVITATION: N_("You book this one yourself"),
        State.PLANNED: N_("Planned, not booked yet"),
        State.REQUESTED: N_("Requested, not booked yet"),
        State.DONE: N_("Has taken place"),
        State.MISSED: N_("Missed"),
        State.CANCELLED: N_("Cancelled"),
    },
    Mode: {
        Mode.VISIT: N_("Visit"),
        Mode.HOME_VISIT: N_("Home visit"),
        Mode.VIDEO: N_("Video call"),
        Mode.PHONE: N_("Phone"),
        Mode.GROUP: N_("Group"),
        Mode.INPATIENT: N_("On the ward"),
    },
    Errand: {
        Errand.BOOK: N_("Book a time"),
        Errand.CHANGE: N_("Change the time"),
        Errand.BOOK_AGAIN: N_("Book again"),
        Errand.CANCEL: N_("Cancel the time"),
    },
    SupportKind: {
        SupportKind.INTERPRETER: N_("An interpreter"),
        SupportKind.SIGN_LANGUAGE: N_("A sign language interpreter"),
        SupportKind.HEARING_LOOP: N_("A hearing loop"),
        SupportKind.MORE_TIME: N_("More time"),
        SupportKind.QUIET_ROOM: N_("A quiet room"),
        SupportKind.LIFT: N_("Help to get up and sit down, or a lift"),
        SupportKind.NO_STAIRS: N_("No stairs"),
        SupportKind.TRANSPORT: N_("Patient transport or mobility service"),
        SupportKind.COMPANION: N_("Somebody comes with me"),
        SupportKind.ASSISTANCE_DOG: N_("I bring an assistance dog"),
        SupportKind.NO_SCENTS: N_("No perfume, I am sensitive to scents"),
        SupportKind.NEEDLES: N_("I am afraid of needles"),
        SupportKind.EASY_TO_READ: N_("Information that is easy to read"),
        SupportKind.WRITTEN_SUMMARY: N_("A written summary afterwards"),
    },
}


@cache
def usual_support() -> Sequence[tuple[SupportKind, Words]]:
    """Return the support that many need, in every language that staff may read it in."""
    spoken = {language: catalogues.catalogue(language).gettext for language in LANGUAGES}
    return [
        (kind, Words.from_json({language: said(label) for language, said in spoken.items()}))
        for kind, label in LABELS[SupportKind].items()
        if isinstance(kind, SupportKind)
    ]
