"""A patient shares a part of their plan, looks at it first, changes it and takes it back."""

import re
from datetime import date, timedelta

import pytest
from sqlmodel import select

from app.appointments.models import Appointment
from app.journal.models import Happening, JournalEntry
from app.people.models import SignInSession
from app.sharing.content import Deed, Part, Thing
from app.sharing.models import Guardianship, KeptOut, Share
from tests.conftest import SETTINGS, TUESDAY_MORNING
from tests.sharing.shared import share
from tests.sharing.young import BORN, WHEN, born, family, guardian, opens

__all__ = ["family", "opens"]

FILLED_IN = {
    "who": "new",
    "called": "Rut",
    "relation": "sibling",
    "sees": ["times"],
    "does": ["book"],
    "starts": "",
    "ends": "2026-12-31",
}


def draw_up(browser, **said):
    """Fill the form in and return where it leads."""
    response = browser.post("/sharing", data={**browser.keys(), **FILLED_IN, **said})
    assert response.status_code == 303
    return response.location


def agreed(browser, **said):
    """Share, and return the page of what is shared now."""
    place = draw_up(browser, **said)
    assert browser.press(f"{place}/agree").location == place
    return place


def code_on(page):
    return re.search(r'class="code nowrap"[^>]*>([^<]+)<', page).group(1).strip()


def test_nothing_is_shared_before_the_patient_has_said_yes(ann, rut, session, people):
    place = draw_up(ann)

    assert "Is this right?" in ann.get(place).text
    assert "You share with nobody now." in ann.get("/sharing").text
    assert "code for" not in ann.get(place).text
    drafts = session.exec(select(Share)).all()
    assert [draft.agreed_at for draft in drafts] == [None]


def test_a_new_draft_takes_the_place_of_the_one_before(ann, session):
    draw_up(ann)
    draw_up(ann, called="Eva")

    assert [draft.called for draft in session.exec(select(Share))] == ["Eva"]


def test_whoever_has_the_code_sees_the_plan_and_acts_in_their_own_name(ann, rut):
    code = code_on(ann.get(agreed(ann)).text)

    assert rut.press("/helping/answer", code=f" {code.lower()} ").location == "/helping"
    page = rut.get("/helping").text
    assert "Ann Exempelsson" in page
    assert "Open Ann's plan" in page


def test_the_code_works_once_and_is_shown_once(ann, rut, browse):
    place = agreed(ann)
    code = code_on(ann.get(place).text)
    rut.press("/helping/answer", code=code)

    assert browse("carl").press("/helping/answer", code=code).status_code == 422
    assert code not in ann.get(place).text


def test_a_code_is_too_late_after_a_week(ann, browse, now):
    code = code_on(ann.get(agreed(ann)).text)
    now(TUESDAY_MORNING + timedelta(days=7))

    answer = browse("rut").press("/helping/answer", code=code)

    assert answer.status_code == 422
    assert "no invitation with this code" in answer.text
    assert code in answer.text


def test_nobody_answers_their_own_invitation(ann):
    code = code_on(ann.get(agreed(ann)).text)

    assert ann.press("/helping/answer", code=code).status_code == 422


def test_wrong_codes_are_soon_refused(rut, app):
    for _ in range(SETTINGS.tries_per_address):
        assert rut.press("/helping/answer", code="ABC").status_code == 422

    assert rut.press("/helping/answer", code="ABC").status_code == 429


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"called": " "}, "Write what you call them."),
        ({"who": "somebody"}, "Choose one of these."),
        ({"relation": "enemy"}, "Choose one of these."),
        ({"sees": [], "does": ["book"]}, "Tick it above too."),
        ({"sees": ["times", "secrets"], "does": []}, "This cannot be shared."),
        ({"does": ["steal"]}, "This cannot be shared."),
        ({"does": ["times"]}, "This cannot be shared."),
        ({"sees": ["times", "book"]}, "This cannot be shared."),
        ({"starts": "2026-11-23"}, "That day has passed."),
        ({"starts": "soon"}, "Write the day like this"),
        ({"starts": "2026-12-31", "ends": "2026-12-30"}, "Choose a day after the first one"),
        ({"ends": "2126-12-30"}, "Choose a day after the first one"),
        ({"called": "R" * 81}, "There is room for 80 characters"),
    ],
)
def test_what_is_odd_is_told_and_every_word_stays(ann, session, said, told):
    filled_in = {**FILLED_IN, **said}

    response = ann.post("/sharing", data={**ann.keys(), **filled_in})

    assert response.status_code == 422
    assert told in response.text
    assert f'value="{filled_in["called"].strip()}"' in response.text
    assert session.exec(select(Share)).all() == []


def test_whom_one_has_shared_with_needs_no_new_code(ann, session, people):
    share(session, people, *Part, does=tuple(Deed), ended_at=TUESDAY_MORNING)

    place = agreed(ann, who=str(people["rut"]))

    assert "code for" not in ann.get(place).text
    live = session.exec(select(Share).where(Share.ended_at.is_(None))).one()
    assert (live.helper_id, live.called) == (people["rut"], "Rut")


