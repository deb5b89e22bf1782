"""Staff write down what a patient has decided by word of mouth, and who represents them."""

import re
import uuid
from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from app.journal.models import Happening, JournalEntry
from app.people.models import CareRole
from app.sharing.content import Basis, Deed, Part
from app.sharing.models import Share
from tests.conftest import TUESDAY_MORNING
from tests.overview.read import words_on
from tests.sharing.shared import recorded, share
from tests.sharing.young import BORN, WHEN, born

ORAL = {
    "who": "new",
    "called": "Rut",
    "relation": "sibling",
    "sees": ["times"],
    "does": ["book"],
    "decided": "2026-11-23",
    "present": "Sam och Ann, hemma hos Ann",
    "starts": "",
    "ends": "2027-03-01",
}
REPRESENTATIVE = {
    "who": "new",
    "called": "Rut",
    "kind": "special-representative",
    "scope": "Bevaka rätt, förvalta egendom, sörja för person",
    "shown": "2024-06-02",
    "sees": ["times"],
    "does": ["book"],
    "starts": "",
    "ends": "2027-03-01",
}
FORMS = {"oral": ORAL, "representative": REPRESENTATIVE}


@pytest.fixture
def write_down(sam, pages):
    """Let Sam fill in a form and say that it is right, and return the page of the share."""

    def write(form="oral", **said):
        drawn_up = fill_in(sam, pages, form, **said)
        assert drawn_up.status_code == 303, drawn_up.text
        assert sam.press(f"{drawn_up.location}/record").location == drawn_up.location
        return drawn_up.location

    return write


def fill_in(browser, pages, form, **said):
    return browser.post(f"{pages}/{form}", data={**browser.keys(), **FORMS[form], **said})


@pytest.mark.parametrize("kind", FORMS)
def test_nothing_is_open_before_it_is_said_to_be_right(sam, rut, ann, session, pages, kind):
    drawn_up = fill_in(sam, pages, kind)

    page = words_on(sam.get(drawn_up.location))
    draft = session.exec(select(Share)).one()
    assert "Is this right?" in page
    assert draft.agreed_at is None
    assert "You share with nobody now." in words_on(ann.get("/sharing"))
    assert ann.get(f"/sharing/{draft.id}").status_code == 404
    assert ann.press(f"/sharing/{draft.id}/agree").status_code == 404


def test_what_ann_decided_is_kept_with_day_and_who_was_there(write_down, ann, session, people):
    write_down()

    kept = session.exec(select(Share)).one()
    sam = session.exec(select(CareRole).where(CareRole.key == "sam")).one()
    assert (kept.basis, kept.recorded_by_id, kept.recorded_at_unit_id) == (
        Basis.ORAL_WISH,
        sam.id,
        sam.unit_id,
    )
    assert (kept.decided_on, kept.present) == (date(2026, 11, 23), "Sam och Ann, hemma hos Ann")
    assert kept.ends_on == kept.review_on == date(2027, 3, 1)
    page = words_on(ann.get("/sharing"))
    assert "Decided by word of mouth on 23 November" in page
    assert "Sam och Ann, hemma hos Ann" in page
    assert "Written down by Sam Påhittad, Mottagningen." in page


def test_staff_read_all_of_it_on_one_page(write_down, sam, pages, session, people):
    share(session, people, Part.PLAN, helper="carl")
    write_down()

    page = words_on(sam.get(pages))

    assert "Carl Låtsas The patient has shared this themselves." in page
    assert "Decided by word of mouth on 23 November" in page
    assert "Has not answered yet." in page
    assert "Then it ends by itself, if it has not been gone through again." in page


def test_for_a_child_nobody_writes_down_a_wish_past_the_guardians(sam, session, people, pages):
    draft = fill_in(sam, pages, "oral").location
    born(session, people, WHEN["child"])

    assert sam.press(f"{draft}/record").status_code == 404
    assert session.exec(select(Share)).one().agreed_at is None
    assert sam.get(f"{pages}/oral").status_code == 404
    assert fill_in(sam, pages, "oral").status_code == 404
    page = sam.get(pages).text
    assert f"{pages}/oral" not in page
    assert f"{pages}/representative" in page
    assert sam.get(f"{pages}/representative").status_code == 200


def test_from_13_staff_write_down_a_wish(sam, session, people, pages):
    born(session, people, WHEN["young"])

    assert f"{pages}/oral" in sam.get(pages).text
    assert sam.get(f"{pages}/oral").status_code == 200


def test_who_represents_ann_is_kept_with_papers_and_scope(write_down, ann, session):
    write_down("representative")

    kept = session.exec(select(Share)).one()
    assert (kept.basis, kept.shown_on) == (Basis.SPECIAL_REPRESENTATIVE, date(2024, 6, 2))
    assert kept.shown_to_id == kept.recorded_at_unit_id
    page = words_on(ann.get("/sharing"))
    assert "special representative (god man)" in page.lower()
    assert "Cannot consent to care or treatment." in page
    assert "Covers: Bevaka rätt, förvalta egendom, sörja för person" in page
    assert "The papers were shown to Mottagningen on" in page


