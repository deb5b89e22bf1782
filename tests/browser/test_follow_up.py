"""The follow-up questions from beginning to end, on a phone: asked, answered, acted on, agreed.

In both languages, with scripts and without, and once with the keys alone.
"""

import pytest

from tests.browser.checkers import axe_faults
from tests.browser.test_fit import page_faults

SAID = {
    "sv": {
        "asked": "Hur fungerar det för dig?",
        "answer": "Svara på frågorna",
        "send": "Skicka mina svar",
        "fault": "Välj ett svar också.",
        "kept": "Dina svar är sparade.",
        "overview": "Be om en överblick",
        "waits": "Inget svar än.",
        "done": "Skicka svaret",
        "from": "Svar från Leif Fiktiv",
        "not now": "Inte nu",
        "choose": "Välj en dag i stället",
        "that day": "Fråga mig den dagen",
        "again": "Du får frågorna igen",
        "child": "Vet du vad som ska hända sen?",
        "adult": "Har du en överblick över dina planer och nästa steg i vården?",
        "simpler": "Jag vill ha enklare frågor",
        "keep": "Spara svaren",
        "guardians": "Skriv in vårdnadshavarnas svar också",
        "care yes": "Vården säger också ja",
        "agreed": "Det finns ett patientkontrakt",
        "no law": "inget juridiskt dokument",
    },
    "en": {
        "asked": "How is it working for you?",
        "answer": "Answer the questions",
        "send": "Send my answers",
        "fault": "Choose an answer too.",
        "kept": "Your answers are kept.",
        "overview": "Ask for an overview",
        "waits": "Not answered yet.",
        "done": "Send the answer",
        "from": "Answered by Leif Fiktiv",
        "not now": "Not now",
        "choose": "Choose a day instead",
        "that day": "Ask me that day",
        "again": "You are asked again",
        "child": "Do you know what will happen next?",
        "adult": "Do you have an overview of your plans and of the next step in your care?",
        "simpler": "I want simpler questions",
        "keep": "Keep the answers",
        "guardians": "Write down the guardians' answers too",
        "care yes": "Care says yes too",
        "agreed": "There is a patient contract",
        "no law": "not a legal document",
    },
}
MOST_KEYS = 120


@pytest.fixture(params=["sv", "en"])
def said(request):
    """What the pages say in one language, and which one that is."""
    return {**SAID[request.param], "language": request.param}


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def come(request, arrive, own_site, said):
    """Return what lets somebody sign in with a phone, and speak the language."""

    def as_person(name):
        visit = arrive(own_site, java_script_enabled=request.param, reduced_motion="reduce")
        visit.sign_in(name)
        button = visit.page.locator(f'button[name="language"][value="{said["language"]}"]')
        if button.count():
            button.click()
        return visit

    return as_person


def press(visit, words):
    visit.page.get_by_role("button", name=words, exact=True).click()
    visit.page.wait_for_load_state()


def follow(visit, words):
    visit.page.get_by_role("link", name=words, exact=True).click()
    visit.page.wait_for_load_state()


def choose(visit, **replies):
    for question, reply in replies.items():
        visit.page.locator(f"#reply_{question.removeprefix('q')}-{reply}").check()


def write(visit, question, words):
    visit.page.locator(f"#words_{question}").fill(words)


def open_plan(visit, name):
    visit.go("/care")
    visit.page.get_by_role("button", name=name).click()
    visit.page.wait_for_load_state()


def test_a_no_travels_to_care_and_what_came_of_it_travels_back(come, said):
    kaarina, leif = come("Kaarina Påhittinen"), come("Leif Fiktiv")
    assert said["asked"] in kaarina.text
    follow(kaarina, said["answer"])
    choose(kaarina, q1="yes", q3="no", q4="prefer-not-to-say")
    write(kaarina, 3, "Jag vet inte vem som ringer.\nOch när?")
    write(kaarina, 5, "En tid på eftermiddagen.")
    press(kaarina, said["send"])

    assert said["fault"] in kaarina.text
    assert kaarina.page.locator("#words_3").input_value().endswith("Och när?")
    assert kaarina.page.locator("#reply_3-no").is_checked()
    choose(kaarina, q5="partly")
    press(kaarina, said["send"])
    assert said["kept"] in kaarina.text
    receipt = kaarina.path
    press(kaarina, said["overview"])

    assert kaarina.path == f"{receipt}#question-3"
    assert said["waits"] in kaarina.text
    leif.go("/care/requests")
    leif.page.locator("main a.day").first.click()
    assert "Jag vet inte vem som ringer." in leif.text
    leif.page.locator("textarea").fill("Leif ringer på måndag.")
    press(leif, said["done"])
    kaarina.go("/follow-up")
    assert "Leif ringer på måndag." in kaarina.text
    assert said["from"] in kaarina.text
    kaarina.go("/")
    assert "Leif ringer på måndag." in kaarina.text
    assert said["asked"] not in kaarina.text


