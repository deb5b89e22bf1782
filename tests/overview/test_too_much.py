"""A patient says that something they have taken on is too much. It is a message, not a mark."""

from sqlmodel import select

from app.requests.content import RequestKind
from app.requests.models import Request
from tests.overview.read import words_on

CYCLING = {"key": "cycling", "who": "me", "what": {"sv": "Cykla varje dag", "en": "Cycle daily"}}
CALL = {"key": "call", "who": "care", "role": "sam", "what": "Sam ringer"}
TOO_MUCH = "/contract/commitments/0/too-much"


def test_it_travels_to_the_care_contact_with_the_patients_words(browse, tell, session):
    tell("ann", commitments=[CYCLING, CALL])
    ann = browse("ann")
    assert ann.get("/").text.count("Too much for you?") == 1
    assert "Cycle daily" in words_on(ann.get(TOO_MUCH))

    said = ann.press(TOO_MUCH, commitment="cycling", words="Bara när det inte regnar.")

    assert (said.status_code, said.location) == (303, "/requests")
    asked = session.exec(select(Request)).one()
    assert (asked.kind, asked.about, str(asked.subject), asked.words) == (
        RequestKind.TOO_MUCH,
        "cycling",
        "Cykla varje dag",
        "Bara när det inte regnar.",
    )
    listed = words_on(browse("staff:sam").get("/care/requests"))
    assert "Det här är för mycket för mig: Cykla varje dag" in listed
    first_page = words_on(ann.get("/"))
    assert "You have said that this is too much. Your care contact knows." in first_page
    assert "Too much for you?" not in first_page


def test_only_what_the_patient_has_taken_on_can_be_too_much(browse, tell):
    tell("ann", commitments=[CYCLING, CALL])
    ann = browse("ann")

    for place in (1, 2, 10**12):
        address = f"/contract/commitments/{place}/too-much"
        assert ann.get(address).status_code == 404
        assert ann.press(address, commitment="call").status_code == 404


def test_a_page_from_an_earlier_version_says_nothing_about_something_else(browse, tell, session):
    tell("ann", commitments=[CYCLING])
    ann = browse("ann")
    tell("ann", commitments=[{**CYCLING, "key": "walking", "what": "Gå varje dag"}])

    assert ann.press(TOO_MUCH, commitment="cycling").status_code == 422
    assert session.exec(select(Request)).all() == []


def test_a_text_that_is_too_long_is_kept_and_not_sent(browse, tell, session):
    tell("ann", commitments=[CYCLING])

    refused = browse("ann").press(TOO_MUCH, commitment="cycling", words="Orkar inte. " * 400)

    assert refused.status_code == 422
    assert "Orkar inte. Orkar inte." in refused.text
    assert session.exec(select(Request)).all() == []


def test_what_is_done_is_not_too_much(browse, tell):
    tell("ann", commitments=[{**CYCLING, "state": "done"}])

    assert "Too much for you?" not in browse("ann").get("/contract").text