def test_the_journal_says_who_wrote_it_down_and_on_what_ground(write_down, session, people):
    write_down("representative")

    row = session.exec(
        select(JournalEntry).where(JournalEntry.happening == Happening.SHARE_RECORDED.value)
    ).one()
    assert (row.actor_id, row.role, row.patient_id) == (
        people["staff:sam"],
        "staff",
        people["ann"],
    )
    assert row.details == {
        "sees": "times",
        "does": "book",
        "basis": "special-representative",
    }


@pytest.mark.parametrize(
    ("kind", "role"), [("oral", "relative"), ("representative", "special-representative")]
)
def test_the_journal_says_as_what_somebody_answers_and_leaves(
    write_down, sam, rut, session, kind, role
):
    rut.press("/helping/answer", code=letter_code(sam, write_down(kind)))
    rut.press(f"/helping/{session.exec(select(Share.id)).one()}/leave")

    done = (Happening.SHARE_ANSWERED.value, Happening.SHARE_ENDED.value)
    rows = session.exec(select(JournalEntry).where(JournalEntry.happening.in_(done))).all()
    assert [row.role for row in rows] == [role, role]


@pytest.mark.parametrize(
    ("kind", "said", "told"),
    [
        ("oral", {"decided": ""}, "Say which day it was."),
        ("oral", {"decided": "2026-11-25"}, "That day has not come yet."),
        ("oral", {"decided": "1026-11-23"}, "Look once more at the year."),
        ("oral", {"present": " "}, "Write something here first."),
        ("oral", {"present": "R" * 201}, "There is room for 200 characters"),
        ("oral", {"ends": ""}, "Say when you go through it again."),
        ("oral", {"ends": "2026-11-24"}, "Choose a day that is still to come"),
        ("oral", {"ends": "2027-11-26"}, "Choose a day that is still to come"),
        ("oral", {"relation": "enemy"}, "Choose one of these."),
        ("oral", {"sees": [], "does": ["book"]}, "Tick it above too."),
        ("representative", {"kind": "own-wish"}, "Choose one of these."),
        ("representative", {"kind": "oral-wish"}, "Choose one of these."),
        ("representative", {"scope": " "}, "Write something here first."),
        ("representative", {"shown": ""}, "Say which day it was."),
        ("representative", {"ends": ""}, "Say when you go through it again."),
        ("representative", {"sees": ["self-care"]}, "This cannot be shared."),
        ("representative", {"sees": ["self-care"], "does": ["record"]}, "This cannot be shared."),
        ("representative", {"sees": ["story"], "does": ["write"]}, "This cannot be shared."),
    ],
)
def test_what_is_missing_is_told_and_every_word_stays(sam, session, pages, kind, said, told):
    response = fill_in(sam, pages, kind, **said)

    assert response.status_code == 422
    assert told in response.text
    for name in ("called", "present", "scope"):
        words = {**FORMS[kind], **said}.get(name, "").strip()
        assert words in response.text
    assert session.exec(select(Share)).all() == []


@pytest.mark.parametrize("somebody", ["carl", "ann", "staff:sam", "staff:tora"])
def test_nobody_is_named_by_an_id_who_does_not_stand_on_the_page(sam, people, pages, somebody):
    response = fill_in(sam, pages, "oral", who=str(people[somebody]))

    assert response.status_code == 422


def test_staff_write_down_nothing_for_themselves(sam, session, people, pages):
    share(session, people, helper="staff:sam", ended_at=TUESDAY_MORNING)

    assert f'id="who-{people["staff:sam"]}"' not in sam.get(f"{pages}/oral").text
    assert fill_in(sam, pages, "oral", who=str(people["staff:sam"])).status_code == 422


def test_whoever_wrote_it_down_does_not_use_the_code(write_down, sam, rut):
    code = letter_code(sam, write_down())

    assert sam.press("/helping/answer", code=code).status_code == 422
    assert rut.press("/helping/answer", code=code).location == "/helping"


def test_somebody_whom_the_contract_names_needs_no_code(sam, tell, session, people, pages):
    relatives = [{"key": "rut", "name": "Rut", "relation": "syster", "person": "rut"}]
    tell("ann", relatives=relatives)
    assert session.exec(select(Share)).all() == []

    drawn_up = fill_in(sam, pages, "oral", who=str(people["rut"]))
    sam.press(f"{drawn_up.location}/record")

    kept = session.exec(select(Share)).one()
    assert (kept.helper_id, kept.code_hash) == (people["rut"], None)


