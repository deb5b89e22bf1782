"""Everything can be done with the keys alone, and one sees all the time where one is."""

import pytest

from tests.servers.chromium import FLAGS, chromium_path

MOST_KEYS = 80

# What has the focus, whether one sees that it has, and whether something else lies on top of it.
FOCUSED = """() => {
  const here = document.activeElement;
  const drawn = getComputedStyle(here);
  const box = here.getClientRects()[0];
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const top = document.elementFromPoint(x, y);
  return {
    text: here.innerText.trim(),
    skip: here.matches(".skip"),
    bar: Boolean(here.closest("nav.nav")),
    main: Boolean(here.closest("main")),
    outlined: drawn.outlineStyle !== "none" && parseFloat(drawn.outlineWidth) >= 2,
    uncovered: Boolean(top) && (here === top || here.contains(top) || top.contains(here)),
  };
}"""


@pytest.fixture
def sten(arrive, site):
    visit = arrive(site, reduced_motion="reduce")
    visit.sign_in("Sten Exempelsson")
    visit.speak("sv")
    visit.go("/")
    return visit


def test_the_first_key_leads_past_the_top_of_the_page(sten):
    first = _tab(sten)
    sten.page.keyboard.press("Enter")
    second = _tab(sten)

    assert first["skip"]
    assert first["uncovered"]
    assert first["outlined"]
    assert second["main"]


@pytest.mark.parametrize("path", ["/", "/contract", "/contacts"])
def test_the_focus_is_seen_at_every_stop(sten, path):
    sten.go(path)

    stops = list(_stops(sten))

    assert len(stops) > 10
    assert [stop["text"] for stop in stops if not stop["outlined"]] == []
    assert [stop["text"] for stop in stops if not stop["uncovered"]] == []


def test_the_bar_opens_a_page(sten):
    _go_to(sten, "Tider")
    sten.page.keyboard.press("Enter")
    sten.page.wait_for_url("**/appointments")

    assert sten.page.get_by_role("heading", level=1).inner_text() == "Tider"


def test_changes_are_unfolded_and_folded(sten):
    folded = sten.page.locator("details").first
    _go_to(sten, folded.locator("summary").inner_text())
    sten.page.keyboard.press("Enter")

    assert folded.get_attribute("open") is not None


def test_signing_out_leaves_nothing_for_whoever_presses_back(sten):
    """With the browser's own memory of pages at work, which the other tests do without."""
    personal = "Fysioterapeuten Nour kommer hem till dig"
    seen_before = sten.text
    _go_to(sten, "Logga ut")
    sten.page.keyboard.press("Enter")
    sten.page.wait_for_url("**/sign-in")

    for _page in range(3):
        sten.page.go_back()
        assert personal not in sten.page.locator("body").inner_text()
    assert personal in seen_before


@pytest.fixture
def browser(browser):
    """A browser that remembers pages as people's browsers do."""
    with browser.browser_type.launch(
        executable_path=chromium_path(),
        args=FLAGS,
        ignore_default_args=["--disable-back-forward-cache"],
    ) as remembering:
        yield remembering


def _go_to(visit, text):
    """Press Tab until this is where one is."""
    assert any(stop["text"] == text for stop in _stops(visit, last=text)), text


def _stops(visit, *, last=None):
    """Tell each place that Tab leads to, until it has gone around."""
    for _key in range(MOST_KEYS):
        stop = _tab(visit)
        if stop is None:
            return
        yield stop
        if stop["text"] == last:
            return


def _tab(visit):
    visit.page.keyboard.press("Tab")
    if visit.page.evaluate("() => document.activeElement === document.body"):
        return None
    return visit.page.evaluate(FOCUSED)
