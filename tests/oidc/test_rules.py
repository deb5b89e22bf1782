import pytest

from app.oidc import queries, rules
from app.people.content import IdentityKind
from app.people.models import Person

KEY = rules.key_for_numbers("", "a-secret-key-of-this-installation")
ANNS_NUMBER = "195902262806"


def test_a_number_is_kept_so_that_only_the_key_can_tell():
    kept = rules.hashed(ANNS_NUMBER, KEY)

    assert ANNS_NUMBER not in kept
    assert kept == rules.hashed(ANNS_NUMBER, KEY)
    assert kept != rules.hashed("198402179298", KEY)


def test_a_key_of_its_own_makes_other_numbers_than_the_secret_key():
    own = rules.key_for_numbers("k" * 32, "a-secret-key-of-this-installation")

    assert rules.hashed(ANNS_NUMBER, own) != rules.hashed(ANNS_NUMBER, KEY)
    assert own == rules.key_for_numbers("k" * 32, "another-secret-key-altogether")


def test_another_number_contradicts_and_the_same_does_not():
    kept = rules.hashed(ANNS_NUMBER, KEY)

    assert not rules.contradicts(kept, ANNS_NUMBER, KEY)
    assert rules.contradicts(kept, "198402179298", KEY)


def test_what_an_earlier_key_has_hashed_contradicts_nothing():
    kept = rules.hashed(ANNS_NUMBER, rules.key_for_numbers("k" * 32, ""))

    assert not rules.contradicts(kept, "198402179298", KEY)


@pytest.mark.parametrize(
    ("stated", "number"),
    [
        (ANNS_NUMBER, ANNS_NUMBER),
        ("19590226-2806", ANNS_NUMBER),
        ("19590226+2806", ANNS_NUMBER),
        ("590226-2806", None),
        ("1959022628060", None),
        ("1959-02-26-2806", None),
        (" 195902262806", None),
        ("", None),
        (None, None),
        (195902262806, None),
        ([ANNS_NUMBER], None),
    ],
)
def test_a_number_has_twelve_digits_and_at_most_one_sign_between(stated, number):
    assert rules.number_in({"number": stated}, "number") == number


def test_a_reserve_number_that_reads_the_same_is_somebody_elses(session, people):
    rut = session.get(Person, people["rut"])
    rut.identity_kind, rut.identity_number = IdentityKind.RESERVE_NUMBER, "198910192387"
    session.commit()

    assert queries.person_with_number(session, "198910192387") is None
    assert queries.person_with_number(session, "195902262806") == people["ann"]
