"""Somebody who is believed and is nobody here reads the same, whatever the reason."""

from sqlmodel import select

from app.base.providers import NUMBER_CLAIM
from app.oidc.models import EIdentity
from app.people.models import Person
from tests.oidc.conftest import ANNS_NUMBER
from tests.oidc.test_refuse_lies import is_refused

CARLS_NUMBER = "198402179298"
UNKNOWN = "Vi kan inte släppa in dig här"


def _nobody(provider, session, people):
    provider.person[NUMBER_CLAIM] = "191212121212"


def _no_number(provider, session, people):
    del provider.person[NUMBER_CLAIM]


def _half_a_number(provider, session, people):
    provider.person[NUMBER_CLAIM] = "590226-2806"


def _no_text(provider, session, people):
    provider.person[NUMBER_CLAIM] = [ANNS_NUMBER]


def _staff(provider, session, people):
    sam = session.get(Person, people["staff:sam"])
    sam.identity_kind, sam.identity_number = "personnummer", "191212121212"
    session.commit()
    provider.person[NUMBER_CLAIM] = "191212121212"


def test_all_who_are_unknown_read_the_same(travel, provider, session, people):
    pages = set()
    for unknown in (_nobody, _no_number, _half_a_number, _no_text, _staff):
        provider.person = {"sub": "new", NUMBER_CLAIM: ANNS_NUMBER}
        unknown(provider, session, people)
        response = travel()
        assert is_refused(response, session, UNKNOWN)
        pages.add(_without_keys(response.text))

    assert len(pages) == 1


def _without_keys(page):
    return "\n".join(line for line in page.splitlines() if "value=" not in line)


def test_a_second_subject_with_anns_number_is_not_ann(app, travel, provider):
    travel()
    provider.person["sub"] = "somebody-who-took-her-number"

    response = travel()

    assert f"<h1>{UNKNOWN}</h1>" in response.text


def test_a_subject_that_gets_another_number_is_nobody(travel, provider, session):
    travel()
    provider.person[NUMBER_CLAIM] = CARLS_NUMBER

    response = travel()

    assert f"<h1>{UNKNOWN}</h1>" in response.text
    assert len(session.exec(select(EIdentity)).all()) == 1


def test_after_a_new_key_for_numbers_the_subject_still_says_who_it_is(
    app, travel, session, provider, monkeypatch
):
    travel()
    kept = session.exec(select(EIdentity.number_hash)).one()
    monkeypatch.setitem(app.config, "IDENTITY_KEY", "a-new-key-for-numbers-of-32-signs")

    assert travel().status_code == 303

    session.expire_all()
    renewed = session.exec(select(EIdentity.number_hash)).one()
    assert renewed != kept
    provider.person[NUMBER_CLAIM] = CARLS_NUMBER
    assert travel().status_code == 403