def test_being_named_as_god_man_in_a_contract_opens_nothing(tell, rut, people):
    named = {"key": "rut", "name": "Rut", "relation": "god man", "person": "rut"}
    tell("ann", relatives=[{**named, "kind": "special-representative"}])

    assert rut.press(f"/helping/{people['ann']}").status_code == 404
    assert "Ann" not in rut.get("/helping").text


def letter_code(browser, place):
    page = browser.get(f"{place}/letter")
    assert page.status_code == 200
    return re.findall(r'class="code" translate="no">\s*([^<]+?)\s*<', page.text)[1]


def test_the_letter_is_neutral_and_shown_to_whoever_made_it_alone(write_down, sam, browse, rut):
    place = write_down()
    letter = sam.get(f"{place}/letter").text

    for said in ("Ann", "Exempelsson", "Mottagningen", "care", "plan"):
        assert said not in letter.partition('class="sheet letter"')[2].partition("</article>")[0]
    assert browse("staff:tora").get(f"{place}/letter").location == place
    assert rut.press("/helping/answer", code=letter_code(sam, place)).location == "/helping"
    assert sam.get(f"{place}/letter").location == place


def test_rut_sees_just_what_was_written_down_and_ann_ends_it(write_down, sam, rut, ann, session):
    place = write_down(sees=["times"], does=[])
    rut.press("/helping/answer", code=letter_code(sam, place))
    kept = session.exec(select(Share)).one()
    rut.press(f"/helping/{kept.patient_id}")
    assert rut.get("/appointments").status_code == 200
    assert rut.get("/contract").status_code == 404

    ann.press(f"/sharing/{kept.id}/end")

    assert rut.get("/appointments").status_code == 404


@pytest.mark.parametrize("kind", FORMS)
def test_it_is_asked_once_more_who_writes_it_down(sam, pages, session, now, kind):
    drawn_up = fill_in(sam, pages, kind)
    now(TUESDAY_MORNING + timedelta(minutes=6))

    answer = sam.press(f"{drawn_up.location}/record")

    assert answer.location.startswith("/sign-in/again")
    assert session.exec(select(Share.agreed_at)).one() is None


def test_a_colleague_neither_sees_nor_keeps_what_another_has_begun(sam, browse, session, pages):
    drawn_up = fill_in(sam, pages, "oral")
    tora = browse("staff:tora")

    assert tora.get(drawn_up.location).status_code == 404
    assert tora.press(f"{drawn_up.location}/record").status_code == 404
    assert session.exec(select(Share.agreed_at)).one() is None


def test_what_staff_begin_leaves_the_patients_own_draft(sam, ann, session, pages):
    own = {"who": "new", "called": "Eva", "relation": "friend", "sees": ["times"]}
    ann.post("/sharing", data={**ann.keys(), **own})

    fill_in(sam, pages, "oral")
    fill_in(sam, pages, "oral", called="Eva-Lena")

    assert {one.called for one in session.exec(select(Share))} == {"Eva", "Eva-Lena"}


def test_another_unit_and_forged_ids_find_nothing(browse, sam, session, people, pages):
    kept = recorded(session, people, Basis.ORAL_WISH, Part.TIMES)
    carls = pages.replace(str(people["ann"]), str(people["carl"]))
    stella = browse("staff:stella")

    for path in ("", "/oral", "/representative", f"/{kept.id}"):
        assert stella.get(pages + path).status_code == 404
    for path in ("/oral", "/representative", *(f"/{kept.id}/{press}" for press in PRESSES)):
        assert stella.press(pages + path).status_code == 404
        assert sam.press(carls + path).status_code == 404
    assert stella.get(f"{carls}/{kept.id}").status_code == 404
    assert sam.get(f"{pages}/{uuid.uuid4()}").status_code == 404


PRESSES = ("record", "review", "end")


def test_it_goes_on_when_staff_say_that_it_is_still_right(sam, session, people, pages):
    kept = recorded(session, people, Basis.ORAL_WISH, Part.TIMES)

    assert sam.press(f"{pages}/{kept.id}/review", ends="2026-11-24").status_code == 422
    assert sam.press(f"{pages}/{kept.id}/review", ends="2027-11-26").status_code == 422
    assert sam.press(f"{pages}/{kept.id}/review", ends="2027-09-01").status_code == 303

    session.expire_all()
    row = session.get(Share, kept.id)
    assert (row.ends_on, row.review_on) == (date(2027, 9, 1), date(2027, 9, 1))


def test_what_begins_later_is_not_said_to_end_before(sam, session, people, pages):
    later = {"starts_on": date(2026, 12, 24), "ends_on": date(2027, 3, 1)}
    kept = recorded(session, people, Basis.ORAL_WISH, Part.TIMES, **later)

    assert sam.press(f"{pages}/{kept.id}/review", ends="2026-12-23").status_code == 422
    assert sam.press(f"{pages}/{kept.id}/review", ends="2026-12-24").status_code == 303


