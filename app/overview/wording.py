"""What the parts of the contract are called where one tells what is new in them."""

from app.base.wording import N_

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
