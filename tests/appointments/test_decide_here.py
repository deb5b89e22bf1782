"""What may be done with a time here, what follows, and what a file may still change: rules."""

import uuid
from datetime import date, timedelta

import pytest

from app.appointments import booking, booking_rules, rules
from app.appointments.booking_rules import Consequences, Errand, Hindrance
from app.appointments.content import SupportKind
from app.base.words import Words
from app.slots.cards import FreeSlot
from app.slots.content import BookingRulesContent, Mode
from tests.appointments.made import at, time
from tests.conftest import TUESDAY_MORNING

KIND, SAM, TORA = (uuid.UUID(int=n) for n in (7, 8, 9))
RULES = BookingRulesContent(change_hours=24, late_cancel_hours=48, late_cancel_fee=400)
A_WEEK, A_SECOND = timedelta(days=7), timedelta(seconds=1)
TODAY = date(2026, 11, 24)


def of(state, **said):
    """Return a time that may be changed here, in this state."""
    fixed = state in ("booked", "invitation", "done", "missed")
    starts = {"starts_at": TUESDAY_MORNING + A_WEEK} if fixed else {}
    more = {"answer_by": TODAY} if state == "open-invitation" else {}
    more |= {"window_from": TODAY} if state == "planned" else {}
    return time("Besök", state, **{"kind_id": KIND, "change": "online", **starts, **more, **said})


def slot(starts_at, *, role_id=None, mode=Mode.VISIT):
    half_an_hour = timedelta(minutes=30)
    return FreeSlot(
        uuid.uuid4(), uuid.UUID(int=1), role_id, mode, None, starts_at, starts_at + half_an_hour
    )


MAY = {
    "booked": ["change", "cancel"],
    "invitation": ["change", "cancel"],
    "open-invitation": ["book", "cancel"],
    "planned": ["book"],
    "requested": [],
    "done": ["book-again"],
    "missed": [],
    "cancelled": ["book-again"],
}


@pytest.mark.parametrize("state", MAY)
def test_what_may_be_done_depends_on_the_state(state):
    assert booking_rules.may(of(state), RULES, now=TUESDAY_MORNING) == MAY[state]


@pytest.mark.parametrize("state", MAY)
def test_a_missing_permission_means_no(state):
    for time_, allowed_by in (
        (of(state), None),
        (of(state, kind_id=None), RULES),
        (of(state, change="phone"), RULES),
    ):
        assert booking_rules.may(time_, allowed_by, now=TUESDAY_MORNING) == []
        for errand in MAY[state]:
            why = booking_rules.hindrance(Errand(errand), time_, allowed_by, now=TUESDAY_MORNING)
            assert why is Hindrance.NOT_HERE


@pytest.mark.parametrize("errand", [Errand.CHANGE, Errand.CANCEL])
@pytest.mark.parametrize("state", ["booked", "invitation"])
def test_a_time_is_changed_here_until_it_is_near(state, errand):
    day_before = TUESDAY_MORNING + timedelta(hours=24)

    near_enough = of(state, starts_at=day_before)
    too_near = of(state, starts_at=day_before - A_SECOND)
    over = of(state, starts_at=TUESDAY_MORNING - timedelta(hours=1))

    answers = [
        booking_rules.hindrance(errand, one, RULES, now=TUESDAY_MORNING)
        for one in (near_enough, too_near, over)
    ]
    assert answers == [None, Hindrance.TOO_NEAR, Hindrance.ANOTHER_STATE]


def test_near_is_counted_in_hours_and_not_by_the_clocks_on_the_wall():
    """The clocks go back on 25 October, so that night has 25 hours from one 09.00 to the next."""
    starts_at = at(date(2026, 10, 25), "9.00")

    by_the_clock = booking_rules.is_too_near(
        of("booked", starts_at=starts_at), RULES, now=at(date(2026, 10, 24), "9.00")
    )
    an_hour_later = booking_rules.is_too_near(
        of("booked", starts_at=starts_at), RULES, now=at(date(2026, 10, 24), "10.01")
    )

    assert [by_the_clock, an_hour_later] == [False, True]


