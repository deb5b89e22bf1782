"""Signing in for real, on a phone with a finger that Chromium makes believe it has."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.browser.conftest import ON_TUESDAY
from tests.browser.site import Site, flask, running, settings

CODE = re.compile(r"^Code: (.+)$", re.MULTILINE)
DIGITS = re.compile(r"code: (\d{4})$", re.MULTILINE)
PHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
STEN = "Fysioterapeuten Nour kommer hem till dig"
# The finger that Chromium believes in takes up every offer at once, which no person does.
OFFERS_NOTHING_BY_ITSELF = "PublicKeyCredential.isConditionalMediationAvailable = async () => false"
STORED = """async () => ({
  local: Object.keys(localStorage),
  session: Object.keys(sessionStorage),
  databases: (await indexedDB.databases()).map((one) => one.name),
  kept: (await Promise.all((await caches.keys()).map(async (name) =>
    (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname)))).flat(),
})"""


@pytest.fixture
def programs(inhabited_database, tuesday, tmp_path):
    """The environment of a site by a name, since a browser makes no passkey for a number."""
    copy = tmp_path / "demo.sqlite"
    copy.write_bytes(inhabited_database.read_bytes())
    environment = settings(f"sqlite:///{copy}", **tuesday, WEB_CONCURRENCY="1")
    return {**environment, "PUBLIC_URL": f"http://localhost:{environment['PORT']}"}


@pytest.fixture
def here(programs, tmp_path) -> Iterator[Site]:
    with running(programs, tmp_path, application=ON_TUESDAY) as site:
        yield replace(site, address=programs["PUBLIC_URL"])
    assert '"unexpected"' not in site.log.read_text(encoding="utf-8")


@pytest.fixture
def letter(programs):
    """Make a letter on the command line, and return its code and digits."""

    def made_for(key):
        said = flask(programs, "people", "invite", "demo", key, application=ON_TUESDAY)
        return CODE.search(said).group(1), DIGITS.search(said).group(1)

    return made_for


@pytest.fixture
def phone(arrive, here):
    """Return a new phone, with a finger on it, at the site."""

    def new(*, autofill=False, **wishes):
        visit = arrive(here, **wishes)
        if not autofill:
            visit.page.add_init_script(OFFERS_NOTHING_BY_ITSELF)
        visit.fingers = visit.context.new_cdp_session(visit.page)
        visit.fingers.send("WebAuthn.enable")
        added = visit.fingers.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE})
        visit.authenticator = added["authenticatorId"]
        return visit

    return new


def press(visit, words):
    visit.page.get_by_role("button", name=words).click()


def activate(visit, code, digits, *, words=("Öppna min plan", "Ja, den är min")):
    visit.go("/activate")
    visit.page.locator("#code").fill(code.lower())
    visit.page.locator("#digits").fill(digits)
    press(visit, words[0])
    visit.page.wait_for_url(re.compile("/own-phone"))
    press(visit, words[1])
    visit.page.wait_for_url(re.compile(r":\d+/passkeys/new$"))


def make_passkey(visit, words="Skapa en passnyckel"):
    press(visit, words)
    visit.page.wait_for_url(re.compile(r"/passkeys$"))


def sign_out(visit, words="Logga ut"):
    press(visit, words)
    visit.page.wait_for_url("**/sign-in")


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
    sign_out(visit)

    # Nothing is pressed: the finger takes the offer of the field.
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


def test_signing_out_leaves_nothing_behind_and_back_shows_nothing(phone, letter):
    visit = phone()
    activate(visit, *letter("sten"))
    visit.go("/")
    assert STEN in visit.text

    sign_out(visit)
    visit.page.go_back()

    assert STEN not in visit.page.content()
    assert visit.page.evaluate(STORED) == {
        "local": [],
        "session": [],
        "databases": [],
        "kept": ["/offline"],
    }


def test_a_forgotten_phone_is_a_stranger_again(phone, letter):
    visit = phone()
    activate(visit, *letter("sten"))
    visit.go("/devices")

    press(visit, "Logga ut och glöm den här telefonen")
    visit.page.wait_for_url("**/sign-in")

    left = {cookie["name"] for cookie in visit.context.cookies()}
    assert "device" not in left
    assert "language" not in left


def test_a_press_stays_when_the_page_says_that_it_is_about_to_lock(phone, letter):
    visit = phone()
    visit.page.clock.install()
    activate(visit, *letter("sten"))
    visit.go("/")

    visit.page.clock.fast_forward("14:01")
    dialog = visit.page.get_by_role("dialog", name="Är du kvar?")
    dialog.wait_for()
    assert visit.page.evaluate("document.activeElement.textContent").strip() == "Stanna kvar"
    visit.page.keyboard.press("Enter")

    dialog.wait_for(state="hidden")
    assert STEN in visit.text


def test_without_script_a_letter_still_opens_the_plan(phone, letter, arrive, here):
    visit = arrive(here, java_script_enabled=False)
    activate(visit, *letter("sten"))

    assert "kör inte vårt skript" in visit.text
    visit.page.get_by_role("link", name="Inte nu").click()
    assert STEN in visit.text


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
