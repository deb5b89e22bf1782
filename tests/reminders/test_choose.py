"""What somebody is reminded of, when and how: shown as it stands, and kept as it is chosen."""

import pytest
from sqlmodel import select

from app.base import clock
from app.journal.models import Happening, JournalEntry
from app.people.models import Person
from app.reminders import choice_queries
from app.reminders.content import Channel, Moment, ReminderKind
from app.reminders.models import HelpWish, Reminder
from app.reminders.usual import EVENING, USUAL, Choice, Settings
from app.sharing.content import Deed, Part
from tests.overview.read import words_on
from tests.sharing.shared import end, open_plan, share
from tests.sharing.young import family, opens

__all__ = ["family", "opens"]

TIMES = "/settings/reminders/time"
QUIET = "/settings/reminders/quiet"
HELP = "/settings/reminders/help"
YES = {"wanted": "yes"}


@pytest.fixture
def chosen(session, people):
    """Return what holds for somebody, of a plan."""

    def of(person="ann", patient="ann"):
        session.expire_all()
        return choice_queries.choices_of(session, people[person], patient_id=people[patient])

    return of


@pytest.fixture
def rut(browse, session, people):
    """Rut, who is reminded of Ann's times, with Ann's plan open."""
    share(session, people, Part.TIMES, does=[Deed.BE_REMINDED])
    browser = browse("rut")
    open_plan(session, people)
    return browser


def test_without_a_choice_the_usual_holds(browse, chosen):
    page = words_on(browse("ann").get("/settings/reminders"))

    assert chosen() == USUAL
    assert "Booked times The day before at 18:00 and the same morning" in page
    assert "Self-care No reminders" in page
    assert "Quiet hours 21:00–07:00" in page
    assert "Only that there is something for you" in page


def test_times_are_reminded_of_when_it_is_chosen(browse, chosen):
    ann = browse("ann")

    answer = ann.press(TIMES, **YES, moments="day-before", minute="16.30", channels="push")

    assert answer.location == "/settings/reminders"
    assert chosen()[ReminderKind.TIME] == Choice(
        wanted=True, channels=(Channel.PUSH,), moments=(Moment.DAY_BEFORE,), minute=16 * 60 + 30
    )
    assert "Booked times The day before at 16:30" in words_on(ann.get("/settings/reminders"))


def test_a_choice_takes_the_place_of_the_one_before(browse, chosen):
    ann = browse("ann")
    ann.press(TIMES, **YES, moments="day-before", minute="16.30")

    ann.press(TIMES, wanted="no")

    assert chosen()[ReminderKind.TIME].wanted is False
    assert "Booked times No reminders" in words_on(ann.get("/settings/reminders"))


def test_no_clock_time_on_the_day_before_is_the_usual_one(browse, chosen):
    browse("ann").press(TIMES, **YES, moments="day-before", minute="")

    assert chosen()[ReminderKind.TIME].minute == EVENING


def test_nothing_ticked_is_told_in_the_app_only(browse, chosen):
    ann = browse("ann")

    ann.press("/settings/reminders/offer", **YES)

    assert chosen()[ReminderKind.OFFER].channels == ()
    assert "Yes · only in Nästa steg" in words_on(ann.get("/settings/reminders"))


def test_a_way_that_is_not_offered_is_not_chosen(browse, chosen):
    browse("ann").press("/settings/reminders/offer", **YES, channels="email")

    assert chosen()[ReminderKind.OFFER].channels == ()


def test_what_is_done_at_home_is_reminded_of_at_a_clock_time_or_when_planned(browse, chosen):
    ann = browse("ann")

    ann.press("/settings/reminders/self-care", **YES, minute="8.15", channels="push")
    at_a_clock_time = chosen()[ReminderKind.SELF_CARE].minute
    ann.press("/settings/reminders/self-care", **YES, minute="", channels="push")

    assert at_a_clock_time == 8 * 60 + 15
    assert chosen()[ReminderKind.SELF_CARE] == Choice(wanted=True)


