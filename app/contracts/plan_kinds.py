"""The plans that Swedish law and routine know, with their plain names and statutes.

The list can grow: a new row here and a translation are all a new kind needs.
"""

from dataclasses import dataclass
from enum import StrEnum


class PlanKind(StrEnum):
    """National codes (GetCarePlans typeOfCarePlan) where there is one, else our own word."""

    COORDINATED_INDIVIDUAL = "SIP"
    DISCHARGE = "SPU"
    COMPULSORY_PSYCHIATRIC = "SPLPTLRV"
    CARE = "VP"
    HABILITATION = "HP"
    REHABILITATION = "RP"
    IMPLEMENTATION = "GP"
    STANDARDISED = "SVP"
    TREATMENT_SOCIAL = "treatment-social"
    SELF_CARE = "self-care"
    INFECTION_CONTROL = "infection-control"
    LSS_INDIVIDUAL = "lss-individual"
    MY_CARE_PLAN = "my-care-plan"
    RETURN_TO_WORK = "return-to-work"
    OTHER = "other"


@dataclass(frozen=True)
class Facts:
    """What is fixed about a kind of plan. The statute stands in Swedish, as statutes do."""

    statute: str | None
    sensitive: bool = False
    """Whether a patient must choose to share it: it is kept out of every share until then."""


FACTS = {
    PlanKind.COORDINATED_INDIVIDUAL: Facts(
        "HSL 16 kap. 4 §, patientlagen 6 kap. 4 §, SoL (2025:400) 10 kap. 8–9 §§"
    ),
    PlanKind.DISCHARGE: Facts("Lag (2017:612) 4 kap. 1–3 §§"),
    PlanKind.COMPULSORY_PSYCHIATRIC: Facts("LPT 7 a §, LRV 12 a §", sensitive=True),
    PlanKind.CARE: Facts(None),
    PlanKind.HABILITATION: Facts("HSL 8 kap. 7 §, SOSFS 2007:10"),
    PlanKind.REHABILITATION: Facts("HSL 8 kap. 7 §, SOSFS 2007:10"),
    PlanKind.IMPLEMENTATION: Facts("SoL (2025:400), LSS"),
    PlanKind.STANDARDISED: Facts(None),
    PlanKind.TREATMENT_SOCIAL: Facts("SOSFS 2014:5", sensitive=True),
    PlanKind.SELF_CARE: Facts("Lag (2022:1250) om egenvård"),
    PlanKind.INFECTION_CONTROL: Facts("Smittskyddslagen 5 kap. 2 §", sensitive=True),
    PlanKind.LSS_INDIVIDUAL: Facts("LSS 10 §"),
    PlanKind.MY_CARE_PLAN: Facts(None),
    PlanKind.RETURN_TO_WORK: Facts(None),
    PlanKind.OTHER: Facts(None),
}