@pytest.mark.parametrize("somebody", ["carl", "ann", "staff:sam"])
def test_nobody_else_can_be_named_by_an_id(ann, people, somebody):
    response = ann.post("/sharing", data={**ann.keys(), **FILLED_IN, "who": str(people[somebody])})

    assert response.status_code == 422


def test_a_change_is_looked_at_first_and_then_takes_the_place(ann, session, people):
    first = share(session, people, *Part, does=tuple(Deed))

    changed = {**FILLED_IN, "who": str(people["rut"]), "sees": ["plan"], "does": []}
    place = ann.post(f"/sharing/{first.id}/change", data={**ann.keys(), **changed}).location
    session.expire_all()
    assert session.get(Share, first.id).ended_at is None
    ann.press(f"{place}/agree")

    session.expire_all()
    assert session.get(Share, first.id).ended_at == TUESDAY_MORNING
    live = session.exec(select(Share).where(Share.ended_at.is_(None))).one()
    assert (live.sees, live.does) == ([Part.PLAN], [])


def test_taking_it_back_refuses_the_next_click_and_tells_the_helper(ann, rut, session, people):
    shared = share(session, people, *Part, does=tuple(Deed))
    rut.press(f"/helping/{people['ann']}")
    assert "Ann" in rut.get("/appointments").text

    ann.press(f"/sharing/{shared.id}/end")

    assert "Visit to Sam" not in rut.get("/appointments").text
    assert rut.press(f"/helping/{people['ann']}").status_code == 404
    assert rut.get("/").location == "/helping"
    assert "Ann does not share the plan with you any more." in rut.get("/helping").text
    assert "Rut: you took it back on 24 November" in ann.get("/sharing").text
    rut.press("/helping/seen")
    assert rut.get("/").status_code == 200
    assert "does not share" not in rut.get("/helping").text


def test_what_ends_by_itself_is_told_too(rut, session, people):
    first, last = date(2026, 11, 1), date(2026, 11, 23)
    share(session, people, *Part, does=tuple(Deed), starts_on=first, ends_on=last)

    page = rut.get("/helping").text

    assert "Ann does not share the plan with you any more." in page
    assert "Open Ann" not in page
    assert rut.press(f"/helping/{people['ann']}").status_code == 404


def test_a_helper_can_leave_and_both_are_told(rut, browse, session, people):
    shared = share(session, people, *Part, does=tuple(Deed))
    rut.press(f"/helping/{people['ann']}")

    rut.press(f"/helping/{shared.id}/leave")

    assert session.exec(select(SignInSession.plan_of_id)).one() is None
    assert "Open Ann" not in rut.get("/helping").text
    assert "does not share" not in rut.get("/helping").text
    assert "Rut did not want to see it any more" in browse("ann").get("/sharing").text


def test_a_helper_goes_back_to_their_own(rut, session, people):
    share(session, people, *Part, does=tuple(Deed))
    rut.press(f"/helping/{people['ann']}")

    rut.press("/helping/own")

    assert session.exec(select(SignInSession.plan_of_id)).one() is None


def test_the_patient_sees_exactly_what_the_helper_would(ann, session, people):
    place = draw_up(ann, sees=["times"], does=[])

    assert ann.press(f"{place}/look").location == "/"

    assert "This is how Rut sees your plan." in ann.get("/").text
    assert ann.get("/appointments").status_code == 200
    assert ann.get("/contract").status_code == 404
    assert ann.get("/looked").status_code == 404
    assert session.exec(select(JournalEntry).where(JournalEntry.happening == "looked")).all() == []


def test_nothing_is_changed_while_one_looks(ann, session, people):
    place = draw_up(ann, sees=["self-care"], does=["record"])
    ann.press(f"{place}/look")

    assert ann.press("/self-care/entries").status_code == 404
    assert ann.press("/contract/read", number="1").status_code == 404


def test_looking_ends_where_one_shares(ann):
    place = draw_up(ann)
    ann.press(f"{place}/look")

    assert ann.get(place).status_code == 200

    assert ann.get("/contract").status_code == 200
    assert "This is how" not in ann.get("/").text


def test_it_is_asked_once_more_who_it_is(ann, session, now):
    place = draw_up(ann)
    now(TUESDAY_MORNING + timedelta(minutes=6))

    response = ann.press(f"{place}/agree")

    assert response.location.startswith("/sign-in/again")
    assert session.exec(select(Share.agreed_at)).one() is None


def test_the_journal_says_what_is_shared_and_by_whom(ann, session, people):
    place = agreed(ann)
    ann.press(f"{place}/end")

    rows = session.exec(
        select(JournalEntry)
        .where(JournalEntry.happening.startswith("sharing:"))
        .order_by(JournalEntry.number)
    ).all()
    said = [(row.happening, row.actor_id, row.role) for row in rows if row.actor_id]
    assert said == [
        (Happening.SHARED, people["ann"], "patient"),
        (Happening.SHARE_ENDED, people["ann"], "patient"),
    ]
    assert rows[-1].details == {"sees": "times", "does": "book", "basis": "own-wish"}


