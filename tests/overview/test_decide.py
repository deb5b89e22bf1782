"""What happens next: which thing goes before which, on both sides of every boundary."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest

from app.appointments.content import OfferReason
from app.appointments.offer_cards import LiveOffer
from app.base.words import Words
from app.contracts.agreement import Agreement
from app.contracts.content import Commitment, CommitmentState, Party
from app.overview import rules
from app.overview.rules import NextStep, Promise, StepKind
from tests.appointments.made import at, booked, time

TODAY = date(2026, 11, 24)
NOW = at(TODAY, "9.30")
A_DAY = timedelta(days=1)
ROLE = uuid.UUID(int=2)


def days(number):
    return TODAY + number * A_DAY


def promise(key, who="care", *, state="agreed", **said):
    named = {"care": {"role_id": ROLE}, "municipality": {"role_id": ROLE}, "me": {}}
    commitment = Commitment.model_validate(
        {"key": key, "who": who, "what": key, **named[who], **said}
    )
    return Promise(commitment, CommitmentState(state))


def invitation(what, answer_by, starts_at=None):
    if starts_at is None:
        return time(what, "open-invitation", answer_by=answer_by)
    return time(what, "invitation", answer_by=answer_by, starts_at=starts_at)


def next_step(times=(), promises=(), now=NOW):
    return rules.next_step(list(times), list(promises), now=now)


def kind(times=(), promises=(), now=NOW):
    return next_step(times, promises, now).kind


IN_ORDER = {
    StepKind.TODAY: booked("i dag", at(TODAY, "14.00")),
    StepKind.ANSWER_SOON: invitation("svara snart", days(7)),
    StepKind.LATE_PROMISE: promise("sen", due_on=days(-2)),
    StepKind.LATE_TIME: time("A", "planned", window_from=days(30), call_if_not_heard_by=days(-1)),
    StepKind.COMING: booked("snart", at(days(1), "9.00")),
    StepKind.ANSWER_MISSED: invitation("svarade inte", days(-3)),
    StepKind.ANSWER: invitation("svara", days(8)),
    StepKind.REQUESTED: time("önskad", "requested"),
    StepKind.PROMISE: promise("lovat", due_on=days(9)),
    StepKind.PLANNED: time("planerad", "planned", window_from=days(3)),
}  # fmt: skip


def test_one_kind_goes_before_another_in_just_this_order():
    waiting = dict(IN_ORDER)
    found = []

    while waiting:
        step = next_step(
            [thing for thing in reversed(waiting.values()) if not isinstance(thing, Promise)],
            [thing for thing in waiting.values() if isinstance(thing, Promise)],
        )
        assert (step.time or step.promise) is waiting.pop(step.kind)
        found.append(step.kind)

    assert found == list(IN_ORDER)
    assert [*found, StepKind.NOTHING] == list(StepKind)


def test_when_there_is_nothing_that_is_said():
    assert next_step() == NextStep(StepKind.NOTHING)


@pytest.mark.parametrize(
    ("over", "promises"),
    [
        pytest.param([booked("A", NOW - timedelta(hours=1))], [], id="a time that is over"),
        pytest.param([time("A", "cancelled", starts_at=NOW + A_DAY)], [], id="a cancelled time"),
        pytest.param([time("A", "done", starts_at=NOW - A_DAY)], [], id="a time that was"),
        pytest.param([], [promise("A", "me", due_on=days(-9))], id="what the patient does"),
        pytest.param([], [promise("A")], id="what has no day"),
    ],
)
def test_what_is_over_or_not_due_is_nothing_next(over, promises):
    assert kind(over, promises) is StepKind.NOTHING


@pytest.mark.parametrize(
    ("starts_at", "expected"),
    [
        pytest.param(at(TODAY, "9.31"), StepKind.TODAY, id="in a minute"),
        pytest.param(at(TODAY, "23.59"), StepKind.TODAY, id="the last minute of today"),
        pytest.param(at(days(1), "0.00"), StepKind.COMING, id="midnight is tomorrow"),
        pytest.param(at(TODAY, "9.00"), StepKind.TODAY, id="going on"),
        pytest.param(at(TODAY, "8.30"), StepKind.NOTHING, id="over an hour ago"),
    ],
)
def test_today_ends_at_midnight_here(starts_at, expected):
    assert kind([booked("A", starts_at)]) is expected


@pytest.mark.parametrize(
    ("now", "starts_at", "expected"),
    [
        pytest.param(
            datetime(2026, 11, 24, 22, 59, tzinfo=UTC),
            datetime(2026, 11, 24, 23, 0, tzinfo=UTC),
            StepKind.COMING,
            id="tomorrow here is still today in UTC",
        ),
        pytest.param(
            datetime(2026, 11, 24, 23, 0, tzinfo=UTC),
            datetime(2026, 11, 25, 22, 59, tzinfo=UTC),
            StepKind.TODAY,
            id="today here until the next evening in UTC",
        ),
        pytest.param(
            datetime(2026, 10, 24, 22, 0, tzinfo=UTC),
            datetime(2026, 10, 25, 22, 59, tzinfo=UTC),
            StepKind.TODAY,
            id="all 25 hours of the long day",
        ),
        pytest.param(
            datetime(2026, 10, 24, 22, 0, tzinfo=UTC),
            datetime(2026, 10, 25, 23, 0, tzinfo=UTC),
            StepKind.COMING,
            id="the day after the long one",
        ),
        pytest.param(
            datetime(2027, 3, 27, 23, 0, tzinfo=UTC),
            datetime(2027, 3, 28, 21, 59, tzinfo=UTC),
            StepKind.TODAY,
            id="all 23 hours of the short day",
        ),
        pytest.param(
            datetime(2027, 3, 27, 23, 0, tzinfo=UTC),
            datetime(2027, 3, 28, 22, 0, tzinfo=UTC),
            StepKind.COMING,
            id="the day after the short one",
        ),
        pytest.param(
            datetime(2028, 2, 28, 22, 59, tzinfo=UTC),
            datetime(2028, 2, 28, 23, 0, tzinfo=UTC),
            StepKind.COMING,
            id="the leap day is tomorrow",
        ),
        pytest.param(
            datetime(2028, 2, 29, 22, 58, tzinfo=UTC),
            datetime(2028, 2, 29, 22, 59, tzinfo=UTC),
            StepKind.TODAY,
            id="the last minute of the leap day",
        ),
    ],
)
def test_today_is_the_day_here_also_when_the_clocks_change(now, starts_at, expected):
    assert kind([booked("A", starts_at)], now=now) is expected


def test_what_has_begun_goes_on_being_today():
    stay = booked("Inlagd", at(days(-2), "9.00"), at(days(1), "9.00"))

    assert next_step([stay]) == NextStep(StepKind.TODAY, stay)


def test_the_earlier_of_two_times_is_next():
    late, early = booked("B", at(days(2), "9.00")), booked("A", at(days(1), "9.00"))

    assert next_step([late, early]).time is early


@pytest.mark.parametrize(
    ("answer_by", "expected"),
    [
        pytest.param(days(8), StepKind.ANSWER, id="eight days away"),
        pytest.param(days(7), StepKind.ANSWER_SOON, id="seven days away"),
        pytest.param(TODAY, StepKind.ANSWER_SOON, id="today"),
        pytest.param(days(-1), StepKind.ANSWER_MISSED, id="past"),
    ],
)
def test_an_answer_is_soon_within_seven_days(answer_by, expected):
    to_book = invitation("A", answer_by)
    given, tomorrow = (
        invitation("B", answer_by, at(days(20), "9.00")),
        booked("C", at(days(1), "9.00")),
    )

    assert next_step([to_book]) == NextStep(expected, to_book)
    assert (next_step([given, tomorrow]).time is given) is (expected is StepKind.ANSWER_SOON)


def test_the_most_urgent_answer_goes_first():
    late, soon = invitation("B", days(5)), invitation("A", days(2))

    assert next_step([late, soon]).time is soon


def offered(what, until, state="open-invitation"):
    of = time(what, state, answer_by=days(200), window_from=days(0))
    return LiveOffer(uuid.uuid4(), OfferReason.CARE, until, 3, of, made_at=until)


def test_an_offer_goes_before_everything_but_today():
    offer = offered("erbjuden", at(days(2), "16.00"))
    today, soon = IN_ORDER[StepKind.TODAY], IN_ORDER[StepKind.ANSWER_SOON]

    def step(*times):
        return rules.next_step([*times, offer.time], [], offers=[offer], now=NOW)

    assert step(today, soon).time is today
    assert step(soon) == NextStep(StepKind.ANSWER_SOON, offer=offer)


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        pytest.param(NOW + 7 * A_DAY, StepKind.ANSWER_SOON, id="seven days"),
        pytest.param(NOW + 7 * A_DAY + timedelta(seconds=1), StepKind.COMING, id="later"),
    ],
)
def test_an_offer_is_soon_over_within_seven_days(until, expected):
    offer, coming = offered("erbjuden", until), IN_ORDER[StepKind.COMING]

    step = rules.next_step([coming, offer.time], [], offers=[offer], now=NOW)

    assert step.kind is expected


def test_what_is_offered_for_is_not_said_to_wait_beside_its_offer():
    offer = offered("erbjuden", at(days(2), "16.00"))
    late = offered("sen", at(days(3), "16.00"), "planned")
    both, times = [offer, late], [offer.time, late.time]

    step = rules.next_step(times, [], offers=both, now=NOW)

    assert step.offer is offer
    assert rules.waiting(times, step, offers=both, now=NOW) == []


def test_an_offer_far_ahead_waits_before_an_invitation():
    offer, invited = offered("erbjuden", at(days(30), "16.00")), invitation("svara", days(60))

    step = rules.next_step([invited, offer.time], [], offers=[offer], now=NOW)

    assert step == NextStep(StepKind.ANSWER, offer=offer)


@pytest.mark.parametrize(
    ("now", "answer_by", "expected"),
    [
        (datetime(2026, 10, 18, 22, 0, tzinfo=UTC), date(2026, 10, 26), StepKind.ANSWER_SOON),
        (datetime(2026, 10, 18, 21, 59, tzinfo=UTC), date(2026, 10, 26), StepKind.ANSWER),
        (datetime(2028, 2, 23, 12, 0, tzinfo=UTC), date(2028, 3, 1), StepKind.ANSWER_SOON),
        (datetime(2028, 2, 22, 12, 0, tzinfo=UTC), date(2028, 3, 1), StepKind.ANSWER),
    ],
)
def test_seven_days_are_seven_dates(now, answer_by, expected):
    assert kind([invitation("A", answer_by)], now=now) is expected


@pytest.mark.parametrize("who", ["care", "municipality"])
@pytest.mark.parametrize(
    ("said", "late"),
    [
        pytest.param({"due_on": days(-1)}, True, id="due yesterday"),
        pytest.param({"due_on": TODAY}, False, id="due today"),
        pytest.param({"if_not_heard_by": TODAY}, True, id="to be called about from today"),
        pytest.param({"if_not_heard_by": days(1)}, False, id="to be called about from tomorrow"),
        pytest.param(
            {"due_on": days(-3), "if_not_heard_by": days(1)}, False, id="not yet to be called about"
        ),
        pytest.param(
            {"due_on": days(3), "if_not_heard_by": TODAY},
            True,
            id="to be called about before it is due",
        ),
        pytest.param({"due_on": days(-1), "state": "ongoing"}, False, id="going on and on"),
        pytest.param(
            {"if_not_heard_by": TODAY, "state": "ongoing"}, True, id="going on, but not heard of"
        ),
        pytest.param({"due_on": days(-1), "state": "too-much"}, True, id="too much, but late"),
        pytest.param({"due_on": days(-1), "state": "done"}, False, id="done"),
        pytest.param({"due_on": days(-1), "state": "paused"}, False, id="paused"),
        pytest.param({}, False, id="without a day"),
    ],
)
def test_care_is_late_the_day_after_its_promise_was_due(who, said, late):
    one = promise("A", who, **said)

    assert rules.is_late_by_care(one, today=TODAY) is late
    assert (kind(promises=[one]) is StepKind.LATE_PROMISE) is late


def test_what_the_patient_does_is_never_late():
    assert not rules.is_late_by_care(promise("A", "me", due_on=days(-99)), today=TODAY)


@pytest.mark.parametrize(
    ("now", "late"),
    [
        (datetime(2027, 3, 27, 22, 59, tzinfo=UTC), False),
        (datetime(2027, 3, 27, 23, 0, tzinfo=UTC), True),
    ],
)
def test_a_promise_is_late_from_midnight_here(now, late):
    due = promise("A", due_on=date(2027, 3, 27))

    assert (kind(promises=[due], now=now) is StepKind.LATE_PROMISE) is late


def test_a_promise_for_the_leap_day_is_late_the_first_of_march():
    due = promise("A", due_on=date(2028, 2, 29))

    assert not rules.is_late_by_care(due, today=date(2028, 2, 29))
    assert rules.is_late_by_care(due, today=date(2028, 3, 1))


@pytest.mark.parametrize(
    ("heard_by", "unheard"),
    [(days(-1), True), (TODAY, True), (days(1), False), (None, False)],
)
def test_a_planned_time_is_to_be_called_about_from_its_day(heard_by, unheard):
    planned = time("A", "planned", window_from=days(30), call_if_not_heard_by=heard_by)

    assert rules.is_unheard_of(planned, today=TODAY) is unheard
    assert kind([planned]) is (StepKind.LATE_TIME if unheard else StepKind.PLANNED)


@pytest.mark.parametrize("state", ["requested", "open-invitation"])
def test_only_a_planned_time_can_be_unheard_of(state):
    asked = time("A", state, answer_by=days(30), call_if_not_heard_by=days(-1))

    assert not rules.is_unheard_of(asked, today=TODAY)


def test_what_care_is_most_late_with_goes_first():
    late = promise("A", due_on=days(-2))
    later_still = promise("B", due_on=days(-5))
    called_about = promise("C", due_on=days(-9), if_not_heard_by=days(-1))
    unheard = time("D", "planned", window_from=days(9), call_if_not_heard_by=days(-3))

    assert next_step([unheard], [called_about, late, later_still]).promise is later_still
    assert next_step([unheard], [called_about, late]).time is unheard
    assert next_step([], [called_about, late]).promise is late


def test_the_planned_time_with_the_first_window_goes_first():
    spring = time("A", "planned", window_words=Words("sv", {"sv": "I vår"}))
    until = time("B", "planned", window_words=Words("sv", {"sv": "Snart"}), window_to=days(9))
    soon = time("C", "planned", window_from=days(3))

    assert next_step([spring, until, soon]).time is soon
    assert next_step([spring, until]).time is until


def test_after_the_next_step_come_the_others_in_order_of_day():
    next_up = booked("A", at(days(1), "9.00"))
    planned = time("B", "planned", window_from=days(2))
    afterwards = booked("C", at(days(3), "9.00"))
    requested = time("D", "requested")
    asked = invitation("E", days(14))
    over = booked("F", at(days(-1), "9.00"))
    times = [requested, afterwards, over, asked, planned, next_up]

    step = next_step(times)

    assert step.time is next_up
    assert rules.later(times, step, now=NOW) == [planned, afterwards, requested]
    assert rules.waiting(times, step, now=NOW) == [asked]


def test_the_next_step_itself_is_not_said_to_wait_too():
    first, second = invitation("A", days(1)), invitation("B", days(2))

    step = next_step([second, first])

    assert step.time is first
    assert rules.waiting([second, first], step, now=NOW) == [second]


def test_sides_are_what_is_left_to_do_and_never_mixed():
    mine = [promise("a", "me"), promise("b", "me", state="paused")]
    cares = [promise("c", "care", state="too-much")]
    towns = [promise("d", "municipality")]
    done = [promise("e", "care", state="done")]

    sides = rules.sides([*towns, *done, *cares, *mine])

    assert sides == [mine, cares, towns]
    assert [side[0].commitment.who for side in sides] == [Party.ME, Party.CARE, Party.MUNICIPALITY]
    assert rules.sides(done) == []


def said(*goals):
    return Agreement.model_validate(
        {"terms": {"status": "active"}, "goals": [{"key": key, "words": key} for key in goals]}
    )


def test_a_new_time_is_news():
    visit = booked("A", at(days(1), "9.00"))

    news = rules.news(None, said(), [visit])

    assert (list(news.times), list(news.changes)) == ([visit], [])


def test_what_differs_from_the_version_one_knows_is_news():
    news = rules.news(said("a"), said("a", "b"), [])

    assert [change.part.key for change in news.changes] == ["b"]
    assert list(news.times) == []


def test_the_same_again_is_no_news():
    assert rules.news(said("a"), said("a"), []) is None
    assert rules.news(None, said("a"), []) is None
