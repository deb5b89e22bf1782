"""Who may read what is brought up, and take it back."""

import uuid

import pytest

from app.base.words import Words
from app.journal.models import Role
from app.preparing import rules
from app.preparing.cards import MattersCard, QuestionCard
from app.sharing.content import Deed, Part, Thing
from app.sharing.rules import Access, own
from tests.conftest import TUESDAY_MORNING

ANN, RUT, SAM, TIME = (uuid.uuid4() for _ in range(4))
SISTER = {"sees": {Part.STORY, Part.TIMES}, "does": {Deed.WRITE}}


def helper(**said):
    return Access(ANN, RUT, Role.RELATIVE, **{**SISTER, **said})


def question(by_id=ANN, **said):
    return QuestionCard(
        **{
            "id": uuid.uuid4(),
            "words": "Får jag cykla?",
            "by_id": by_id,
            "role": "patient",
            "asked_at": TUESDAY_MORNING,
            "appointment_id": None,
            "subject": None,
            "answer": None,
            "answered_by_id": None,
            "answered_at": None,
            "given_name": "Ann",
            "family_name": "Exempelsson",
            **said,
        }
    )


@pytest.mark.parametrize(
    ("access", "by_id", "may"),
    [
        pytest.param(own(ANN), ANN, True, id="the patient, their own"),
        pytest.param(own(ANN), RUT, True, id="the patient, a helper's"),
        pytest.param(helper(), RUT, True, id="a helper, their own"),
        pytest.param(helper(), ANN, False, id="a helper, the patient's"),
        pytest.param(helper(does=()), RUT, False, id="a helper who may not write any more"),
        pytest.param(helper(sees={Part.TIMES}), RUT, False, id="a helper who may not read it"),
        pytest.param(Access(ANN, SAM, Role.STAFF), ANN, False, id="staff"),
        pytest.param(Access(ANN, SAM, Role.STAFF), SAM, False, id="staff, as if it was theirs"),
    ],
)
def test_who_may_take_words_back(access, by_id, may):
    assert rules.may_take_back(access, by_id) is may


def test_the_patients_own_words_stand_first():
    whose = {"words": "", "role": "", "said_at": TUESDAY_MORNING, "family_name": ""}
    ruts = MattersCard(id=uuid.uuid4(), by_id=RUT, given_name="Rut", **whose)
    anns = MattersCard(id=uuid.uuid4(), by_id=ANN, given_name="Ann", **whose)

    assert rules.patient_first([ruts, anns], ANN) == [anns, ruts]


FOR_A_TIME = question(appointment_id=TIME, subject=Words("sv", {"sv": "Besök"}))
HIDDEN = {(Thing.TIME, str(TIME)): True}


@pytest.mark.parametrize("access", [own(ANN), Access(ANN, SAM, Role.STAFF), helper()])
def test_a_question_for_a_time_is_seen_with_its_time(access):
    assert rules.shown_to(access, [FOR_A_TIME]) == [FOR_A_TIME]


def test_who_does_not_see_times_reads_the_question_alone():
    (seen,) = rules.shown_to(helper(sees={Part.STORY}), [FOR_A_TIME])

    assert (seen.words, seen.subject, seen.appointment_id) == (FOR_A_TIME.words, None, None)


def test_a_question_for_a_time_that_is_kept_out_does_not_exist_for_others():
    others = question()

    assert rules.shown_to(helper(kept_out=HIDDEN), [FOR_A_TIME, others]) == [others]
    assert rules.shown_to(own(ANN), [FOR_A_TIME]) == [FOR_A_TIME]
