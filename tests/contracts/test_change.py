"""What has changed between two versions, and from which day a promise is late."""

from datetime import date, timedelta

import pytest

from app.contracts import rules
from app.contracts.agreement import Agreement
from app.contracts.content import Commitment, CommitmentState
from app.contracts.content_care import Plan
from app.contracts.rules import ChangeKind

TODAY = date(2026, 11, 24)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def agreement(**lists):
    return Agreement.model_validate({"terms": {"status": "active"}, **lists})


def goal(key, words=None, **said):
    return {"key": key, "words": words or key, **said}


def plan(key="vp", *, approved, **said):
    return {"key": key, "kind": "VP", "approved_for_patient": approved, **said}


def told(before, after):
    """Return each change as its kind, its list and the key of its line."""
    return [
        (change.kind.value, change.list_name, change.part.key)
        for change in rules.changes(agreement(**before), agreement(**after))
    ]


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        pytest.param([], [], [], id="nothing"),
        pytest.param([goal("a")], [goal("a")], [], id="the same"),
        pytest.param([], [goal("a")], [("added", "goals", "a")], id="added"),
        pytest.param([goal("a")], [], [("removed", "goals", "a")], id="removed"),
        pytest.param([goal("a")], [goal("a", "b")], [("changed", "goals", "a")], id="other words"),
        pytest.param(
            [goal("a")], [goal("a", state="reached")], [("changed", "goals", "a")], id="reached"
        ),
        pytest.param([goal("a"), goal("b")], [goal("b"), goal("a")], [], id="another order"),
        pytest.param(
            [goal("a")],
            [goal("b", "a")],
            [("added", "goals", "b"), ("removed", "goals", "a")],
            id="another key",
        ),
    ],
)
def test_a_line_is_new_different_or_gone(before, after, changes):
    assert told({"goals": before}, {"goals": after}) == changes


def test_changes_come_list_by_list_and_what_is_gone_comes_last_in_each():
    before = {"goals": [goal("a"), goal("b")], "supports": [{"key": "s", "what": "Tolk"}]}
    after = {
        "goals": [goal("c"), goal("b", "b!")],
        "sayings": [{"key": "s", "kind": "matters", "words": "x"}],
    }

    assert told(before, after) == [
        ("added", "sayings", "s"),
        ("added", "goals", "c"),
        ("changed", "goals", "b"),
        ("removed", "goals", "a"),
        ("removed", "supports", "s"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        pytest.param([], [plan(approved=False)], [], id="a hidden plan is no news"),
        pytest.param(
            [plan(approved=False)],
            [plan(approved=False, title="Hemlig")],
            [],
            id="nor is its change",
        ),
        pytest.param([plan(approved=False)], [], [], id="nor is its end"),
        pytest.param(
            [plan(approved=False)],
            [plan(approved=True)],
            [("added", "plans", "vp")],
            id="it is new when it is approved",
        ),
        pytest.param(
            [plan(approved=True)],
            [plan(approved=False)],
            [("removed", "plans", "vp")],
            id="and gone when it is not any more",
        ),
        pytest.param(
            [plan(approved=True)],
            [plan(approved=True, title="Ny")],
            [("changed", "plans", "vp")],
            id="an approved plan is like any line",
        ),
    ],
)
def test_a_plan_that_is_not_approved_never_appears_among_changes(before, after, changes):
    assert told({"plans": before}, {"plans": after}) == changes


def test_only_approved_plans_are_shown():
    shown, hidden = (Plan.model_validate(plan(approved=approved)) for approved in (True, False))

    assert rules.shown_plans([hidden, shown]) == [shown]


@pytest.mark.parametrize(
    ("after", "reads_differently"),
    [
        pytest.param(goal("a", "other"), True, id="other words"),
        pytest.param(goal("a", state="reached"), False, id="another state"),
        pytest.param(goal("a", {"sv": "a", "en": "a"}), True, id="a translation"),
    ],
)
def test_a_line_reads_differently_when_its_own_words_changed(after, reads_differently):
    (change,) = rules.changes(agreement(goals=[goal("a")]), agreement(goals=[after]))

    assert change.kind is ChangeKind.CHANGED
    assert change.before.key == "a"
    assert change.reads_differently is reads_differently


def test_what_is_new_or_has_no_words_of_its_own_does_not_read_differently():
    (new,) = rules.changes(agreement(), agreement(goals=[goal("a")]))
    (wish,) = rules.changes(
        agreement(preferences=[{"key": "p", "purpose": "booking", "ways": ["phone"]}]),
        agreement(preferences=[{"key": "p", "purpose": "booking", "ways": ["letter"]}]),
    )

    assert not new.reads_differently
    assert new.before is None
    assert not wish.reads_differently


@pytest.mark.parametrize(
    ("term", "value", "told_of"),
    [
        ("status", "paused", True),
        ("coordination", "no", True),
        ("not_before", "10:00", True),
        ("next_review_on", "2027-02-01", True),
        ("ends_on", "2027-05-01", True),
        ("reviewed_on", "2026-11-24", False),
        ("version_words", "Ny text", False),
    ],
)
def test_some_terms_are_told_of_when_they_change(term, value, told_of):
    after = Agreement.model_validate({"terms": {"status": "active", term: value}})

    found = rules.changes(agreement(), after)

    assert [(change.kind, change.list_name) for change in found] == (
        [(ChangeKind.CHANGED, term)] if told_of else []
    )
    assert not any(change.reads_differently for change in found)


@pytest.mark.parametrize(
    ("due_on", "if_not_heard_by", "late"),
    [
        (None, None, False),
        (YESTERDAY, None, True),
        (TODAY, None, False),
        (TOMORROW, None, False),
        (None, YESTERDAY, True),
        (None, TODAY, True),
        (None, TOMORROW, False),
        (YESTERDAY, TOMORROW, False),
        (TOMORROW, TODAY, True),
    ],
)
def test_a_promise_is_late_after_its_day_or_from_the_day_to_call(due_on, if_not_heard_by, late):
    promise = Commitment.model_validate(
        {
            "who": "care",
            "unit_id": "00000000-0000-0000-0000-000000000001",
            "what": "Ringer",
            "due_on": due_on,
            "if_not_heard_by": if_not_heard_by,
        }
    )

    found = {state: rules.is_late(promise, state, today=TODAY) for state in CommitmentState}

    assert found == {
        CommitmentState.AGREED: late,
        CommitmentState.ONGOING: late and if_not_heard_by is not None,
        CommitmentState.TOO_MUCH: late,
        CommitmentState.DONE: False,
        CommitmentState.PAUSED: False,
    }


@pytest.mark.parametrize(
    ("who", "said", "care"),
    [
        ("care", {"unit_id": "00000000-0000-0000-0000-000000000001"}, True),
        ("municipality", {"actor": "a"}, True),
        ("me", {}, False),
        ("relative", {"relative": "rut"}, False),
        ("other", {"actor": "a"}, False),
    ],
)
def test_care_and_the_municipality_answer_on_one_side(who, said, care):
    promise = Commitment.model_validate({"who": who, "what": "Ringer", **said})

    assert rules.is_care_side(promise) is care
