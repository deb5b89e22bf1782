"""An identity provider at work: what it says of itself, and what we ask it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit

from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.client import OAuth2Client
from authlib.oauth2.rfc6749.parameters import prepare_token_request
from joserfc.jwk import KeySet

from app.base.providers import IdentityProvider
from app.oidc import tokens, wire
from app.oidc.attempt import Attempt
from app.oidc.content import Claims
from app.oidc.refusals import AwayError, NotBelievedError, SilentError
from app.oidc.tokens import Expected, UnknownKeyError

KEPT = timedelta(hours=1)
"""How long what a provider says of itself is believed without asking again."""
KEYS_ASKED_EVERY = timedelta(minutes=1)
AWAY_FOR = timedelta(seconds=15)
"""A provider that was silent is left alone this long, so that it holds no more of us up."""
AUTH_METHODS = ("client_secret_basic", "client_secret_post")

Read = TypeVar("Read")


@dataclass(frozen=True)
class Metadata:
    """What a provider says of itself (OpenID Connect Discovery 1.0), as far as we use it."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None
    auth_method: str
    takes_claims: bool
    names_itself: bool


class Provider:
    """One provider of the settings. What it says of itself is kept a while, in each process."""

    def __init__(self, chosen: IdentityProvider) -> None:
        self.chosen = chosen
        self._metadata: tuple[Metadata, datetime] | None = None
        self._keys: tuple[KeySet, datetime] | None = None
        self._away_until: datetime | None = None

    def address_to_sign_in(
        self, attempt: Attempt, *, redirect_uri: str, language: str, now: datetime
    ) -> str:
        """Return where the browser is sent: to prove anew who it is, even if the provider knows."""
        metadata, chosen = self._described(now), self.chosen
        more = {"claims": json.dumps(_claims(chosen))} if metadata.takes_claims else {}
        client = OAuth2Client(
            None, chosen.client_id, scope=chosen.scope, code_challenge_method="S256"
        )
        address, _state = client.create_authorization_url(
            metadata.authorization_endpoint,
            state=attempt.state,
            code_verifier=attempt.verifier,
            redirect_uri=redirect_uri,
            response_mode="query",
            nonce=attempt.nonce,
            prompt="login",
            max_age=tokens.LEEWAY_SECONDS,
            acr_values=" ".join(chosen.acr_values),
            ui_locales=language,
            **more,
        )
        return str(address)

    def read_answer(
        self, attempt: Attempt, given: Mapping[str, str], *, redirect_uri: str, now: datetime
    ) -> Claims:
        """Return who the provider says it is, when everything about the answer is as it must."""
        metadata, chosen = self._described(now), self.chosen
        if given.get("iss", None if metadata.names_itself else chosen.issuer) != chosen.issuer:
            raise NotBelievedError("iss of the answer")
        token = self._asked(
            now, lambda: self._exchange(metadata, attempt, given.get("code", ""), redirect_uri)
        )
        access_token = token.get("access_token")
        expected = Expected(
            chosen.issuer, chosen.client_id, chosen.acr_values, attempt.nonce, attempt.began_at
        )
        said = self._with_keys(
            now,
            lambda keys: tokens.read_id_token(
                token.get("id_token"), keys, expected, access_token=access_token, now=now
            ),
        )
        return self._completed(said, metadata, access_token, now=now)

    def read_logout(self, token: str, *, now: datetime) -> Claims:
        """Return whom the provider says it has signed out."""
        return self._with_keys(
            now,
            lambda keys: tokens.read_logout_token(
                token, keys, issuer=self.chosen.issuer, client_id=self.chosen.client_id, now=now
            ),
        )

    def _described(self, now: datetime) -> Metadata:
        if self._metadata is None or now - self._metadata[1] > KEPT:
            address = f"{self.chosen.issuer.removesuffix('/')}/.well-known/openid-configuration"
            said = self._asked(now, lambda: wire.ask(address))
            self._metadata = (_metadata(said, self.chosen.issuer), now)
        return self._metadata[0]

    def _with_keys(self, now: datetime, read: Callable[[KeySet], Read]) -> Read:
        """Read with the provider's keys, and once more with new ones if it has changed them."""
        keys, asked_at = self._keys or self._fetched_keys(now)
        if now - asked_at > KEPT:
            keys, asked_at = self._fetched_keys(now)
        try:
            return read(keys)
        except UnknownKeyError:
            if now - asked_at < KEYS_ASKED_EVERY:
                raise
            return read(self._fetched_keys(now)[0])

    def _fetched_keys(self, now: datetime) -> tuple[KeySet, datetime]:
        metadata = self._described(now)
        published = self._asked(now, lambda: wire.ask(metadata.jwks_uri))
        self._keys = (tokens.key_set(published), now)
        return self._keys

    def _asked(self, now: datetime, ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        if self._away_until is not None and now < self._away_until:
            raise AwayError("was away a moment ago")
        try:
            return ask()
        except SilentError:
            self._away_until = now + AWAY_FOR
            raise

    def _exchange(
        self, metadata: Metadata, attempt: Attempt, code: str, redirect_uri: str
    ) -> dict[str, Any]:
        """Give the code back, with the secrets that only we have, and get the tokens for it."""
        form = prepare_token_request(
            "authorization_code",
            code=code,
            redirect_uri=redirect_uri,
            code_verifier=attempt.verifier,
        )
        auth = ClientAuth(
            self.chosen.client_id, self.chosen.client_secret, auth_method=metadata.auth_method
        )
        address, headers, form = auth.prepare(
            "POST",
            metadata.token_endpoint,
            {"Content-Type": "application/x-www-form-urlencoded"},
            form,
        )
        return wire.ask(address, headers=headers, form=form)

    def _completed(
        self, said: Claims, metadata: Metadata, access_token: object, *, now: datetime
    ) -> Claims:
        """Add what the ID token leaves to UserInfo, if that is about the same subject."""
        wanted = [name for name in _wanted(self.chosen) if name not in said]
        if not wanted or not metadata.userinfo_endpoint or not isinstance(access_token, str):
            return said
        address = metadata.userinfo_endpoint
        bearer = {"Authorization": f"Bearer {access_token}"}
        more = self._asked(now, lambda: wire.ask(address, headers=bearer))
        if more.get("sub") != said["sub"]:
            raise NotBelievedError("sub of userinfo")
        return {**said, **{name: more[name] for name in wanted if name in more}}


def _wanted(chosen: IdentityProvider) -> tuple[str, ...]:
    if chosen.for_staff:
        return (chosen.employee_claim, chosen.unit_claim)
    return (chosen.number_claim,)


def _claims(chosen: IdentityProvider) -> dict[str, Any]:
    """Return what we need to be told (OpenID Connect Core 1.0, 5.5), as far as we can demand it."""
    essential = {"essential": True}
    return {
        "id_token": {
            "acr": {"essential": True, "values": list(chosen.acr_values)},
            "auth_time": essential,
            **dict.fromkeys(_wanted(chosen), essential),
        }
    }


def _metadata(said: Mapping[str, Any], issuer: str) -> Metadata:
    if said.get("issuer") != issuer:
        raise NotBelievedError("issuer of the metadata")
    methods = said.get("token_endpoint_auth_methods_supported", AUTH_METHODS[:1])
    listed = methods if isinstance(methods, list | tuple) else ()
    method = next((one for one in AUTH_METHODS if one in listed), None)
    if method is None:
        raise NotBelievedError("token_endpoint_auth_methods_supported")
    return Metadata(
        authorization_endpoint=_endpoint(said, "authorization_endpoint", issuer),
        token_endpoint=_endpoint(said, "token_endpoint", issuer),
        jwks_uri=_endpoint(said, "jwks_uri", issuer),
        userinfo_endpoint=_endpoint(said, "userinfo_endpoint", issuer)
        if "userinfo_endpoint" in said
        else None,
        auth_method=method,
        takes_claims=said.get("claims_parameter_supported") is True,
        names_itself=said.get("authorization_response_iss_parameter_supported") is True,
    )


def _endpoint(said: Mapping[str, Any], name: str, issuer: str) -> str:
    """Return an address of the provider. It is asked as safely as the issuer is: never less."""
    found = said.get(name)
    try:
        parts = urlsplit(found) if isinstance(found, str) else None
    except ValueError:
        parts = None
    if not parts or not parts.hostname or parts.scheme not in ("https", urlsplit(issuer).scheme):
        raise NotBelievedError(name)
    return str(found)
