"""Whatever a phone sends is taken or answered plainly: never counted twice, never lost."""

import uuid
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.self_care.content import Value

AUTUMN = datetime(2027, 10, 31, 12, 0, tzinfo=UTC)
SPRING = datetime(2027, 3, 28, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "answer"),
    [
        pytest.param({"value-upper": "120/80"}, "Write one in each box", id="two numbers"),
        pytest.param({"value-upper": "1.200"}, "Is it 1.2 or 1200?", id="a thousand or not"),
        pytest.param({"value-upper": "120 kPa"}, "Write the number in mmHg.", id="another unit"),
        pytest.param({"value-upper": "hög"}, "Write a number here", id="no number"),
        pytest.param({"value-upper": "9" * 50}, "That number is too long", id="a long number"),
        pytest.param({"at": "9.31"}, "That is later than now", id="a minute ahead"),
        pytest.param({"at": "25.00"}, "Write a clock time here", id="no such time"),
        pytest.param({"happened": "2026-11-25T08:00:00Z"}, "later than now", id="a phone ahead"),
        pytest.param({"happened": "i morse"}, "Write a clock time here", id="no moment"),
        pytest.param({"on": "2026-11-25"}, "for today or an earlier day", id="tomorrow"),
        pytest.param({"on": "2024-11-25"}, "for today or an earlier day", id="long ago"),
        pytest.param({"on": "igår"}, "Write the day like this", id="no day"),
        pytest.param({"slot": "midnatt"}, "Choose one of these", id="no such occasion"),
        pytest.param({"outcome": "perfect"}, "Choose one of these", id="no such outcome"),
        pytest.param({"words": "x" * 4001}, "There is room for 4000 characters", id="long words"),
    ],
)
def test_what_is_odd_is_answered_plainly_and_kept_in_the_form(
    browse, entries, write_down, told, answer
):
    typed = {"words": "Mina ord", **told}

    odd = write_down(browse("ann"), about="pressure", **typed)

    assert odd.status_code == 422
    assert answer in odd.text
    assert typed["words"] in odd.text
    assert entries() == []


@pytest.mark.parametrize(("field", "value"), [("id", "not-an-id"), ("id", ""), ("routine", "x")])
def test_a_form_that_is_not_ours_is_refused(browse, entries, write_down, field, value):
    assert write_down(browse("ann"), **{field: value}).status_code == 422
    assert entries() == []


def test_ten_megabytes_of_text_are_too_long(browse, entries, write_down):
    sent = write_down(browse("ann"), words="x" * 10_000_000)

    assert sent.status_code == 413
    assert "Shorten what you wrote" in sent.text
    assert entries() == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("120,5", "120.5"), ("\N{MINUS SIGN}3", "-3"), ("120.5 mmHg", "120.5"), ("1 200", "1200")],
)
def test_a_number_is_kept_as_it_was_meant(browse, entries, write_down, typed, kept):
    write_down(browse("ann"), about="pressure", **{"value-upper": typed})

    assert entries()[0].values == [Value(measure="upper", number=Decimal(kept))]


def test_the_missing_hour_in_march_is_answered_plainly(browse, now, entries, write_down):
    now(SPRING)

    odd = write_down(browse("ann"), on="2027-03-28", at="2.30")

    assert odd.status_code == 422
    assert "the clocks went from 02:00 straight to 03:00" in odd.text
    assert entries() == []


def test_the_doubled_hour_in_october_is_asked_about(browse, now, entries, write_down):
    now(AUTUMN)
    ann = browse("ann")

    asked = write_down(ann, on="2027-10-31", at="2.30", words="Kunde inte sova")
    write_down(ann, on="2027-10-31", at="2.30", second="second")
    write_down(ann, on="2027-10-31", at="2.30", second="first")

    assert asked.status_code == 422
    assert "The clocks showed that time twice that night." in asked.text
    assert "Before the clocks were put back" in asked.text
    assert "Kunde inte sova" in asked.text
    assert [f"{entry.happened_at:%H:%M}" for entry in entries()] == ["00:30", "01:30"]


def test_a_phone_that_noted_the_moment_is_not_asked(browse, now, entries, write_down):
    now(AUTUMN)

    write_down(browse("ann"), on="2027-10-31", happened="2027-10-31T02:30:00+01:00")

    assert entries()[0].happened_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


def test_a_correction_of_the_second_of_two_hours_stays_the_second(
    browse, now, entries, write_down, people
):
    now(AUTUMN)
    ann = browse("ann")
    write_down(ann, on="2027-10-31", at="2.30", second="second")
    (kept,) = entries()

    ann.press(
        f"/self-care/entries/{kept.id}",
        on="2027-10-31",
        outcome="done",
        at="02:30",
        words="Tog tabletten",
        by=str(people["ann"]),
    )

    assert (entries()[0].words, entries()[0].happened_at) == ("Tog tabletten", kept.happened_at)


def test_words_without_signs_that_nobody_can_see_are_kept(browse, entries, write_down):
    write_down(browse("ann"), words="a\x00b\x1b[31m 👵🏽 <script>alert(1)</script>")

    assert entries()[0].words == "ab[31m 👵🏽 <script>alert(1)</script>"
    page = browse("ann").get("/self-care").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@settings(
    max_examples=60,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    told=st.fixed_dictionaries(
        {},
        optional={
            "on": st.text(max_size=12),
            "slot": st.text(max_size=8),
            "outcome": st.text(max_size=8),
            "at": st.text(max_size=8),
            "second": st.text(max_size=8),
            "happened": st.text(max_size=30),
            "words": st.text(max_size=40),
            "value-upper": st.text(max_size=12),
            "value-other": st.text(max_size=12),
        },
    )
)
def test_nothing_that_can_be_typed_breaks_it(browse, people, routines, told):
    ann = browse("ann")

    sent = ann.press(
        "/self-care/entries",
        id=str(uuid.uuid4()),
        routine=str(routines()["pressure"].id),
        by=str(people["ann"]),
        **{"outcome": "done", **told},
    )

    assert sent.status_code in (303, 422)
