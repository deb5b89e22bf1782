"""What rests is locked, one press stays, and what is left leaves nothing behind."""

import re
from datetime import timedelta

from tests.browser.phones import STEN, activate, make_passkey, press, sign_out
from tests.browser.storage import CACHED, NOTHING, STORED

PUBLIC = re.compile(r"/static/[0-9a-f]{12}/js/\w+\.js|/offline\?[a-z0-9=&]+")


def test_signing_out_leaves_nothing_behind_and_back_shows_nothing(phone, letter):
    visit = phone()
    activate(visit, *letter("sten"))
    visit.go("/")
    assert STEN in visit.text

    sign_out(visit)
    visit.page.go_back()

    assert STEN not in visit.page.content()
    assert visit.page.evaluate(STORED) == NOTHING
    kept = {one["path"] for one in visit.page.evaluate(CACHED)}
    assert [path for path in kept if not PUBLIC.fullmatch(path)] == []


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
