"""A person with a browser of their own, who notices everything that goes wrong on the way."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request

WIDTH, HEIGHT = 390, 844
"""A common phone."""

LONGEST_WAIT_MS = 10_000
ASKED_EVERY_MS = 50

# A link that saves a file leads to no page. A week leads to the week before, and so on for years:
# from one of them no other is opened. All who have looked can be asked about: one is enough.
LINKS = """() => [...document.querySelectorAll("a[href]:not([download])")]
  .filter((link) => link.origin === location.origin && !/\\.(csv|ics)$/.test(link.pathname))
  .filter((link) => ![link, location].every(
    ({ pathname }) => pathname.startsWith("/self-care/history/")))
  .filter(({ pathname }, place, all) => !/^\\/looked\\/\\d+\\/ask$/.test(pathname)
    || place === all.findIndex((link) => link.pathname.endsWith("/ask")))
  .map((link) => link.pathname)"""

ANSWERED = "() => !document.querySelector('form[data-asking], form[data-sure]')"
"""A form that first asks whether there is a network goes later than the press on it."""

_click = Locator.click


def _click_and_wait(self: Locator, **how: object) -> None:
    _click(self, **how)
    self.page.wait_for_function(ANSWERED)


Locator.click = _click_and_wait


@dataclass
class Visit:
    """What one person does and sees here, with the same few words in every test."""

    address: str
    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)
    """Errors of scripts, refusals by the content policy, and questions to anybody but us."""

    def __post_init__(self) -> None:
        self.context.on("request", self._hear_request)
        self.context.on("console", self._hear_console)
        self.context.on("weberror", lambda fault: self.complaints.append(f"error: {fault.error}"))

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)

    def enter(self) -> None:
        """Press what the keyboard has come to, and wait for where it leads."""
        self.page.keyboard.press("Enter")
        self.page.wait_for_function(ANSWERED)
        self.page.wait_for_load_state()

    def sign_in(self, name: str) -> None:
        """Choose a person on the demo page."""
        self.go("/demo")
        self.page.get_by_role("button", name=re.compile(re.escape(name))).click()
        self.page.wait_for_url(lambda url: not url.endswith("/demo"))

    def open_plan_of(self, given_name: str) -> None:
        """Open the plan of somebody one helps."""
        self.go("/helping")
        self.page.get_by_role("button", name=re.compile(re.escape(given_name))).click()
        self.page.locator(".who").first.wait_for()

    def speak(self, language: str) -> None:
        """Change language by the button of the page, unless it is spoken already."""
        if self.language != language:
            self.page.locator(f'button[name="language"][value="{language}"]').click()
            self.page.wait_for_selector(f'html[lang="{language}"]')

    def wait_until(self, question: str, wanted: object = True) -> None:
        """Wait for what a function in the page answers, at once or later, to be what is wanted.

        Playwright's own waiting takes any promise for true, also one of something false.
        """
        until = time.monotonic() + LONGEST_WAIT_MS / 1000
        while (answer := self.page.evaluate(question)) != wanted:
            assert time.monotonic() < until, f"{answer!r} is no {wanted!r}: {question}"
            self.page.wait_for_timeout(ASKED_EVERY_MS)

    @property
    def language(self) -> str | None:
        return self.page.locator("html").get_attribute("lang")

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.address)

    @property
    def text(self) -> str:
        """What stands on the page, without the bar that is on every page."""
        return self.page.locator("main").inner_text()

    def pages(self, first: str = "/") -> Iterator[str]:
        """Open every page that links lead to from here, once, and tell which one is open."""
        waiting, known = [first], {first}
        while waiting:
            path = waiting.pop(0)
            self.go(path)
            for found in self.page.evaluate(LINKS):
                if found not in known and not found.startswith("/static/"):
                    known.add(found)
                    waiting.append(found)
            yield path

    def _hear_request(self, request: Request) -> None:
        if not request.url.startswith((self.address + "/", "data:", "tel:")):
            self.complaints.append(f"asked somebody else: {request.url}")

    def _hear_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")
