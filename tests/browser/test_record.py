"""A phone writes down what is done at home: one tap, undone, changed, for yesterday, and paused."""

import re

import pytest

YESTERDAY = "Måndag 23 november"


@pytest.fixture(params=["with script", "without script"])
def sten(request, arrive, own_site):
    visit = arrive(
        own_site, java_script_enabled=request.param == "with script", reduced_motion="reduce"
    )
    visit.sign_in("Sten Exempelsson")
    return visit


def named(words):
    """Return what a button or link is called, where what it is about is said but not seen."""
    return re.compile(re.escape(words).replace(":", r"\s*:"))


def press(visit, words):
    visit.page.get_by_role("button", name=named(words)).first.click()
    visit.page.wait_for_load_state()


def follow(visit, words):
    visit.page.get_by_role("link", name=named(words)).first.click()
    visit.page.wait_for_load_state()


def card(visit, name):
    return visit.page.locator(f"section[aria-labelledby={name}]").inner_text()


def open_yesterday(visit):
    visit.go("/self-care")
    if not visit.page.locator("details[open]").count():
        visit.page.locator("summary").first.click()


def test_one_tap_on_the_first_page_and_back_again(sten):
    assert "Går till min brygga\nFörsta gången" in card(sten, "today-at-home")

    press(sten, "Klart: Går till min brygga första gången")

    assert sten.path == "/#today-at-home"
    assert re.search(r"Klart \d\d\.\d\d", card(sten, "today-at-home"))
    assert "Andra gången" in card(sten, "today-at-home")
    press(sten, "Ångra: Går till min brygga")
    assert "Ångra" not in card(sten, "today-at-home")
    assert "Första gången" in card(sten, "today-at-home")


def test_yesterdays_blood_pressure_with_the_time_it_was(sten):
    open_yesterday(sten)
    follow(sten, "Skriv upp: Mäter blodtrycket")
    assert YESTERDAY in sten.text

    sten.page.get_by_label("Övre trycket").fill("131,5")
    sten.page.get_by_label("Undre trycket").fill("120/78")
    press(sten, "Skriv upp")

    assert "Här verkar stå flera tal. Skriv ett i varje ruta." in sten.text
    assert "Vad var klockan? Ungefär räcker, till exempel 8.30." in sten.text
    assert sten.page.get_by_label("Övre trycket").input_value() == "131,5"
    sten.page.get_by_label("Undre trycket").fill("78 mmHg")
    sten.page.get_by_label("Vad var klockan?").fill("8.05")
    press(sten, "Skriv upp")

    assert sten.path.startswith("/self-care#entry-")
    assert re.search(r"Klart 08\.05\s+Övre trycket: 131,5\smmHg", card(sten, "yesterday"))


def test_a_change_keeps_what_it_said_before(sten):
    sten.go("/self-care")
    follow(sten, "Skriv upp något: Mäter blodtrycket")
    sten.page.get_by_label("Övre trycket").fill("131")
    press(sten, "Skriv upp")
    follow(sten, "Ändra: Mäter blodtrycket")

    sten.page.get_by_label("Övre trycket").fill("133")
    sten.page.get_by_label("Vill du berätta mer?").fill("Läste fel först.")
    press(sten, "Spara")
    follow(sten, "Ändra: Mäter blodtrycket")

    assert "133" in card(sten, "told")
    assert "Läste fel först." in card(sten, "told")
    assert "131" in card(sten, "before")
    assert "Sten Exempelsson · ändrat 24 november" in card(sten, "before")


def test_a_pause_makes_nothing_look_missed(sten):
    sten.go("/self-care")
    follow(sten, "Pausa allt")
    sten.page.get_by_label("Jag är sjuk").check()
    press(sten, "Pausa")

    assert "tills du börjar igen" in card(sten, "pauses")
    assert card(sten, "today").count("Pausat") == 3
    sten.go("/")
    assert sten.page.locator("#today-at-home").count() == 0
    sten.go("/self-care")
    press(sten, "Börja igen: Allt")
    assert sten.page.locator("#pauses").count() == 0
    assert "Pausat" not in card(sten, "today")


def test_too_much_is_said_to_care(sten):
    sten.go("/self-care")
    follow(sten, "För mycket för dig?: Går till min brygga")
    sten.page.get_by_label("Vad skulle göra det lättare?").fill("En gång räcker.")
    press(sten, "Berätta för min kontakt")

    assert sten.path == "/requests"
    assert "Det här är för mycket för mig: Går till min brygga" in sten.text
    assert "En gång räcker." in sten.text
    sten.go("/self-care")
    assert "Du har sagt att det här är för mycket, 24 november." in card(sten, "own-activity")


def test_an_own_activity_is_added_changed_and_ended(sten):
    sten.go("/self-care")
    follow(sten, "Lägg till något du vill göra")
    sten.page.get_by_label("Vad vill du göra?").fill("Sjunger i kören")
    sten.page.get_by_label("Vissa veckodagar").check()
    sten.page.get_by_label("Tisdag").check()
    sten.page.get_by_label("Torsdag").check()
    sten.page.get_by_label("Morgon").check()
    press(sten, "Spara")

    assert "Sjunger i kören\nTisdag och torsdag morgon" in card(sten, "own-activity")
    assert "Sjunger i kören\nMorgon" in card(sten, "today")
    follow(sten, "Ändra eller avsluta: Sjunger i kören")
    sten.page.get_by_label("Med några dagar emellan").check()
    sten.page.get_by_label("Antal dagar från gång till gång").fill("3")
    press(sten, "Spara")
    assert "Var tredje dag på morgonen" in card(sten, "own-activity")
    follow(sten, "Ändra eller avsluta: Sjunger i kören")
    press(sten, "Avsluta")
    assert "Sjunger" not in sten.text


def test_what_was_assessed_cannot_be_changed_here(sten):
    sten.go("/self-care")

    assert "Ändra eller avsluta" not in card(sten, "assessed")
    assert "Bedömt av Ylva Påhittad" in card(sten, "assessed")
    assert "lag 2022:1250" in card(sten, "assessed")


def test_everything_is_done_with_the_keys_alone(sten):
    sten.go("/self-care")
    button = sten.page.get_by_role("button", name=named("Klart: Övar på talet"))
    _tab_to(sten, button)
    sten.enter()
    sten.page.wait_for_url("**/self-care#entry-*")

    undo = sten.page.get_by_role("button", name=named("Ångra: Övar på talet"))
    _tab_to(sten, undo)
    sten.enter()

    assert "Ångra" not in card(sten, "today")


def test_nothing_is_wider_than_the_phone(sten):
    sten.go("/self-care/routines/new")
    paths = ["/", "/self-care", "/self-care/routines/new", "/self-care/pauses/new"]

    for path in paths:
        sten.go(path)
        box = sten.page.locator("main").bounding_box()
        assert box["width"] <= 390, path
        assert sten.page.locator("body").bounding_box()["width"] <= 390, path
    assert sten.complaints == []


def _tab_to(visit, place):
    """Press Tab until the focus is there."""
    for _key in range(80):
        visit.page.keyboard.press("Tab")
        if place.evaluate("(drawn) => drawn === document.activeElement"):
            return
    raise AssertionError("Tab never leads there")