@pytest.mark.parametrize(("state", "errand"), [("open-invitation", "book"), ("booked", "change")])
def test_the_last_day_to_answer_is_a_day_to_answer(state, errand):
    days = (TODAY, TODAY - timedelta(days=1))

    answers = [
        booking_rules.hindrance(
            Errand(errand), of(state, answer_by=day), RULES, now=TUESDAY_MORNING
        )
        for day in days
    ]

    assert answers == [None, Hindrance.ANSWERED_TOO_LATE]


def test_what_has_been_may_be_booked_again_whenever_its_answer_was_wanted():
    done = of("done", answer_by=TODAY - A_WEEK)
    refused = of("cancelled", answer_by=TODAY - A_WEEK)

    assert booking_rules.may(done, RULES, now=TUESDAY_MORNING) == [Errand.BOOK_AGAIN]
    assert booking_rules.may(refused, RULES, now=TUESDAY_MORNING) == []


NOTHING, GUARANTEE = Consequences(), Consequences(guarantee=True)


@pytest.mark.parametrize(
    ("errand", "state", "booked_here", "follows"),
    [
        ("book", "open-invitation", False, NOTHING),
        ("cancel", "open-invitation", False, GUARANTEE),
        ("change", "invitation", False, GUARANTEE),
        ("cancel", "invitation", False, GUARANTEE),
        ("change", "booked", False, GUARANTEE),
        ("change", "booked", True, NOTHING),
        ("cancel", "booked", True, NOTHING),
        ("book-again", "done", False, NOTHING),
    ],
)
def test_to_say_no_to_what_care_chose_has_a_consequence(errand, state, booked_here, follows):
    found = booking_rules.consequences(
        Errand(errand), of(state), RULES, booked_here=booked_here, now=TUESDAY_MORNING
    )

    assert found == follows


def test_a_late_cancellation_costs_what_the_unit_takes():
    def fee(hours, **rules):
        time_ = of("booked", starts_at=TUESDAY_MORNING + timedelta(hours=hours) - A_SECOND)
        said = BookingRulesContent(**{**RULES.model_dump(), **rules})
        return booking_rules.consequences(
            Errand.CANCEL, time_, said, booked_here=True, now=TUESDAY_MORNING
        )

    assert fee(48) == Consequences(fee=400)
    assert fee(48).told == "fee"
    assert fee(49) == Consequences()
    assert fee(49).told == "nothing"
    assert fee(48, late_cancel_fee=None) == Consequences()
    assert Consequences(guarantee=True, fee=400).told == "guarantee, fee"


def test_what_is_planned_is_not_booked_before_it_was_planned_for():
    planned = of("planned", window_from=date(2026, 12, 7))

    between = booking_rules.bookable_for(planned, RULES, now=TUESDAY_MORNING)
    invited = booking_rules.bookable_for(of("open-invitation"), RULES, now=TUESDAY_MORNING)

    assert between.earliest == at(date(2026, 12, 7), "0.00")
    assert invited.earliest == TUESDAY_MORNING + timedelta(minutes=RULES.lead_minutes)
    assert between.latest == invited.latest == at(date(2027, 3, 25), "0.00")


def test_a_time_keeps_its_name_unless_that_would_be_untrue():
    kind = Words("sv", {"sv": "Fysioterapi"})
    nours = of("booked", role_id=SAM, mode="visit")
    anybodys = of("open-invitation")
    same, other_person = (slot(TUESDAY_MORNING, role_id=one) for one in (SAM, TORA))
    other_way = slot(TUESDAY_MORNING, role_id=SAM, mode=Mode.PHONE)

    names = [booking_rules.called(nours, one, kind=kind) for one in (same, other_person, other_way)]

    assert names == [nours.what, kind, kind]
    assert booking_rules.called(anybodys, other_way, kind=kind) == anybodys.what


