"""What the first page says, for each kind of next step, in both languages."""

import re
from datetime import timedelta

from sqlmodel import select

from app.contracts.models import DraftCommitment
from app.overview.rules import StepKind
from tests.conftest import TUESDAY_MORNING
from tests.overview.read import words_on

VISIT = {"key": "a", "what": {"sv": "Besöket", "en": "The visit"}, "unit": "clinic"}
PLANNED = {
    **VISIT,
    "state": "planned",
    "window_from": "2027-02-01",
    "window_to": "2027-02-14",
}
LATE = {
    "key": "a",
    "who": "care",
    "role": "sam",
    "what": {"sv": "Sam skriver", "en": "Sam writes"},
    "due_on": "2026-11-20",
}
COMING = {**LATE, "what": {"sv": "Sam ringer", "en": "Sam calls"}, "due_on": "2026-12-08"}
PROMISES = {"late-promise": [LATE], "promise": [COMING]}
KINDS = {
    "today": [{**VISIT, "state": "booked", "on": "2026-11-24", "at": "10.00-10.45"}],
    "answer-soon": [{**VISIT, "state": "open-invitation", "answer_by": "2026-12-01"}],
    "late-promise": [],
    "late-time": [{**PLANNED, "call_if_not_heard_by": "2026-11-24"}],
    "coming": [{**VISIT, "state": "booked", "on": "2026-11-25", "at": "10.00"}],
    "answer-missed": [{**VISIT, "state": "open-invitation", "answer_by": "2026-11-20"}],
    "answer": [{**VISIT, "state": "open-invitation", "answer_by": "2026-12-02"}],
    "requested": [{**VISIT, "state": "requested"}],
    "promise": [],
    "planned": [{**PLANNED, "call_if_not_heard_by": "2026-11-25"}],
    "nothing": [],
}
ENGLISH = {
    "today": "Next step Tuesday 24 November 10:00–10:45 today The visit",
    "answer-soon": "Waiting for your answer The visit. Book a time yourself, by 1 December.",
    "late-promise": "Health care is late with this Sam writes It should have been done by now.",
    "late-time": "Planned, not booked yet The visit 1–14 February 2027"
    " You should have been given a time by 24 November.",
    "coming": "Next step Wednesday 25 November at 10:00 tomorrow The visit",
    "answer-missed": "Waiting for your answer The visit. The last day to book was 20 November.",
    "answer": "Waiting for your answer The visit. Book a time yourself, by 2 December.",
    "requested": "Requested, not booked yet The visit",
    "promise": "Next step Sam calls Sam Påhittad · by 8 December",
    "planned": "Planned, not booked yet The visit 1–14 February 2027"
    " If you have not been given a time by 25 November, call.",
    "nothing": "Nothing is decided right now Nothing is booked here.",
}
SWEDISH = {
    "today": "Nästa steg Tisdag 24 november kl. 10.00–10.45 i dag Besöket",
    "answer-soon": "Väntar på ditt svar Besöket. Boka själv senast 1 december.",
    "late-promise": "Vården är sen med det här Sam skriver Det skulle ha varit klart nu.",
    "late-time": "Planerat, inte bokat än Besöket 1–14 februari 2027"
    " Du borde ha fått en tid senast 24 november.",
    "coming": "Nästa steg Onsdag 25 november kl. 10.00 i morgon Besöket",
    "answer-missed": "Väntar på ditt svar Besöket. Sista dagen att boka var 20 november.",
    "answer": "Väntar på ditt svar Besöket. Boka själv senast 2 december.",
    "requested": "Begärt, inte bokat än Besöket",
    "promise": "Nästa steg Sam ringer Sam Påhittad · senast 8 december",
    "planned": "Planerat, inte bokat än Besöket 1–14 februari 2027"
    " Ring om du inte har fått en tid senast 25 november.",
    "nothing": "Inget är bestämt just nu Inget är bokat här.",
}
ASKED_TO_CALL = {
    "answer-soon", "late-promise", "late-time", "answer-missed", "answer", "nothing",
}  # fmt: skip


def test_every_kind_has_its_words():
    assert list(KINDS) == list(ENGLISH) == list(SWEDISH) == [kind.value for kind in StepKind]


def test_each_kind_of_next_step_is_said_in_both_languages(browse, tell):
    browser, said = browse("ann"), {"en": {}, "sv": {}}

    for kind, times in KINDS.items():
        tell("ann", appointments=times, commitments=PROMISES.get(kind, []))
        for language, heard in said.items():
            browser.press("/language", language=language)
            heard[kind] = words_on(browser.get("/"))

    english, swedish = said.values()
    assert {kind: ENGLISH[kind] in english[kind] for kind in KINDS} == dict.fromkeys(KINDS, True)
    assert {kind: SWEDISH[kind] in swedish[kind] for kind in KINDS} == dict.fromkeys(KINDS, True)
    assert {kind for kind in KINDS if "Do this: Call" in english[kind]} == ASKED_TO_CALL
    assert {kind for kind in KINDS if "Gör så här: Ring" in swedish[kind]} == ASKED_TO_CALL


def test_the_paper_says_the_same_next_step(first_page):
    visit = first_page(*KINDS["coming"], path="/contract/paper")
    late = first_page(promises=[LATE], path="/contract/paper")
    nothing = first_page(path="/contract/paper")

    assert "Next step Wednesday 25 November at 10:00 The visit Mottagningen Whom to call" in visit
    assert "031-390 06 61 Sam Påhittad, nurse 112 Danger to life 1177" in visit
    assert "Next step Sam writes Sam Påhittad · by 20 November Whom to call" in late
    assert "Next step Nothing is decided right now Whom to call" in nothing
    assert "Printed 24 November. Times at other clinics may be missing." in nothing