@pytest.mark.parametrize(
    "said",
    [
        {"wanted": "perhaps", "moments": "day-before"},
        {"wanted": "yes"},
        {"wanted": "yes", "moments": "never"},
        {"wanted": "yes", "moments": "day-before", "minute": "24.00"},
        {"wanted": "yes", "moments": "day-before", "minute": "in the evening"},
    ],
)
def test_what_cannot_be_understood_is_said_next_to_it_and_kept_nowhere(browse, chosen, said):
    answer = browse("ann").press(TIMES, **said)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert chosen() == USUAL


def test_there_is_no_page_for_what_does_not_concern_somebody(browse, rut):
    assert browse("ann").get("/settings/reminders/help-me").status_code == 404
    assert rut.get("/settings/reminders/self-care").status_code == 404
    assert rut.get(TIMES).status_code == 200


@pytest.mark.parametrize(
    ("said", "settings"),
    [
        ({"quiet": "yes", "quiet_from": "22.00", "quiet_to": "8.30"}, Settings(1320, 510)),
        ({"quiet": "yes", "quiet_from": "13:00", "quiet_to": "14:00"}, Settings(780, 840)),
        ({"quiet": "no", "quiet_from": "22.00", "quiet_to": "8.30"}, Settings(0, 0)),
        ({"quiet": "no", "quiet_from": "", "quiet_to": ""}, Settings(0, 0)),
    ],
)
def test_quiet_hours_are_as_chosen(browse, session, people, said, settings):
    ann = browse("ann")

    ann.press(QUIET, **said)

    assert choice_queries.settings_of(session, people["ann"]) == settings
    assert ann.get(QUIET).status_code == 200


@pytest.mark.parametrize(
    "said",
    [
        {"quiet": "yes", "quiet_from": "", "quiet_to": "8.30"},
        {"quiet": "yes", "quiet_from": "22.00", "quiet_to": "22.00"},
        {"quiet": "yes", "quiet_from": "22.00", "quiet_to": "24.00"},
        {"quiet_from": "22.00", "quiet_to": "7.00"},
    ],
)
def test_quiet_hours_that_are_none_are_refused(browse, session, people, said):
    answer = browse("ann").press(QUIET, **said)

    assert answer.status_code == 422
    assert choice_queries.settings_of(session, people["ann"]) == Settings()


def test_what_a_message_says_is_shown_word_for_word_before_it_is_chosen(browse, session, people):
    ann = browse("ann")

    page = words_on(ann.get("/settings/reminders/words"))
    ann.press("/settings/reminders/words", tells_time="yes")

    assert "There is something for you" in page
    assert "Wednesday 25 November 14:00" in page
    assert choice_queries.settings_of(session, people["ann"]).tells_time is True
    assert "When a time is, and nothing more" in words_on(ann.get("/settings/reminders"))


def test_quiet_hours_and_what_a_message_says_leave_each_other_as_they_are(browse, session, people):
    ann = browse("ann")

    ann.press("/settings/reminders/words", tells_time="yes")
    ann.press(QUIET, quiet="yes", quiet_from="20.00", quiet_to="9.00")

    assert choice_queries.settings_of(session, people["ann"]) == Settings(1200, 540, True)


def test_whose_details_are_protected_chooses_nothing_that_leaves_the_app(browse, session, people):
    person = session.get(Person, people["ann"])
    person.protected_identity = True
    session.add(person)
    session.commit()
    ann = browse("ann")

    page = words_on(ann.get("/settings/reminders"))

    assert "Therefore nothing is sent to phones" in page
    assert "What a message says" not in page
    assert ann.get("/settings/reminders/words").status_code == 404
    assert ann.press("/settings/reminders/words", tells_time="yes").status_code == 404


def test_a_helper_chooses_for_themselves_and_changes_nothing_for_the_patient(rut, chosen):
    rut.press(TIMES, wanted="no")

    assert chosen("rut")[ReminderKind.TIME].wanted is False
    assert chosen("rut", "rut") == chosen("ann") == USUAL


def test_a_helper_who_may_not_be_reminded_has_no_such_page(browse, session, people):
    share(session, people, *Part, does=[Deed.BOOK, Deed.WRITE])
    browser = browse("rut")
    open_plan(session, people)

    assert browser.get("/settings/reminders").status_code == 404
    assert browser.press(TIMES, wanted="no").status_code == 404
    assert "/settings/reminders" not in browser.get("/settings").text


