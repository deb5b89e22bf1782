"""What is said of an invitation, for forms and for the journal."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class IdentityCheck(StrEnum):
    """How staff made sure who it is, before they let anybody in or out."""

    ID_DOCUMENT = "id-document"
    REGISTERED_ADDRESS = "registered-address"
    CALLED_BACK = "called-back"


BEFORE_A_LETTER = (IdentityCheck.ID_DOCUMENT, IdentityCheck.REGISTERED_ADDRESS)
BEFORE_AN_END = (IdentityCheck.ID_DOCUMENT, IdentityCheck.CALLED_BACK)


@dataclass(frozen=True)
class Letter:
    """A new invitation as it is handed over: the code on paper, the digits apart from it."""

    code: str
    digits: str
    expires_at: datetime