def test_times_that_touch_are_not_at_once():
    others = [
        of("booked", starts_at=TUESDAY_MORNING + timedelta(minutes=minutes), ends_at=None)
        for minutes in (-60, -59, 29, 30)
    ]

    found = rules.at_once(
        others, slot(TUESDAY_MORNING), but=others[2].id, now=TUESDAY_MORNING - A_WEEK
    )

    assert found == [others[1]]


QUIET = Words("sv", {"sv": "Lugnt rum", "en": "A quiet room"})
SLOWLY = Words("sv", {"sv": "Vänta in mig"})
USUAL = [(SupportKind.QUIET_ROOM, QUIET), (SupportKind.LIFT, Words("sv", {"sv": "Lift"}))]


def test_support_is_offered_once_and_ticked_where_it_is_agreed():
    choices = booking_rules.support_choices(
        of("open-invitation", support=[SLOWLY]), [Words("sv", {"sv": "lugnt rum"})], USUAL
    )

    assert [(one.value, one.ticked) for one in choices] == [
        ("Vänta in mig", True),
        ("lugnt rum", True),
        ("Lift", False),
    ]


def test_a_fixed_time_has_the_support_that_was_chosen_for_it():
    choices = booking_rules.support_choices(of("booked", support=[SLOWLY]), [QUIET], USUAL)

    assert [(one.value, one.ticked) for one in choices] == [
        ("Vänta in mig", True),
        ("Lugnt rum", False),
        ("Lift", False),
    ]


def test_what_was_ticked_stays_ticked_also_when_the_agreement_has_changed():
    choices = booking_rules.support_choices(of("planned"), [QUIET], USUAL)

    again = booking_rules.ticked_again(choices, ["Lift", "Hiss"], language="en")
    chosen = booking_rules.chosen_support(again, ["Lift", "Hiss"], more=" Hej ", language="en")

    assert [(one.value, one.ticked) for one in again] == [
        ("Lugnt rum", False),
        ("Lift", True),
        ("Hiss", True),
    ]
    assert [words.texts for words in chosen] == [{"sv": "Lift"}, {"en": "Hiss"}, {"en": "Hej"}]


BEFORE = of("booked")
MOVED = of("booked", starts_at=TUESDAY_MORNING + 2 * A_WEEK)


@pytest.mark.parametrize(
    ("kept", "told", "as_told", "here", "overtaken"),
    [
        pytest.param(BEFORE, MOVED, BEFORE, False, False, id="nothing was done here"),
        pytest.param(MOVED, BEFORE, BEFORE, True, True, id="moved here, told as before"),
        pytest.param(MOVED, BEFORE, None, True, True, id="moved here, and nobody noted before"),
        pytest.param(MOVED, of("cancelled"), BEFORE, True, False, id="moved here, then cancelled"),
        pytest.param(
            BEFORE, of("planned"), of("open-invitation"), True, True, id="booked, told to book"
        ),
        pytest.param(of("cancelled"), BEFORE, BEFORE, False, True, id="cancelled here"),
        pytest.param(of("cancelled"), MOVED, BEFORE, False, False, id="cancelled, then moved"),
        pytest.param(of("cancelled"), BEFORE, None, False, False, id="withdrawn, told once more"),
    ],
)
def test_a_file_changes_what_was_done_here_only_with_news(kept, told, as_told, here, overtaken):
    before = booking_rules.arrangement(as_told) if as_told else ""

    found = booking_rules.is_overtaken(kept, told, as_told=before, here=here)

    assert found is overtaken


def test_what_booking_decides_is_what_a_file_may_not_undo():
    decided = booking._as_booked(slot(TUESDAY_MORNING), booking.Filled(), BEFORE.what)

    assert set(decided) - {"slot_id", "message"} == booking_rules.ARRANGED
