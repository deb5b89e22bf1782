"""Signing in for real, on a phone with a finger on it, in both languages and by keyboard."""

import re

import pytest

from tests.browser.checkers import axe_faults
from tests.browser.phones import STEN, activate, make_passkey, press, sign_out
from tests.browser.test_fit import page_faults


def test_the_whole_way_from_a_letter_to_a_passkey_and_a_second_phone(phone, letter):
    first = phone()
    activate(first, *letter("sten"))
    make_passkey(first)
    assert "Användes senast" not in first.text

    sign_out(first)
    press(first, "Öppna med passnyckel")
    first.page.wait_for_url(re.compile(r"localhost:\d+/$"))
    assert STEN in first.text

    second = phone(user_agent="Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) Safari/605")
    second.go("/sign-in/number")
    press(second, "Visa ett nummer")
    number = second.page.locator(".code").inner_text()
    first.go("/devices/number")
    first.page.locator("#number").fill(number)
    press(first, "Släpp in den telefonen som mig")
    second.page.wait_for_url(re.compile("/own-phone"))
    press(second, "Ja, den är min")
    make_passkey(second)
    second.go("/")
    assert STEN in second.text

    first.go("/")
    first.page.get_by_role("link", name="Det finns något nytt om hur du loggar in").click()
    assert "Inloggad på ett nytt ställe: Safari, iPhone" in first.text
    press(first, "Avsluta Safari, iPhone")
    first.page.wait_for_url("**/devices")
    second.go("/contract")
    assert second.path.startswith("/sign-in")
    assert first.complaints == second.complaints == []


def test_without_showing_a_finger_nothing_is_opened(phone, letter):
    visit = phone()
    activate(visit, *letter("sten"))
    make_passkey(visit)
    sign_out(visit)
    visit.fingers.send(
        "WebAuthn.setUserVerified",
        {"authenticatorId": visit.authenticator, "isUserVerified": False},
    )

    press(visit, "Öppna med passnyckel")

    fault = visit.page.locator('[data-part="fault"]')
    fault.filter(has_text="Ingenting öppnades").wait_for()
    visit.go("/contract")
    assert visit.path.startswith("/sign-in")


def test_the_browser_offers_the_passkey_where_the_code_would_be_typed(phone, letter):
    visit = phone(autofill=True)
    activate(visit, *letter("sten"))
    make_passkey(visit)
    press(visit, "Logga ut")

    # Nothing more is pressed: the finger takes the offer of the field, as soon as it is there.
    visit.page.wait_for_url(re.compile(r"localhost:\d+/$"))

    assert STEN in visit.text


def test_in_english_and_with_the_keyboard_alone(phone, letter):
    visit = phone(locale="en-GB")
    code, digits = letter("sten")
    visit.go("/activate")
    for typed in (code, digits):
        _tab_to(visit, "input:focus")
        visit.page.keyboard.type(typed)
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_url(re.compile("/own-phone"))
    _enter_on(visit, "Ja, den är min", "Yes, it is mine")
    visit.page.wait_for_url(re.compile(r":\d+/passkeys/new$"))
    _enter_on(visit, "Skapa en passnyckel", "Make a passkey")
    visit.page.wait_for_url(re.compile(r"/passkeys$"))
    visit.speak("en")

    assert "With a passkey you open your plan with one touch." in visit.text
    _enter_on(visit, "Sign out")
    visit.page.wait_for_url("**/sign-in")
    _enter_on(visit, "Open with a passkey")
    visit.page.wait_for_url(re.compile(r"localhost:\d+/$"))
    assert "Nour, your physiotherapist, comes to your home" in visit.text
    assert visit.complaints == []


def test_the_square_of_a_letter_fills_in_the_code_and_no_server_hears_of_it(phone, letter, here):
    visit = phone()
    code, digits = letter("sten")

    visit.go(f"/activate#{code.replace(' ', '')}")

    assert visit.page.locator("#code").input_value() == code.replace(" ", "")
    assert visit.path == "/activate"
    visit.page.keyboard.type(digits)
    press(visit, "Öppna min plan")
    visit.page.wait_for_url(re.compile("/own-phone"))
    assert code.replace(" ", "") not in here.log.read_text(encoding="utf-8")


def test_without_script_a_letter_still_opens_the_plan(phone, letter, arrive, here):
    visit = arrive(here, java_script_enabled=False)
    activate(visit, *letter("sten"))

    assert "kör inte vårt skript" in visit.text
    visit.page.get_by_role("link", name="Inte nu").click()
    assert STEN in visit.text


def test_staff_print_a_letter_and_give_the_digits_apart(phone):
    desk = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"}
    staff, patient = phone(**desk), phone()
    staff.sign_in("Ylva Påhittad")
    staff.page.get_by_role("link", name="Så kommer Sten in").click()
    _look(staff)
    staff.page.get_by_label("Personen är här och har visat legitimation").first.check()
    press(staff, "Gör ett brev")
    staff.page.wait_for_url("**/letter")
    _look(staff)
    code = staff.page.locator(".code").last.inner_text()
    assert staff.page.pdf(format="A4", prefer_css_page_size=True).count(b"/Type /Page\n") == 1
    staff.page.get_by_role("link", name="Visa de fyra siffrorna").click()
    _look(staff)

    activate(patient, code, staff.page.locator(".code").inner_text())

    patient.go("/")
    assert STEN in patient.text


@pytest.mark.parametrize(
    "wishes",
    [
        pytest.param({"viewport": {"width": 320, "height": 700}}, id="narrow"),
        pytest.param({"color_scheme": "dark"}, id="dark"),
    ],
)
def test_every_page_of_the_way_in_fits_and_axe_finds_nothing(phone, letter, wishes):
    visit = phone(reduced_motion="reduce", **wishes)
    visit.go("/sign-in")
    _look(visit)
    activate(visit, *letter("sten"), before_pressing=lambda: _look(visit))
    _look(visit)
    make_passkey(visit)
    for path in ("/passkeys", "/devices", "/devices/number", "/sign-in/again", "/own-phone"):
        visit.go(path)
        _look(visit)
    visit.page.evaluate("document.querySelector('dialog').showModal()")
    _look(visit)


def _look(visit):
    assert axe_faults(visit.page) == [], visit.path
    assert page_faults(visit) == [], visit.path


def _tab_to(visit, selector):
    for _ in range(40):
        visit.page.keyboard.press("Tab")
        if visit.page.locator(selector).count():
            return
    raise AssertionError(f"The keyboard never came to {selector}")


def _enter_on(visit, *names):
    """Go from element to element with Tab until one of these is in focus, and press it."""
    visit.page.wait_for_load_state()
    for _ in range(60):
        visit.page.keyboard.press("Tab")
        focused = visit.page.evaluate("document.activeElement.textContent").strip()
        if focused in names:
            visit.page.keyboard.press("Enter")
            return
    raise AssertionError(f"The keyboard never came to {names}")