def test_two_live_shares_between_two_people_are_refused(session, people):
    share(session, people, *Part, does=tuple(Deed))

    with pytest.raises(Exception, match=r"(?i)unique"):
        share(session, people, *Part, does=tuple(Deed))


def test_every_deed_needs_a_part(ann):
    for deed in Deed:
        response = ann.post(
            "/sharing", data={**ann.keys(), **FILLED_IN, "sees": [], "does": [deed]}
        )
        assert response.status_code == 422


def test_a_single_thing_is_kept_out_and_let_in_again(ann, session, people):
    time = session.exec(
        select(Appointment.id).where(Appointment.patient_id == people["ann"])
    ).first()
    thing = f"time:{time}"
    assert f'value="{thing}"' in ann.get("/sharing/single").text

    ann.press("/sharing/single", asked=thing)
    assert session.exec(select(KeptOut.kind, KeptOut.key, KeptOut.kept_out)).all() == [
        (Thing.TIME, str(time), True)
    ]

    ann.press("/sharing/single", asked=thing, shown=thing)
    session.expire_all()
    assert session.exec(select(KeptOut.kept_out)).all() == [False]


def test_what_did_not_stand_on_the_page_stays_as_it_is(ann, session):
    ann.press("/sharing/single", asked="commitment:none", shown="plan:none")

    assert session.exec(select(KeptOut)).all() == []


@pytest.fixture
def kept_apart(tell, session, family):
    """Let Ann's plan have a sensitive part and a time, and return how the page calls them."""
    tell("ann", plans=[SENSITIVE])
    # What a contract says of birth and guardians holds from then, and this one says nothing.
    born(session, family, BORN)
    for one in ("rut", "bo"):
        guardian(session, family, one)
    time = session.exec(
        select(Appointment.id).where(Appointment.patient_id == family["ann"])
    ).first()
    return "plan:sensitive", f"time:{time}"


SENSITIVE = {
    "key": "sensitive",
    "kind": "SPLPTLRV",
    "title": "Känsliga planen",
    "unit": "clinic",
    "approved_for_patient": "yes",
}


def test_one_of_two_guardians_lets_in_only_what_they_kept_out_themselves(
    opens, session, kept_apart
):
    rut, bo = opens("rut"), opens("bo")
    plan, time = kept_apart

    refused = rut.press("/sharing/single", asked=plan, shown=plan)
    rut.press("/sharing/single", asked=time)
    by_the_other = bo.press("/sharing/single", asked=time, shown=time)

    assert (refused.status_code, by_the_other.status_code) == (422, 422)
    assert "One person alone cannot decide" in by_the_other.text
    assert f'value="{plan}"' not in bo.get("/sharing/single").text
    assert session.exec(select(KeptOut.kept_out)).all() == [True]
    assert rut.press("/sharing/single", asked=time, shown=time).status_code == 303
    session.expire_all()
    assert session.exec(select(KeptOut.kept_out)).all() == [False]


def test_a_refused_tick_changes_nothing_else_and_the_rest_stays_ticked(opens, session, kept_apart):
    plan, time = kept_apart

    page = opens("rut").press("/sharing/single", asked=[plan, time], shown=plan)

    assert page.status_code == 422
    assert session.exec(select(KeptOut)).all() == []
    box = page.text.split(f'id="{time}"')[1].split(">")[0]
    assert "checked" not in box


def test_a_guardian_alone_lets_in_what_is_sensitive(opens, session, family, kept_apart):
    plan, _time = kept_apart
    for other in session.exec(select(Guardianship).where(Guardianship.guardian_id == family["bo"])):
        session.delete(other)
    session.commit()

    assert opens("rut").press("/sharing/single", asked=plan, shown=plan).status_code == 303
    assert session.exec(select(KeptOut.kept_out)).all() == [False]


@pytest.mark.parametrize(("band", "answer"), [("young", 422), ("older", 303)])
def test_who_asks_the_unit_to_share_lets_in_nothing_sensitive_alone(
    browse, sees, session, family, kept_apart, band, answer
):
    plan, time = kept_apart
    born(session, family, WHEN[band])
    if band == "young":
        sees("staff:sam", "ann").press(f"/care/patients/{family['ann']}/young/plan/yes")
    ann = browse("ann")

    assert ann.press("/sharing/single", asked=plan, shown=plan).status_code == answer
    assert ann.press("/sharing/single", asked=time).status_code == 303
    assert ann.press("/sharing/single", asked=time, shown=time).status_code == 303


def test_what_a_guardian_kept_out_a_young_person_does_not_let_in_alone(
    browse, session, family, kept_apart, opens
):
    _plan, time = kept_apart
    opens("rut").press("/sharing/single", asked=time)
    born(session, family, WHEN["young"])

    assert browse("ann").press("/sharing/single", asked=time, shown=time).status_code == 422
