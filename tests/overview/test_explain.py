"""What the words of care mean, what has ended, and what changes soon."""

import pytest

from app.contracts.content_care import ContactKind
from app.contracts.plan_kinds import PlanKind
from app.contracts.wording import EXPLANATIONS
from tests.overview.read import words_on

ENDED = {"status": "ended", "status_since": "2026-11-20", "ends_on": "2026-11-20"}
EMPTY = "Nothing is written down"


@pytest.fixture
def told(browse, tell):
    """Return what a page says to Ann when this is what her contract says."""

    def read(path, **said):
        tell("ann", **said)
        return words_on(browse("ann").get(path))

    return read


@pytest.mark.parametrize("kind", [ContactKind, PlanKind])
def test_every_word_of_care_is_explained(kind):
    assert set(kind) - set(EXPLANATIONS[kind]) == {kind("other")}


def test_what_kind_of_contact_one_has_is_explained_where_it_stands(told):
    doctor = {"key": "tora", "kind": "doctor", "role": "tora"}

    page = told("/contacts", care_contacts=[doctor])

    assert "The doctor you see first of all at your health care centre." in page
    assert "Somebody by name who helps you coordinate your care." not in page


def test_what_a_plan_is_is_explained_where_it_stands(told):
    plan = {"key": "a", "kind": "GP", "owner": "municipality", "approved_for_patient": "yes"}

    page = told("/contract", plans=[plan])

    assert "How you get your help from the municipality." in page


def test_an_ended_contract_shows_what_it_holds_and_the_way_to_a_new_one(told):
    goal = {"key": "a", "words": "Gå till affären"}

    page = told("/contract", terms=ENDED, goals=[goal], supports=[], advice=[])

    assert "Your patient contract has ended." in page
    assert "Gå till affären" in page
    assert "Lasted until 20 November" in page
    assert "I want a patient contract" in page
    assert EMPTY not in page


def test_a_contract_in_use_says_what_is_not_written_down(told):
    page = told("/contract", supports=[], advice=[])

    assert EMPTY in page
    assert "I want a patient contract" not in page


def test_what_changes_within_thirty_days_stands_on_the_first_page(told):
    changes = [
        {"on": "2026-11-23", "words": "Gårdagen."},
        {"on": "2026-11-24", "words": "Dagen."},
        {"on": "2026-12-24", "words": "Trettionde dagen."},
        {"on": "2026-12-25", "words": "Dagen efter."},
    ]

    page = told("/", terms={"status": "active", "coming_changes": changes})

    assert "What changes soon 24 November: Dagen. 24 December: Trettionde dagen." in page
    assert "Gårdagen." not in page
    assert "Dagen efter." not in page


def test_what_to_watch_for_stands_with_self_care(told):
    watch = {"key": "a", "box": "keep-watch", "words": "Väg dig varje morgon."}

    assert "Keep watch Väg dig varje morgon." in told("/self-care", advice=[watch])


def test_times_that_overlap_come_with_the_numbers_to_call(told):
    visits = [
        {"key": key, "state": "booked", "what": what, "unit": unit, "on": "2026-12-01", "at": at}
        for key, what, unit, at in (
            ("a", "Röntgen", "clinic", "10.00-11.00"),
            ("b", "Provtagning", "clinic", "10.30-10.45"),
        )
    ]

    page = told("/", appointments=visits)

    assert "Röntgen: 031-390 06 60 Mottagningen Provtagning: 031-390 06 60 Mottagningen" in page


def test_a_time_is_also_called_what_it_is_in_a_third_language(told):
    visit = {
        "key": "a",
        "state": "booked",
        "what": {"sv": "Din operation", "en": "Your operation", "fi": "Leikkaus"},
        "unit": "clinic",
        "on": "2026-12-01",
        "at": "10.00",
    }

    assert "Your operation Leikkaus" in told("/", appointments=[visit])


def test_a_relative_whose_time_is_over_is_said_to_be(told):
    rut = {"key": "rut", "name": "Rut", "relation": "syster", "until": "2026-11-23"}

    assert "Until 23 November · no longer valid" in told("/contacts", relatives=[rut])
