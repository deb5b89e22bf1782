"""Which number somebody may be known by, and how a phone number is written and dialled."""

import re
from collections.abc import Callable
from datetime import date

from personnummer.personnummer import Personnummer, PersonnummerException

RESERVE_NUMBER = re.compile(r"\d{8}[0-9A-Z]\d{2}[0-9A-Z]", re.ASCII)
PHONE = re.compile(r"\+?\d[\d\s-]{1,18}\d", re.ASCII)
SHORT_NUMBER_LONGEST = 5


class UnlikelyNumberError(ValueError):
    """The number cannot be of the kind it is said to be."""


def birth_date_of_personnummer(number: str) -> date:
    """Return the birth date that a 12-digit personnummer states (Skatteverket's form)."""
    found = _parsed(number)
    if found.is_coordination_number():
        raise UnlikelyNumberError("is a samordningsnummer, not a personnummer")
    return _day(found)


def birth_date_of_samordningsnummer(number: str) -> date:
    """Return the birth date of a samordningsnummer, whose day is written with 60 added."""
    found = _parsed(number)
    if not found.is_coordination_number():
        raise UnlikelyNumberError("is not a samordningsnummer: its day is not 61 to 91")
    return _day(found)


def checked_reserve_number(number: str) -> str:
    """Return a reserve number, which has twelve characters and may hold letters near its end."""
    if not RESERVE_NUMBER.fullmatch(number):
        raise UnlikelyNumberError("is not a reserve number: eight digits, then four more signs")
    return number


def checked_phone(phone: str | None) -> str | None:
    """Return a phone number as it was written, if it can be dialled."""
    if phone is not None and not PHONE.fullmatch(phone):
        raise UnlikelyNumberError(f"{phone!r} is not a phone number such as 031-390 06 11")
    return phone


CHECKS: dict[str, Callable[[str], object]] = {
    "personnummer": birth_date_of_personnummer,
    "samordningsnummer": birth_date_of_samordningsnummer,
    "reserve-number": checked_reserve_number,
}
"""How a number of each kind is checked. Never by check digit alone: not all kinds have one."""


def dialable(phone: str) -> str:
    """Return a written phone number as a phone wants it (RFC 3966, E.164).

    Short numbers such as 112 and 1177 stay as they are. A Swedish number loses its first
    zero behind the country code; 00 before a country code is the old way to write a plus.
    """
    digits = re.sub(r"^00", "+", re.sub(r"[^\d+]", "", phone))
    if digits.startswith("+") or len(digits) <= SHORT_NUMBER_LONGEST:
        return digits
    return "+46" + digits.removeprefix("0")


def _day(found: Personnummer) -> date:
    day: date = found.get_date()
    return day


def _parsed(number: str) -> Personnummer:
    if not re.fullmatch(r"[0-9]{12}", number):
        raise UnlikelyNumberError("must be twelve digits, such as 195802232636")
    try:
        return Personnummer(number)
    except PersonnummerException as error:
        raise UnlikelyNumberError("has a date or a check digit that does not fit") from error