def test_both_sides_do_something_until_then(first_page):
    calls = {"due_on": "2026-12-08", "if_not_heard_by": "2026-12-09"}
    promises = [
        {"key": "a", "who": "me", "what": "Går ut", "when": "Varje dag"},
        {"key": "b", "who": "care", "role": "sam", "what": "Ringer", **calls},
        {
            "key": "c",
            "who": "municipality",
            "unit": "clinic",
            "what": "Städar",
            "state": "paused",
            "note": "Till våren",
        },
        {"key": "d", "who": "care", "role": "sam", "what": "Klart", "state": "done"},
    ]

    text = first_page(*KINDS["coming"], promises=promises).partition("Until then ")[2]

    assert text.startswith("You do Går ut Varje dag")
    assert (
        "Health care does Ringer Sam Påhittad · by 8 December"
        " Not heard anything by 9 December? Call 031-390 06 61"
    ) in text
    assert "The municipality does Städar Mottagningen · Paused Till våren" in text
    assert "Klart" not in text


def test_five_times_are_shown_after_that(first_page):
    visits = [
        {
            **VISIT,
            "key": f"{day}",
            "what": f"Tid {day}",
            "state": "booked",
            "on": f"2026-12-0{day}",
            "at": "10.00",
        }
        for day in range(1, 9)
    ]

    after = first_page(*visits).partition("After that")[2]

    assert [day for day in range(1, 9) if f"Tid {day}" in after] == [2, 3, 4, 5, 6]
    assert "2 Dec 10:00 Tid 2 Mottagningen" in after


def test_several_answers_that_are_waited_for_are_all_asked_for(first_page):
    asked = [
        {**VISIT, "key": key, "what": f"Tid {key}", "state": "open-invitation", "answer_by": day}
        for key, day in (("a", "2026-12-20"), ("b", "2026-12-10"))
    ]

    text = first_page(*asked)

    assert text.index("Waiting for your answer Tid b") < text.index("Waiting for your answer Tid a")
    assert text.count("Waiting for your answer") == 2


def test_the_state_of_a_promise_is_shown_as_it_is_now_without_a_new_version(browse, session, tell):
    tell("ann", appointments=[], commitments=[LATE])
    browser = browse("ann")
    assert "Health care is late with this Sam writes" in words_on(browser.get("/"))

    kept = session.exec(select(DraftCommitment).where(DraftCommitment.key == "a")).one()
    kept.state = "done"
    session.commit()

    assert "Nothing is decided right now" in words_on(browser.get("/"))
    text = words_on(browser.get("/contract"))
    assert "Sam writes Sam Påhittad · by 20 November · Done" in text
    assert "Version 2, 20 November, by Sam Påhittad." in text


def test_the_first_contract_is_no_news(browse):
    assert "New since you last looked" not in browse("ann").get("/").text


def test_news_is_told_until_one_has_read_it(browse, tell):
    browser = browse("ann")
    tell(
        "ann",
        goals=[{"key": "cycle", "words": "Cykla runt sjön"}, {"key": "swim", "words": "Simma"}],
    )

    news = words_on(browser.get("/")).partition("New since you last looked")[2]
    assert "Changed · Goals: Cykla runt sjön" in news
    assert "Before: Cykla till sjön" in news
    assert "New · Goals: Simma" in news

    assert browser.press("/contract/read", number="2").location == "/"
    assert "New since you last looked" not in browser.get("/").text


def test_staff_and_patient_read_each_for_themselves(browse, sees, tell):
    tell("ann", goals=[])
    browse("ann").press("/contract/read", number="2")

    text = words_on(sees("staff:sam", "ann").get("/"))

    assert "Cykla till sjön" in text


def test_a_new_or_moved_time_is_news_to_who_has_read_before(browse, tell):
    browser = browse("ann")
    browser.press("/contract/read", number="1")
    assert "New since you last looked" not in browser.get("/").text

    later = TUESDAY_MORNING + timedelta(seconds=1)
    tell("ann", now=later, appointments=KINDS["coming"])

    news = words_on(browser.get("/")).partition("New since you last looked")[2]
    assert "New or changed time: The visit" in news


def test_many_changes_are_folded_away(browse, tell):
    tell("ann", goals=[{"key": f"{n}", "words": f"Mål {n}"} for n in range(6)])

    page = browse("ann").get("/").text

    assert "<summary>4 more changes</summary>" in page
    assert re.search(r"<details>.*Mål 5.*</details>", page, re.DOTALL)


def test_a_plan_that_is_not_approved_is_not_hinted_at_anywhere(browse, tell):
    secret = {"key": "secret", "kind": "SPLPTLRV", "title": "En hemlig plan", "unit": "other"}
    tell("ann", plans=[secret])
    browser = browse("ann")

    pages = [browser.get(path).text for path in ("/", "/contract", "/contract/paper", "/contacts")]

    for word in ("hemlig", "psychiatric", "LPT", "Andra kliniken"):
        assert not any(word in page for page in pages)


def test_texts_in_another_language_say_so_quietly(browse):
    english = browse("ann").get("/contract").text

    assert '<span lang="sv">Att kunna cykla igen.</span>' in english
    assert "Some texts here are shown in the language they were written in." in english


def test_in_ones_own_language_there_is_nothing_to_say_about_it(browse):
    browser = browse("ann")
    browser.press("/language", language="sv")

    page = browser.get("/contract").text

    assert "Att kunna cykla igen." in page
    assert '<span lang="sv">' not in page


def test_staff_come_to_their_patients_first(browse):
    response = browse("staff:sam").get("/")

    assert (response.status_code, response.location) == (303, "/care")
