"""What has to be true of a signed token before anything that it says is believed.

The rules are those of OpenID Connect Core 1.0 (3.1.3.7) and of Back-Channel Logout 1.0 (2.6),
and stricter where they leave a choice.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from authlib.oauth2.claims import JWTClaims
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import ClaimError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from app.oidc.content import Claims
from app.oidc.refusals import NotBelievedError

ALGORITHMS = ("RS256", "PS256", "ES256")
"""Fixed, whatever a provider offers: no shared secrets, and never unsigned."""
KEY_TYPES = ("RSA", "EC")
LEEWAY_SECONDS = 60
SUBJECT = re.compile(r"[!-~]{1,255}")
LOGGED_OUT = "http://schemas.openid.net/event/backchannel-logout"


class UnknownKeyError(NotBelievedError):
    """The token is signed with a key that was not published when we last asked."""


@dataclass(frozen=True)
class Expected:
    """What an answer has to say to be the answer to this one sign-in."""

    issuer: str
    client_id: str
    acr_values: tuple[str, ...]
    nonce: str
    began_at: datetime


def key_set(published: Mapping[str, Any]) -> KeySet:
    """Return the keys a provider signs with. A shared secret among them is left out."""
    keys = published.get("keys")
    if not isinstance(keys, list):
        raise NotBelievedError("keys")
    usable = [key for key in keys if isinstance(key, dict) and _signs(key)]
    try:
        return KeySet.import_key_set({"keys": usable})
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise NotBelievedError("keys") from error


def read_id_token(
    token: object, keys: KeySet, expected: Expected, *, access_token: str | None, now: datetime
) -> Claims:
    """Return what an ID token says, when it is the true answer to what we asked."""
    header, said = _signed(token, keys)
    claims = CodeIDToken(
        said,
        header,
        options={
            "iss": {"essential": True, "value": expected.issuer},
            "aud": {"essential": True, "value": expected.client_id},
            "sub": {"essential": True},
            "nonce": {"essential": True, "value": expected.nonce},
            "acr": {"essential": True, "values": list(expected.acr_values)},
            "auth_time": {"essential": True},
        },
        params={"client_id": expected.client_id, "access_token": access_token},
    )
    _check(claims, now=now)
    _check_subject(said)
    _check_audience(said, expected.client_id)
    if not isinstance(said["acr"], str):  # a list would do as soon as one of its members does
        raise NotBelievedError("acr")
    began = expected.began_at.timestamp()
    for name in ("auth_time", "iat"):
        _check_moment(said, name, earliest=began, latest=now.timestamp())
    return said


def read_logout_token(
    token: object, keys: KeySet, *, issuer: str, client_id: str, now: datetime
) -> Claims:
    """Return what a logout token says, when the provider did send it to us, and just now."""
    header, said = _signed(token, keys)
    claims = JWTClaims(
        said,
        header,
        options={
            "iss": {"essential": True, "value": issuer},
            "aud": {"essential": True, "value": client_id},
            "iat": {"essential": True},
            "exp": {"essential": True},
            "jti": {"essential": True},
        },
    )
    _check(claims, now=now)
    _check_audience(said, client_id)
    _check_moment(said, "iat", earliest=now.timestamp(), latest=now.timestamp())
    _check_logout(said)
    return said


def _signs(key: dict[str, Any]) -> bool:
    return key.get("kty") in KEY_TYPES and key.get("use", "sig") == "sig"


def _signed(token: object, keys: KeySet) -> tuple[dict[str, Any], Claims]:
    """Return the header and the claims of a token with a good signature by one of the keys."""
    if not isinstance(token, str):
        raise NotBelievedError("no token")
    try:
        found = jwt.decode(token, keys, algorithms=ALGORITHMS)
    except InvalidKeyIdError as error:
        raise UnknownKeyError("key") from error
    except (JoseError, ValueError, TypeError) as error:
        raise NotBelievedError(type(error).__name__) from error
    return found.header, found.claims


def _check(claims: JWTClaims, *, now: datetime) -> None:
    try:
        claims.validate(now=int(now.timestamp()), leeway=LEEWAY_SECONDS)
    except ClaimError as error:
        raise NotBelievedError(error.claim) from error
    except (JoseError, ValueError, TypeError) as error:
        raise NotBelievedError(type(error).__name__) from error


def _check_subject(said: Claims) -> None:
    """Refuse a subject that is not up to 255 signs of ASCII (OpenID Connect Core 1.0, 2)."""
    if not isinstance(said["sub"], str) or not SUBJECT.fullmatch(said["sub"]):
        raise NotBelievedError("sub")


def _check_audience(said: Claims, client_id: str) -> None:
    """Refuse a token that is meant for somebody else besides us."""
    if said["aud"] not in (client_id, [client_id]):
        raise NotBelievedError("aud")


def _check_moment(said: Claims, name: str, *, earliest: float, latest: float) -> None:
    """Refuse a moment that no clock within the leeway could have shown then."""
    moment = said.get(name)
    if isinstance(moment, bool) or not isinstance(moment, int | float):
        raise NotBelievedError(name)
    if not earliest - LEEWAY_SECONDS <= moment <= latest + LEEWAY_SECONDS:
        raise NotBelievedError(name)


def _check_logout(said: Claims) -> None:
    events = said.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(LOGGED_OUT), dict):
        raise NotBelievedError("events")
    if "nonce" in said:
        raise NotBelievedError("nonce")
    if not any(isinstance(said.get(name), str) and said[name] for name in ("sid", "sub")):
        raise NotBelievedError("sub")
