"""What a phone keeps by choice: what its reader may see, on one's own phone, while it may stay."""

from datetime import timedelta

import pytest
from sqlmodel import update

from app.offline import pieces
from app.sharing.content import Part
from app.sharing.models import Share
from tests.conftest import TUESDAY_MORNING
from tests.sharing.shared import share


def text(pieces) -> str:
    return "".join(piece if isinstance(piece, str) else text(piece[2:]) for piece in pieces)


@pytest.fixture
def own(browse):
    """Return somebody on their own phone."""

    def on_own_phone(name, *, keeps=True):
        browser = browse(name)
        browser.press("/own-phone", answer="yes")
        if keeps:
            browser.press("/saved", answer="yes")
        return browser

    return on_own_phone


def test_nothing_is_kept_before_somebody_has_chosen_it(own):
    ann = own("ann", keeps=False)

    assert ann.get("/saved/state").json["keeps"] is False
    assert ann.get("/saved/copy").status_code == 404
    assert "data-keeps" not in ann.get("/").text


def test_by_choice_the_next_step_is_kept_and_by_choice_no_more(own):
    ann = own("ann")
    kept = ann.get("/saved/copy")

    assert kept.headers["Cache-Control"] == "no-store"
    assert "Visit to Sam" in text(kept.json["pieces"])
    assert "data-keeps" in ann.get("/").text
    ann.press("/saved", answer="no")
    assert ann.get("/saved/copy").status_code == 404


def test_on_a_phone_that_is_not_ones_own_nothing_can_be_chosen(browse):
    ann = browse("ann")
    ann.press("/own-phone", answer="no")

    assert ann.press("/saved", answer="yes").status_code == 404
    assert ann.get("/saved/state").json == {"phone": "strange"}
    assert "Yes, keep it" not in ann.get("/saved").text


def test_staff_keep_nothing(browse):
    sam = browse("staff:sam")

    assert sam.get("/saved").status_code == 404
    assert sam.get("/saved/copy").status_code == 404
    assert sam.get("/saved/state").json == {"phone": "strange"}


def test_it_says_its_age_in_words_for_each_day(own, now):
    now(TUESDAY_MORNING)

    ages = own("ann").get("/saved/copy").json["ages"]

    assert [words.split(" at ")[0] for words in ages] == [
        "Saved today",
        "Saved yesterday",
        "Saved last Tuesday",
        "Saved on Tuesday 24 November",
    ]


def test_nothing_in_it_says_how_near_a_day_is(own):
    kept = text(own("ann").get("/saved/copy").json["pieces"])

    assert [near for near in ("today", "tomorrow", "in 7 days", "Open now") if near in kept] == []


def test_a_phone_hears_that_it_rests_when_the_sign_in_has_run_out(own, now):
    ann = own("ann")
    holder = ann.get("/saved/state").json["holder"]

    now(TUESDAY_MORNING + timedelta(days=2))

    assert ann.get("/saved/state").json == {"phone": "resting", "holder": holder}


def test_a_phone_hears_that_it_is_strange_when_somebody_has_signed_out(own):
    ann = own("ann")

    ann.press("/sign-out")

    assert ann.get("/saved/state").json == {"phone": "strange", "holder": None}


def test_a_phone_hears_that_it_is_strange_when_it_was_ended_elsewhere(own, browse):
    ann, other = own("ann"), own("ann")
    holder = ann.get("/saved/state").json["holder"]

    other.press(f"/devices/{holder}/end")

    assert ann.get("/saved/state").json == {"phone": "strange", "holder": None}


def test_asking_keeps_nobody_awake(own, now):
    ann = own("ann")
    now(TUESDAY_MORNING + timedelta(minutes=10))
    ann.get("/saved/state")
    ann.get("/saved/copy")

    now(TUESDAY_MORNING + timedelta(minutes=16))

    assert ann.get("/saved/state").json["phone"] == "resting"


def test_what_is_sent_by_itself_hears_that_nobody_is_signed_in(browse, app):
    stranger = app.test_client()

    answer = stranger.post(
        "/prepare/questions", data=stranger.keys(), headers={"Idempotency-Key": "1"}
    )

    assert answer.status_code == 401


@pytest.fixture
def helper(own, session, people):
    """Return Rut on her own phone, with Ann's plan open that Ann shares a part of."""

    def helps(*parts, **said):
        share(session, people, *parts, **said)
        session.commit()
        rut = own("rut")
        rut.press(f"/helping/{people['ann']}")
        return rut

    return helps


def test_a_helper_keeps_what_is_shared_and_nothing_to_write_with(helper, people):
    kept = helper(Part.NEXT_STEP).get("/saved/copy").json

    assert kept["whose"] == str(people["ann"])
    assert "Planen för Ann" in text(kept["pieces"])
    assert kept["writing"]["days"] == {}
    assert kept["writing"]["question"] is False


def test_when_a_share_has_ended_there_is_nothing_to_keep(helper, session):
    rut = helper(Part.NEXT_STEP)
    assert rut.get("/saved/copy").status_code == 200

    session.exec(update(Share).values(ended_at=TUESDAY_MORNING))
    session.commit()

    assert rut.get("/saved/copy").status_code == 404


def test_pieces_hold_texts_and_numbers_to_call_and_nothing_that_runs():
    drawn = (
        '<section class="card" onclick="x()"><h2>A &lt;b&gt; &amp; c</h2><script>no()</script>'
        '<a href="javascript:x()">away</a> <a href="tel:+46">call</a>'
        "<svg><p>icon</p></svg></section>"
    )

    assert pieces.of(drawn) == [
        [
            "section",
            {"class": "card"},
            ["h2", {}, "A <b> & c"],
            "no()",
            ["a", {}, "away"],
            " ",
            ["a", {"href": "tel:+46"}, "call"],
        ]
    ]
