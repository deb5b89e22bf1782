"""The identity providers that people sign in with: who they are, and what they must answer."""

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from app.base.reader import Reader
from app.base.words import Words

KEY = re.compile(r"[a-z][a-z0-9]{0,19}")
CREDENTIAL = re.compile(r"[!-9;-~]+")
LOOPBACK = ("127.0.0.1", "localhost")
NUMBER_CLAIM = "https://id.oidc.se/claim/personalIdentityNumber"
EMPLOYEE_CLAIM = "employeeHsaId"
UNIT_CLAIM = "unitHsaId"


@dataclass(frozen=True)
class IdentityProvider:
    """One provider, and for whom it is: patients and people close to them, or staff."""

    key: str
    name: Words
    issuer: str
    client_id: str
    client_secret: str
    acr_values: tuple[str, ...]
    scope: str
    audience: Literal["patients", "staff"]
    number_claim: str
    employee_claim: str
    unit_claim: str

    @property
    def for_staff(self) -> bool:
        return self.audience == "staff"


def read(reader: Reader, *, demo: bool) -> tuple[IdentityProvider, ...]:
    """Return the providers that OIDC_PROVIDERS names, each with all its settings."""
    keys = [key for key in re.split(r"[,\s]+", reader.text("OIDC_PROVIDERS", "")) if key]
    if any(not KEY.fullmatch(key) for key in keys) or len(set(keys)) < len(keys):
        reader.faults.append(
            "OIDC_PROVIDERS must be different short names of a-z and 0-9 with commas between,"
            " such as bankid,siths."
        )
        return ()
    found = tuple(_provider(reader, key, demo=demo) for key in keys)
    reader.faults.extend(_shared_issuers(found))
    return found


def _shared_issuers(found: tuple[IdentityProvider, ...]) -> list[str]:
    """Name each issuer that is for patients and for staff: one subject must not be two people."""
    patients = {one.issuer for one in found if not one.for_staff and one.issuer}
    return [
        f"OIDC_{one.key.upper()}_ISSUER is for patients too; staff need an issuer of their own."
        for one in found
        if one.for_staff and one.issuer in patients
    ]


def _provider(reader: Reader, key: str, *, demo: bool) -> IdentityProvider:
    name = f"OIDC_{key.upper()}"
    return IdentityProvider(
        key=key,
        name=Words(
            "sv",
            {
                "sv": reader.text(f"{name}_NAME_SV", None),
                "en": reader.text(f"{name}_NAME_EN", None),
            },
        ),
        issuer=_issuer(reader, f"{name}_ISSUER", demo=demo),
        client_id=_credential(reader, f"{name}_CLIENT_ID"),
        client_secret=_credential(reader, f"{name}_CLIENT_SECRET"),
        acr_values=tuple(reader.text(f"{name}_ACR_VALUES", None).split()),
        scope=_scope(reader, f"{name}_SCOPE"),
        audience=_audience(reader, f"{name}_FOR"),
        number_claim=reader.text(f"{name}_NUMBER_CLAIM", NUMBER_CLAIM),
        employee_claim=reader.text(f"{name}_EMPLOYEE_CLAIM", EMPLOYEE_CLAIM),
        unit_claim=reader.text(f"{name}_UNIT_CLAIM", UNIT_CLAIM),
    )


def _issuer(reader: Reader, name: str, *, demo: bool) -> str:
    """Return an issuer exactly as its answers write it: a slash at its end is part of it."""
    return reader.checked(
        name,
        None,
        lambda found: _is_issuer(found, demo=demo),
        "must be an address that begins with https://, without ? and #",
    )


def _is_issuer(address: str, *, demo: bool) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:  # Half an IPv6 address, such as https://[::1
        return False
    allowed = parts.scheme == "https" or (
        demo and parts.scheme == "http" and parts.hostname in LOOPBACK
    )
    return allowed and bool(parts.hostname) and not set(address) & set("?#@ ")


def _credential(reader: Reader, name: str) -> str:
    """Return what a header of HTTP can carry: its parts are told apart by a colon."""
    return reader.checked(
        name,
        None,
        lambda found: CREDENTIAL.fullmatch(found) is not None,
        "must be ASCII without spaces and colons",
    )


def _scope(reader: Reader, name: str) -> str:
    return reader.checked(
        name, "openid", lambda found: "openid" in found.split(), "must have openid among its words"
    )


def _audience(reader: Reader, name: str) -> Literal["patients", "staff"]:
    found = reader.checked(
        name, None, lambda found: found in ("patients", "staff"), "must be patients or staff"
    )
    return "staff" if found == "staff" else "patients"
