"""What a browser holds of a letter says nothing, and opens for one patient, for ten minutes."""

import base64
import uuid
from datetime import timedelta

import pytest

from app.activation import sealing
from app.activation.content import Letter
from tests.conftest import TUESDAY_MORNING

ANN, CARL = uuid.uuid4(), uuid.uuid4()
KEY = "only-for-this-test"
LETTER = Letter("ACD234" * 3, "0417", TUESDAY_MORNING + timedelta(days=21))


def seal():
    return sealing.seal(LETTER, ANN, secret_key=KEY, now=TUESDAY_MORNING)


def unseal(sealed, *, patient_id=ANN, secret_key=KEY, later=timedelta()):
    return sealing.unseal(sealed, patient_id, secret_key=secret_key, now=TUESDAY_MORNING + later)


def test_what_was_sealed_is_unsealed_just_as_it_was():
    assert unseal(seal()) == LETTER


def test_neither_code_nor_digits_nor_whose_they_are_can_be_read():
    sealed = seal()

    for readable in (sealed.encode(), base64.urlsafe_b64decode(sealed)):
        for secret in (LETTER.code, LETTER.digits, str(ANN)):
            assert secret.encode() not in readable


@pytest.mark.parametrize(
    ("later", "shown"),
    [
        pytest.param(timedelta(minutes=10), True, id="just in time"),
        pytest.param(timedelta(minutes=10, seconds=1), False, id="too late"),
    ],
)
def test_it_is_unsealed_for_ten_minutes(later, shown):
    assert (unseal(seal(), later=later) is not None) is shown


def test_for_carl_and_with_another_key_there_is_nothing():
    assert unseal(seal(), patient_id=CARL) is None
    assert unseal(seal(), secret_key="another key") is None


def test_what_was_changed_on_the_way_is_nothing():
    sealed = seal()
    middle = len(sealed) // 2
    other = "A" if sealed[middle] != "A" else "B"

    assert unseal(sealed[:middle] + other + sealed[middle + 1 :]) is None


@pytest.mark.parametrize("odd", [None, "", "å", "not sealed", {"code": LETTER.code}, 7])
def test_what_is_no_sealed_letter_is_nothing(odd):
    assert unseal(odd) is None
