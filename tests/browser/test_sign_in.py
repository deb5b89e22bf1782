"""Signing in for real, on a phone with a finger that Chromium makes believe it has."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from app.base.db import engine_for
from app.people.models import SignInSession
from tests.browser.checkers import axe_faults
from tests.browser.conftest import ON_TUESDAY
from tests.browser.site import Site, flask, running, settings
from tests.browser.test_fit import page_faults

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


@pytest.fixture
def rest(programs):
    """Let every sign-in have rested for so long."""

    def rested(time):
        engine = engine_for(programs["DATABASE_URL"])
        with Session(engine.execution_options(writes=True)) as session:
            for row in session.exec(select(SignInSession)):
                row.seen_at -= time
            session.commit()
        engine.dispose()

    return rested


def press(visit, words):
    visit.page.get_by_role("button", name=words).click()


def activate(visit, code, digits, *, before_pressing=lambda: None):
    visit.go("/activate")
    visit.page.locator("#code").fill(code.lower())
    visit.page.locator("#digits").fill(digits)
    press(visit, "Öppna min plan")
    visit.page.wait_for_url(re.compile("/own-phone"))
    before_pressing()
    press(visit, "Ja, den är min")
    visit.page.wait_for_url(re.compile(r":\d+/passkeys/new$"))


def make_passkey(visit):
    press(visit, "Skapa en passnyckel")
    visit.page.wait_for_url(re.compile(r"/passkeys$"))


def sign_out(visit):
    press(visit, "Logga ut")
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


def test_a_press_stays_when_the_page_says_that_it_is_about_to_lock(phone, letter, rest):
    visit = phone()
    visit.page.clock.install()
    activate(visit, *letter("sten"))
    visit.go("/")
    rest(timedelta(minutes=14, seconds=10))

    visit.page.clock.fast_forward("14:01")
    dialog = visit.page.get_by_role("dialog", name="Är du kvar?")
    dialog.wait_for()
    assert visit.page.evaluate("document.activeElement.textContent").strip() == "Stanna kvar"
    visit.page.keyboard.press("Enter")

    dialog.wait_for(state="hidden")
    visit.page.clock.fast_forward("01:30")
    assert STEN in visit.text
    visit.go("/contract")
    assert visit.path == "/contract"


def test_when_it_has_locked_the_page_goes_and_one_touch_brings_it_back(phone, letter, rest):
    visit = phone()
    activate(visit, *letter("sten"))
    make_passkey(visit)
    visit.page.clock.install()
    visit.go("/contract")
    rest(timedelta(minutes=16))

    visit.page.clock.fast_forward("15:01")
    visit.page.wait_for_url(re.compile("/sign-in"))
    assert "Nästa steg är låst" in visit.text
    press(visit, "Öppna med passnyckel")

    visit.page.wait_for_url("**/contract")


def test_without_script_a_letter_still_opens_the_plan(phone, letter, arrive, here):
    visit = arrive(here, java_script_enabled=False)
    activate(visit, *letter("sten"))

    assert "kör inte vårt skript" in visit.text
    visit.page.get_by_role("link", name="Inte nu").click()
    assert STEN in visit.text


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


def test_staff_print_a_letter_and_give_the_digits_apart(phone):
    staff, patient = phone(reduced_motion="reduce"), phone()
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
