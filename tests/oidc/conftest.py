"""Ann has an e-identity at a provider of our own, and so has Sam at the one for staff."""

import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import Session, select
from werkzeug.test import TestResponse

from app import create_app
from app.base import clock
from app.base.providers import NUMBER_CLAIM, IdentityProvider
from app.base.words import Words
from app.people.models import CareRole
from tests.conftest import SETTINGS
from tests.pages import StrictClient
from tests.servers.oidc_provider import (
    ACR,
    CLIENT_ID,
    CLIENT_SECRET,
    OidcProvider,
    running_oidc_provider,
)

ANNS_NUMBER = "195902262806"
ANN = {"sub": "ann-at-provider", NUMBER_CLAIM: ANNS_NUMBER}
SAM = {"sub": "sam-at-work", "employeeHsaId": "SE9999-SAM", "unitHsaId": "SE9999-CLINIC"}


def _now() -> datetime:
    """Ask the clock that the test may have moved since."""
    return clock.now()


@pytest.fixture
def provider() -> Iterator[OidcProvider]:
    """Where patients prove who they are. Ann is about to."""
    with running_oidc_provider(_now) as provider:
        provider.person = dict(ANN)
        yield provider


@pytest.fixture
def staff_provider() -> Iterator[OidcProvider]:
    """Where staff prove who they are. Sam is about to."""
    with running_oidc_provider(_now) as provider:
        provider.person = dict(SAM)
        yield provider


ON_ONE_DATABASE = pytest.mark.parametrize("patterns", ["sqlite"], indirect=True, scope="session")
"""For what is decided before the database is asked: the other kind would decide the same."""


def chosen(key: str, issuer: str, audience: str) -> IdentityProvider:
    return IdentityProvider(
        key=key,
        name=Words("sv", {"sv": f"Svenska {key}", "en": f"English {key}"}),
        issuer=issuer,
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        acr_values=(ACR,),
        scope="openid",
        audience=audience,
        number_claim=NUMBER_CLAIM,
        employee_claim="employeeHsaId",
        unit_claim="unitHsaId",
    )


@pytest.fixture
def app(
    one_app: Flask, engine: Engine, provider: OidcProvider, staff_provider: OidcProvider
) -> Flask:
    """The application as settings with two providers make it, with this test's database."""
    providers = (
        chosen("bankid", provider.issuer, "patients"),
        chosen("siths", staff_provider.issuer, "staff"),
    )
    app = create_app(replace(SETTINGS, identity_providers=providers))
    app.extensions["engine"].dispose()
    app.extensions["engine"] = engine
    app.test_client_class = StrictClient
    return app


def role_of(session: Session, key: str) -> CareRole:
    return session.exec(select(CareRole).where(CareRole.key == key)).one()


@pytest.fixture
def sam_has_numbers(tell) -> None:
    """A contract file has told the HSA-ids of Sam and the clinic."""
    tell("ann", sam={"hsa_id": SAM["employeeHsaId"]}, clinic={"hsa_id": SAM["unitHsaId"]})


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object) -> None:
        """Go nowhere: the browser of the test does."""


def at_provider(address: str) -> str:
    """Do what a browser does at the provider, and return the path it is sent back to here."""
    opener = urllib.request.build_opener(_Stay)
    with pytest.raises(urllib.error.HTTPError) as sent:
        opener.open(address, timeout=5)
    sent.value.close()
    assert sent.value.code == 303
    back = sent.value.headers["Location"]
    assert back.startswith("http://localhost/")
    return back.removeprefix("http://localhost")


@pytest.fixture
def travel(app: Flask, people) -> Callable[..., TestResponse]:
    """Return what signs in by a provider, all the way there and back."""

    def there_and_back(
        key: str = "bankid", *, browser: FlaskClient | None = None, back: str | None = None
    ) -> TestResponse:
        browser = browser or app.test_client()
        left = browser.get(f"/sign-in/with/{key}", query_string={"next": back} if back else None)
        if left.status_code != 303:
            return left
        return browser.get(at_provider(left.location))

    return there_and_back
