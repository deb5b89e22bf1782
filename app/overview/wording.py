"""What the parts of the contract, and of the whole plan, are called where one tells of them."""

from app.base import clock
from app.base.language import Speech, gettext
from app.base.wording import N_, Labels
from app.journal.models import Role
from app.overview.looks import Viewing

PART_TITLES = {
    "sayings": N_("Your words"),
    "goals": N_("Goals"),
    "commitments": N_("Who does what"),
    "care_contacts": N_("Contacts"),
    "activities": N_("Care and treatment"),
    "plans": N_("Plans"),
    "sips": N_("Plans"),
    "actors": N_("Others who help"),
    "relatives": N_("People close to you"),
    "children": N_("Children close to you"),
    "supports": N_("Support at visits"),
    "preferences": N_("How you want to be reached"),
    "advice": N_("Good to know at home"),
    "self_care": N_("Self-care"),
    "status": N_("About the agreement"),
    "coordination": N_("Do you want somebody to coordinate your plans?"),
    "not_before": N_("No times before"),
    "next_review_on": N_("Next review by"),
    "ends_on": N_("Lasts until"),
}

LOOKED_AT = {
    "next step": N_("Next step"),
    "contract": N_("The plan"),
    "contract on paper": N_("The plan on one sheet of paper"),
    "contacts": N_("Your contacts"),
    "appointments": N_("Your times"),
    "appointment": N_("One of your times"),
    "slot": N_("One of your times, among the clinic's times"),
    "booking": N_("Booking a time for you"),
    "offer": N_("Times that you have been offered"),
    "offers": N_("Finding times to offer you"),
    "new time": N_("What a new time for you is for"),
    "moving": N_("Moving one of your times"),
    "calendar": N_("Your times in a calendar"),
    "requests": N_("What you have asked for"),
    "request": N_("Something that you have asked for"),
    "self-care": N_("Self-care"),
    "sent self-care": N_("Notes that you have sent"),
    "follow-up": N_("Your answers to the follow-up questions"),
    "follow-up questions": N_("The follow-up questions"),
    "own words": N_("What you want to bring up"),
    "reminders": N_("Reminders of your plan"),
    "looks": N_("Who has looked"),
    "young": N_("What you may see and do yourself"),
    "sign-in": N_("How you sign in"),
    "sharing": N_("Whom you share with"),
    "share letter": N_("A letter with a code for somebody you share with"),
    "letter": N_("A letter to you with a code"),
    "digits": N_("The four digits for a letter to you"),
}
"""What somebody looked at, by the part that the journal names."""
SOMETHING_ELSE = N_("Another part of your plan")
NOT_KEPT = N_("Somebody whose name is not kept here")

LABELS: Labels = {
    Role: {
        Role.PATIENT: N_("patient"),
        Role.STAFF: N_("staff"),
        Role.RELATIVE: N_("somebody you share with"),
        Role.GUARDIAN: N_("guardian"),
        Role.SPECIAL_REPRESENTATIVE: N_("special representative (god man)"),
        Role.ADMINISTRATOR: N_("administrator (förvaltare)"),
        Role.FUTURE_POWER_OF_ATTORNEY: N_("holder of a future power of attorney"),
        Role.OPERATOR: N_("technical staff"),
        Role.NOBODY: N_("nobody"),
    },
}


def part_name(viewing: Viewing) -> str:
    """Say what somebody looked at. The journal remembers parts that there are no longer."""
    return gettext(LOOKED_AT.get(viewing.part, SOMETHING_ELSE))


def between(viewing: Viewing, speech: Speech) -> str:
    """Write from when to when by the clocks on the wall, with the day it ended if it is another."""
    since, until = speech.clock(viewing.since), speech.clock(viewing.until)
    if clock.local_day(viewing.since) != clock.local_day(viewing.until):
        return f"{since} – {speech.day_and_month(viewing.until)} {until}"
    return since if since == until else f"{since}–{until}"


def told(viewing: Viewing, speech: Speech) -> str:
    """Write a whole line, for whoever reads it without the list around it."""
    return speech.gettext("%(who)s: %(part)s, %(day)s %(clock)s") % {
        "who": _who(viewing, speech),
        "part": speech.gettext(LOOKED_AT.get(viewing.part, SOMETHING_ELSE)),
        "day": speech.day_and_month(viewing.since),
        "clock": between(viewing, speech),
    }


def _who(viewing: Viewing, speech: Speech) -> str:
    if viewing.by is None:
        return speech.gettext(NOT_KEPT)
    title = viewing.by.title.in_language(speech.language)[0] if viewing.by.title else None
    named = (viewing.by.name, title or speech.gettext(LABELS[Role][viewing.role]), viewing.by.unit)
    return ", ".join(filter(None, named))
