"""Every page fits a narrow phone and large text, and a shaking thumb hits what it aims at."""

import pytest

NARROW, SMALLEST_TARGET = 320, 44
DIFFERENT = [
    "Agda Fantasia",
    "Britta Exempelsson",
    "Folke Fantasia",
    "Kaarina Påhittinen",
    "Noor Låtsas",
    "Rosa Påhittinen",
    "Signe Låtsas",
    "Sten Exempelsson",
]
"""The worked examples, and one patient for each other kind of next step."""

TWICE_AS_LARGE = {"standard": 32, "fixed": 26}
"""The browser's own setting for somebody who needs large text; 16 is usual."""

TOO_WIDE = """() => {
  const wide = document.documentElement.clientWidth;
  const beyond = [...document.body.querySelectorAll("*")].filter((part) => {
    const box = part.getBoundingClientRect();
    return box.width && !part.closest(".skip") && (box.right > wide + 1 || box.left < -1);
  });
  const scrolls = document.documentElement.scrollWidth > wide ? ["the page scrolls sideways"] : [];
  return [...scrolls, ...beyond.map((part) => part.outerHTML.slice(0, 120))];
}"""

TOO_SMALL = """(least) =>
  [...document.querySelectorAll("button, .button, nav a, summary")]
    .map((target) => [target, target.getBoundingClientRect()])
    .filter(([, box]) => box.height && box.height < least)
    .map(([target, box]) => `${box.height} px: ${target.outerHTML.slice(0, 120)}`)"""

# Numbers to call and times of day in any text, and what says of itself that it must not break.
BROKEN = r"""() => {
  const phone = "\\+?\\d[\\d-]*(?:[ \u00a0]\\d+)+";
  const time = "\\d{1,2}[.:]\\d{2}";
  const number = new RegExp(`${phone}|(?:kl\\.\\s)?${time}(?:–${time})?`, "g");
  const lines = (range) => {
    const tops = [...range.getClientRects()].map((box) => Math.round(box.top / 4));
    return new Set(tops).size;
  };
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    for (const match of texts.currentNode.data.matchAll(number)) {
      const range = document.createRange();
      range.setStart(texts.currentNode, match.index);
      range.setEnd(texts.currentNode, match.index + match[0].length);
      if (lines(range) > 1) found.push(match[0]);
    }
  }
  for (const part of document.querySelectorAll('.nowrap, a[href^="tel:"]:not(.button)')) {
    if (part.getClientRects().length > 1) found.push(part.outerHTML);
  }
  return found;
}"""


@pytest.fixture(params=["a narrow phone", "large text"])
def tight(request, arrive, site):
    """Somebody whose phone shows less than most."""
    if request.param == "a narrow phone":
        return arrive(site, viewport={"width": NARROW, "height": 640}, reduced_motion="reduce")
    visit = arrive(site, reduced_motion="reduce")
    with_debugger = visit.context.new_cdp_session(visit.page)
    with_debugger.send("Page.enable")
    with_debugger.send("Page.setFontSizes", {"fontSizes": TWICE_AS_LARGE})
    return visit


def test_large_text_is_really_large(tight, request):
    tight.go("/about")

    size = tight.page.evaluate("() => parseFloat(getComputedStyle(document.body).fontSize)")

    assert size == (36 if "large" in request.node.callspec.id else 18)


@pytest.mark.parametrize("name", DIFFERENT)
def test_every_page_fits(tight, name):
    tight.sign_in(name)
    tight.speak("sv")

    assert _faults(tight) == {}


@pytest.mark.parametrize("name", ["Sten Exempelsson", "Ylva Påhittad", "Birgit Exempelsson"])
def test_every_page_fits_in_english_and_where_others_work(tight, name):
    tight.sign_in(name)
    tight.speak("en")

    assert _faults(tight) == {}


@pytest.mark.parametrize(
    "path",
    ["/demo", "/offline", "/sign-in", "/sign-in/number", "/activate", "/there-is-nothing-here"],
)
def test_pages_for_everybody_fit(tight, path):
    tight.go(path)

    assert page_faults(tight) == []


def _faults(visit) -> dict[str, list[str]]:
    found = {path: page_faults(visit) for path in visit.pages()}
    return {path: faults for path, faults in found.items() if faults}


def page_faults(visit) -> list[str]:
    visit.page.wait_for_load_state()
    faults: list[str] = [
        *visit.page.evaluate(TOO_WIDE),
        *visit.page.evaluate(TOO_SMALL, SMALLEST_TARGET),
        *(f"broken across lines: {text}" for text in visit.page.evaluate(BROKEN)),
    ]
    return faults