def test_the_questions_wait_for_a_day_that_is_chosen(come, said):
    kaarina = come("Kaarina Påhittinen")
    press(kaarina, said["not now"])
    assert kaarina.path == "/"
    assert said["asked"] not in kaarina.text

    britta = come("Britta Exempelsson")
    britta.go("/follow-up")
    britta.page.locator("summary", has_text=said["choose"]).click()
    britta.page.locator("#until").fill("2026-12-24")
    press(britta, said["that day"])

    assert said["again"] in britta.text
    assert "24 december" in britta.text.lower()


def test_a_child_is_asked_in_a_childs_words_and_a_teenager_may_choose(come, said):
    signe, tilde = come("Signe Låtsas"), come("Tilde")
    signe.go("/follow-up/answer")
    assert said["child"] in signe.text
    assert said["adult"] not in signe.text
    choose(signe, q3="yes")
    press(signe, said["send"])
    assert said["child"] in signe.text

    tilde.go("/follow-up/answer")
    assert said["child"] in tilde.text
    tilde.go("/follow-up/answer?answered_by=patient")
    assert said["adult"] in tilde.text
    follow(tilde, said["simpler"])
    assert said["child"] in tilde.text


def test_staff_write_down_a_meeting_and_both_say_yes(come, said):
    fatima = come("Fatima Exempel")
    open_plan(fatima, "Låtsas, Signe")
    fatima.go("/follow-up/answer")
    choose(fatima, **{f"q{number}": "yes" for number in range(1, 6)})
    press(fatima, said["keep"])
    child = fatima.path
    follow(fatima, said["guardians"])
    assert said["adult"] in fatima.text
    choose(fatima, q1="yes", q2="yes")
    fatima.page.locator("#together_with").fill("Ida Låtsas, Petter Sagosson")
    press(fatima, said["keep"])
    assert "Ida Låtsas, Petter Sagosson" in fatima.text

    fatima.go(child)
    fatima.page.locator("#documented_on").fill("2026-11-24")
    press(fatima, said["care yes"])

    signe = come("Signe Låtsas")
    for visit in (fatima, signe):
        for path in ("/follow-up", "/contract"):
            visit.go(path)
            assert said["agreed"] in visit.text
            assert said["no law"] in visit.text


@pytest.mark.parametrize("width", [390, 320])
def test_the_pages_fit_and_can_be_perceived(arrive, own_site, said, width):
    phone = {"viewport": {"width": width, "height": 844}, "reduced_motion": "reduce"}
    for name, patient in (("Kaarina Påhittinen", None), ("Fatima Exempel", "Låtsas, Signe")):
        visit = arrive(own_site, **phone)
        visit.sign_in(name)
        visit.speak(said["language"])
        if patient:
            open_plan(visit, patient)
        visit.go("/follow-up/answer")
        _check(visit)
        write(visit, 2, "Ett möte")
        press(visit, said["keep" if patient else "send"])
        _check(visit)
        choose(visit, q1="no", q2="partly", q3="yes")
        press(visit, said["keep" if patient else "send"])
        _check(visit)
        visit.go("/follow-up/answer")
        choose(visit, q1="no")
        press(visit, said["keep" if patient else "send"])
        visit.go("/follow-up")
        _check(visit)


def test_everything_is_answered_with_the_keys_alone(arrive, own_site):
    visit = arrive(own_site, reduced_motion="reduce")
    visit.sign_in("Kaarina Påhittinen")
    visit.speak("sv")
    visit.go("/follow-up/answer")
    keys = visit.page.keyboard

    _tab_to(visit, "reply_1-yes")
    keys.press("Space")
    _tab_to(visit, "words_1")
    _tab_to(visit, "reply_2-yes")
    for _step in range(2):
        keys.press("ArrowDown")
    assert visit.page.locator("#reply_2-no").is_checked()
    _tab_to(visit, "words_2")
    keys.type("Ett möte")
    _tab_to(visit, "together_with")
    keys.press("Tab")
    keys.press("Enter")
    visit.page.wait_for_url(lambda url: not url.endswith("/answer"))

    assert "Dina svar är sparade." in visit.text
    assert "Ett möte" in visit.text
    while visit.page.evaluate("() => document.activeElement.innerText") != (
        "Be om ett samtal om planen"
    ):
        keys.press("Tab")
    keys.press("Enter")
    visit.page.wait_for_url("**#question-2")
    assert "Inget svar än." in visit.text


def test_pressing_twice_counts_once(arrive, own_site):
    visit = arrive(own_site, reduced_motion="reduce")
    visit.sign_in("Kaarina Påhittinen")
    visit.speak("sv")
    visit.go("/follow-up/answer")
    choose(visit, q1="no")

    visit.page.get_by_role("button", name="Skicka mina svar").dblclick(no_wait_after=True)
    visit.page.wait_for_url(lambda url: not url.endswith("/answer"))
    visit.go("/follow-up")

    assert visit.page.locator("main h2", has_text="24 november").count() == 1


def _check(visit):
    assert axe_faults(visit.page) == [], visit.path
    assert page_faults(visit) == [], visit.path


def _tab_to(visit, name):
    """Press Tab until this field is where one is."""
    for _key in range(MOST_KEYS):
        visit.page.keyboard.press("Tab")
        if visit.page.evaluate("() => document.activeElement.id") == name:
            return
    raise AssertionError(name)
