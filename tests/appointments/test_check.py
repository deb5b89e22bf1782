"""What a time must say, and may not say, in each state."""

import uuid
from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from app.appointments.content import AppointmentContent

START, END = datetime(2026, 12, 1, 9, tzinfo=UTC), datetime(2026, 12, 1, 10, tzinfo=UTC)
DAY, NEXT_DAY = date(2026, 12, 1), date(2026, 12, 2)
ENOUGH = {
    "booked": {"starts_at": START},
    "invitation": {"starts_at": START},
    "done": {"starts_at": START},
    "missed": {"starts_at": START},
    "open-invitation": {"answer_by": DAY},
    "planned": {"window_from": DAY},
    "requested": {},
    "cancelled": {},
}


def check(state, **said):
    return AppointmentContent.model_validate(
        {"state": state, "what": "Besök", "unit_id": uuid.UUID(int=1), **said}
    )


@pytest.mark.parametrize("state", ENOUGH)
def test_each_state_needs_no_more_than_this(state):
    assert check(state, **ENOUGH[state]).state == state


@pytest.mark.parametrize("state", ["booked", "invitation", "done", "missed"])
def test_these_states_have_a_start(state):
    with pytest.raises(ValidationError, match=f"a time that is {state} has a start"):
        check(state)


@pytest.mark.parametrize("state", ["open-invitation", "planned", "requested"])
def test_these_states_have_no_start_yet(state):
    with pytest.raises(ValidationError, match=f"a time that is {state} has no start yet"):
        check(state, starts_at=START, **ENOUGH[state])


def test_what_was_cancelled_may_have_had_a_start():
    assert check("cancelled", starts_at=START).starts_at == START


def test_an_open_invitation_says_until_when():
    with pytest.raises(ValidationError, match="says until when one can book: answer_by"):
        check("open-invitation")


def test_a_planned_time_says_roughly_when():
    assert check("planned", window_words="I vår").window_words.original == "sv"

    with pytest.raises(ValidationError, match="says roughly when"):
        check("planned")
    with pytest.raises(ValidationError, match="says roughly when"):
        check("planned", window_to=DAY)


def test_a_time_ends_after_it_starts():
    assert check("booked", starts_at=START, ends_at=END).ends_at == END

    for ends_at in (START, datetime(2026, 12, 1, 8, tzinfo=UTC)):
        with pytest.raises(ValidationError, match="the time ends before it starts"):
            check("booked", starts_at=START, ends_at=ends_at)


def test_a_state_that_is_not_one_is_refused():
    with pytest.raises(ValidationError, match="booked"):
        check("moved", starts_at=START)


def test_a_window_may_be_one_day_and_never_runs_backwards():
    assert check("planned", window_from=DAY, window_to=DAY)

    with pytest.raises(ValidationError, match="the window ends before it starts"):
        check("planned", window_from=NEXT_DAY, window_to=DAY)


def test_a_time_names_where_or_with_whom():
    assert check("requested", unit_id=None, role_id=uuid.UUID(int=2))

    with pytest.raises(ValidationError, match="names its unit, or the professional it is with"):
        check("requested", unit_id=None)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("mode", "letter"),
        ("change", "sms"),
        ("starts_at", "tomorrow"),
        ("message_allowed", "sometimes"),
        ("support", "Tolk"),
        ("decisions", [{"on": "2026-12-01"}]),
        ("room", "12"),
    ],
)
def test_what_a_time_cannot_say_is_refused(field, value):
    with pytest.raises(ValidationError) as refused:
        check("booked", **{"starts_at": START, field: value})

    assert refused.value.errors()[0]["loc"][0] == field


def test_what_is_not_said_is_not_allowed():
    time = check("booked", starts_at=START)

    assert time.change == "phone"
    assert time.message_allowed is False