def test_what_is_shared_of_a_child_is_not_said_to_go_on_after_the_birthday(
    sam, session, people, pages
):
    born(session, people, BORN)
    ends = {"ends_on": date(2026, 12, 13), "review_on": date(2026, 12, 13)}
    kept = recorded(session, people, Basis.ORAL_WISH, Part.TIMES, **ends)

    assert sam.press(f"{pages}/{kept.id}/review", ends="2026-12-14").status_code == 422
    assert sam.press(f"{pages}/{kept.id}/review", ends="2026-12-13").status_code == 303


def test_it_ends_by_itself_when_nobody_has_gone_through_it(sam, rut, session, people, now, pages):
    kept = recorded(session, people, Basis.ORAL_WISH, Part.TIMES, ends_on=TUESDAY_MORNING.date())
    assert rut.press(f"/helping/{people['ann']}").status_code == 303
    assert rut.get("/appointments").status_code == 200

    now(TUESDAY_MORNING + timedelta(days=1))
    rut.press(f"/demo/people/{people['rut']}")

    assert rut.press(f"/helping/{people['ann']}").status_code == 404
    assert "Ann does not share the plan with you any more." in rut.get("/helping").text
    sam.press(f"/demo/people/{people['staff:sam']}")
    assert sam.press(f"{pages}/{kept.id}/review", ends="2027-09-01").status_code in (303, 404)


def test_staff_ask_nothing_again_of_what_ann_has_shared_herself(sam, session, people, pages):
    own = share(session, people, Part.TIMES)

    assert sam.press(f"{pages}/{own.id}/review", ends="2027-09-01").status_code == 404
    assert "The patient has shared this themselves." in words_on(sam.get(f"{pages}/{own.id}"))


@pytest.mark.parametrize("basis", [Basis.OWN_WISH, Basis.ORAL_WISH])
def test_staff_end_any_of_it_and_both_are_told(sam, ann, rut, session, people, pages, basis):
    made = share if basis is Basis.OWN_WISH else recorded
    shared = made(session, people, *(() if made is share else (basis,)), Part.TIMES)

    assert sam.press(f"{pages}/{shared.id}/end").location == pages

    assert "Rut: health care ended it on 24 November" in words_on(ann.get("/sharing"))
    assert "Ann does not share the plan with you any more." in words_on(rut.get("/helping"))
    assert rut.press(f"/helping/{people['ann']}").status_code == 404


def test_ann_cannot_let_it_go_on_or_widen_what_a_representative_sees(ann, session, people):
    oral = recorded(session, people, Basis.ORAL_WISH, Part.TIMES)
    represents = recorded(session, people, Basis.ADMINISTRATOR, Part.TIMES, helper="carl")

    ann.press(f"/sharing/{oral.id}/still-right")

    session.expire_all()
    assert session.get(Share, oral.id).review_on == date(2027, 3, 1)
    assert ann.get(f"/sharing/{oral.id}/change").status_code == 200
    assert ann.get(f"/sharing/{represents.id}/change").status_code == 404
    assert ann.press(f"/sharing/{represents.id}/change").status_code == 404


def test_an_answered_code_that_takes_the_place_of_a_share_is_told(
    write_down, sam, ann, rut, session, people
):
    share(session, people, *Part, does=tuple(Deed))
    rut.press("/helping/answer", code=letter_code(sam, write_down()))

    told = "this took the place of what you shared with Rut before"
    assert told in words_on(ann.get("/sharing"))
    assert "took the place of what Ann shared with you before" in words_on(rut.get("/helping"))


NEEDED = [
    *((Basis.ORAL_WISH, name) for name in ("decided_on", "recorded_by_id", "ends_on")),
    *(
        (basis, name)
        for basis in Basis
        if basis.represents
        for name in ("shown_on", "shown_to_id", "recorded_by_id", "recorded_at_unit_id", "ends_on")
    ),
]


@pytest.mark.parametrize(("basis", "name"), NEEDED)
def test_the_database_refuses_a_ground_without_what_it_needs(session, people, basis, name):
    with pytest.raises(IntegrityError, match=r"(?i)check"):
        recorded(session, people, basis, Part.TIMES, **{name: None})


@pytest.mark.parametrize(
    ("basis", "said"),
    [
        (Basis.ORAL_WISH, {"present": ""}),
        (Basis.SPECIAL_REPRESENTATIVE, {"scope": ""}),
        (Basis.ORAL_WISH, {"review_on": date(2027, 2, 28)}),
    ],
)
def test_the_database_refuses_empty_words_and_what_outlives_its_review(
    session, people, basis, said
):
    with pytest.raises(IntegrityError, match=r"(?i)check"):
        recorded(session, people, basis, Part.TIMES, **said)
