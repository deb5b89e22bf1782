"""A provider is whole, or the application does not start and says what is missing."""

import pytest

from app.base import settings
from app.base.providers import EMPLOYEE_CLAIM, NUMBER_CLAIM, UNIT_CLAIM
from app.base.settings import SettingsError
from tests.base.test_read_settings import DEMO, PRODUCTION

BANKID = {
    "OIDC_PROVIDERS": "bankid",
    "OIDC_BANKID_FOR": "patients",
    "OIDC_BANKID_NAME_SV": "BankID",
    "OIDC_BANKID_NAME_EN": "BankID (Swedish e-ID)",
    "OIDC_BANKID_ISSUER": "https://id.example.com/realms/patients",
    "OIDC_BANKID_CLIENT_ID": "nasta-steg",
    "OIDC_BANKID_CLIENT_SECRET": "a-secret",
    "OIDC_BANKID_ACR_VALUES": "loa3 loa4",
}
SITHS = {
    "OIDC_SITHS_FOR": "staff",
    "OIDC_SITHS_NAME_SV": "SITHS",
    "OIDC_SITHS_NAME_EN": "SITHS",
    "OIDC_SITHS_ISSUER": "https://id.example.com/realms/staff",
    "OIDC_SITHS_CLIENT_ID": "nasta-steg",
    "OIDC_SITHS_CLIENT_SECRET": "b-secret",
    "OIDC_SITHS_ACR_VALUES": "loa3",
}
REQUIRED = [name for name in BANKID if name != "OIDC_PROVIDERS"]


def faults_of(values):
    with pytest.raises(SettingsError) as refused:
        settings.read(values)
    return refused.value.faults


def test_without_any_nobody_is_offered_one():
    assert settings.read(PRODUCTION).identity_providers == ()


def test_a_provider_is_read_whole():
    (found,) = settings.read({**PRODUCTION, **BANKID}).identity_providers

    assert (found.key, found.for_staff) == ("bankid", False)
    assert found.name.in_language("sv") == ("BankID", "sv")
    assert found.name.in_language("en") == ("BankID (Swedish e-ID)", "en")
    assert found.issuer == "https://id.example.com/realms/patients"
    assert (found.client_id, found.client_secret) == ("nasta-steg", "a-secret")
    assert (found.acr_values, found.scope) == (("loa3", "loa4"), "openid")
    claims = (found.number_claim, found.employee_claim, found.unit_claim)
    assert claims == (NUMBER_CLAIM, EMPLOYEE_CLAIM, UNIT_CLAIM)


def test_there_can_be_several():
    both = {**PRODUCTION, **BANKID, **SITHS, "OIDC_PROVIDERS": "bankid, siths"}

    found = settings.read(both).identity_providers

    assert [(one.key, one.for_staff) for one in found] == [("bankid", False), ("siths", True)]


@pytest.mark.parametrize("name", REQUIRED)
@pytest.mark.parametrize("mode", [PRODUCTION, DEMO], ids=["production", "demo"])
def test_a_half_written_provider_is_refused_and_what_is_missing_is_named(name, mode):
    half = {**mode, **BANKID, name: " "}

    assert faults_of(half) == [f"{name} is missing."]


def test_everything_that_is_missing_is_named_at_once():
    faults = faults_of({**PRODUCTION, "OIDC_PROVIDERS": "bankid"})

    assert sorted(faults) == sorted(f"{name} is missing." for name in REQUIRED)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OIDC_PROVIDERS", "BankID"),
        ("OIDC_PROVIDERS", "bankid,bankid"),
        ("OIDC_PROVIDERS", "bank-id"),
        ("OIDC_PROVIDERS", "1bankid"),
        ("OIDC_BANKID_FOR", "everybody"),
        ("OIDC_BANKID_ISSUER", "http://id.example.com"),
        ("OIDC_BANKID_ISSUER", "http://127.0.0.1:9000"),
        ("OIDC_BANKID_ISSUER", "id.example.com"),
        ("OIDC_BANKID_ISSUER", "https://"),
        ("OIDC_BANKID_ISSUER", "https://[half"),
        ("OIDC_BANKID_ISSUER", "https://id.example.com/?realm=a"),
        ("OIDC_BANKID_ISSUER", "https://id.example.com/#a"),
        ("OIDC_BANKID_ISSUER", "https://me@id.example.com/"),
        ("OIDC_BANKID_CLIENT_ID", "nästa steg"),
        ("OIDC_BANKID_CLIENT_ID", "nasta:steg"),
        ("OIDC_BANKID_CLIENT_SECRET", "hemlig å"),
        ("OIDC_BANKID_SCOPE", "profile"),
        ("IDENTITY_KEY", "k" * 31),
    ],
)
def test_a_wrong_value_is_named(name, value):
    faults = faults_of({**PRODUCTION, **BANKID, name: value})

    assert [fault.split()[0] for fault in faults] == [name]


def test_only_a_demo_may_meet_a_provider_on_its_own_machine():
    here = {**DEMO, **BANKID, "OIDC_BANKID_ISSUER": "http://127.0.0.1:9000"}

    (found,) = settings.read(here).identity_providers

    assert found.issuer == "http://127.0.0.1:9000"


def test_one_issuer_is_not_for_patients_and_staff_at_once():
    shared = {**SITHS, "OIDC_SITHS_ISSUER": BANKID["OIDC_BANKID_ISSUER"]}

    faults = faults_of({**PRODUCTION, **BANKID, **shared, "OIDC_PROVIDERS": "bankid,siths"})

    assert faults == ["OIDC_SITHS_ISSUER is for patients too; staff need an issuer of their own."]