def test_a_patient_chooses_who_is_asked_to_help_among_those_who_may(browse, session, people):
    share(session, people, Part.TIMES, does=[Deed.BE_REMINDED])
    share(session, people, *Part, helper="carl")
    ann = browse("ann")

    page = words_on(ann.get(HELP))
    both = [str(people["rut"]), str(people["carl"])]
    ann.press(HELP, helpers=both, after_hours="12")

    assert "Rut" in page
    assert "Carl" not in page
    assert _wishes(session) == {(people["rut"], 12)}
    assert "Rut is asked to help" in words_on(ann.get("/settings/reminders"))


def test_whom_one_does_not_tick_any_more_is_not_asked(browse, session, people):
    share(session, people, Part.TIMES, does=[Deed.BE_REMINDED])
    ann = browse("ann")
    ann.press(HELP, helpers=str(people["rut"]), after_hours="4")

    ann.press(HELP, after_hours="4")

    assert _wishes(session) == set()
    assert "Nobody else is asked" in words_on(ann.get("/settings/reminders"))


def test_when_the_share_has_ended_nobody_is_shown_to_be_asked(browse, session, people):
    shared = share(session, people, Part.TIMES, does=[Deed.BE_REMINDED])
    ann = browse("ann")
    ann.press(HELP, helpers=str(people["rut"]), after_hours="4")

    end(session, shared)

    assert "Nobody else is asked" in words_on(ann.get("/settings/reminders"))
    assert "You share with nobody who may be reminded" in words_on(ann.get(HELP))


def test_who_is_shared_with_again_is_not_asked_until_that_is_chosen_again(browse, session, people):
    shared = share(session, people, Part.TIMES, does=[Deed.BE_REMINDED])
    ann = browse("ann")
    ann.press(HELP, helpers=str(people["rut"]), after_hours="4")

    ann.press(f"/sharing/{shared.id}/end")
    share(session, people, Part.TIMES, does=[Deed.BE_REMINDED])

    assert _wishes(session) == set()


def test_a_helper_chooses_no_helpers(rut):
    assert rut.get(HELP).status_code == 404
    assert rut.press(HELP, after_hours="4").status_code == 404


def test_what_is_chosen_is_in_the_journal(browse, session, people):
    share(session, people, Part.TIMES, does=[Deed.BE_REMINDED])
    ann = browse("ann")

    ann.press(TIMES, wanted="no")
    ann.press(HELP, helpers=str(people["rut"]), after_hours="4")
    ann.press(HELP, after_hours="4")

    rows = session.exec(select(JournalEntry.happening).order_by(JournalEntry.number)).all()
    assert [one for one in rows if one.startswith("reminders:")] == [
        Happening.REMINDERS_CHOSEN,
        Happening.HELP_WISHED,
        Happening.HELP_UNWISHED,
    ]


def test_a_guardian_chooses_for_themselves_and_who_is_asked_for_the_child(opens, session, family):
    share(session, family, Part.TIMES, does=[Deed.BE_REMINDED], helper="carl")
    rut = opens("rut")

    rut.press(TIMES, wanted="no")
    rut.press(HELP, helpers=str(family["carl"]), after_hours="2")

    theirs = choice_queries.choices_of(session, family["rut"], patient_id=family["ann"])
    assert theirs[ReminderKind.TIME].wanted is False
    assert _wishes(session) == {(family["carl"], 2)}
    assert "reminded of in Ann's plan" in words_on(rut.get("/settings/reminders"))


def test_quiet_hours_hold_at_once_for_what_is_planned_already(browse, session, people):
    ann = browse("ann")
    ann.press(TIMES, **YES, moments="day-before", minute="18.00", channels="push")

    ann.press(QUIET, quiet="yes", quiet_from="17.00", quiet_to="19.30")

    (planned,) = session.exec(select(Reminder).where(Reminder.kind == ReminderKind.TIME)).all()
    assert clock.write_minute(clock.minute_of_day(planned.planned_at)) == "18:00"
    assert clock.write_minute(clock.minute_of_day(planned.due_at)) == "19:30"


def _wishes(session):
    session.expire_all()
    return {(one.helper_id, one.after_hours) for one in session.exec(select(HelpWish))}
