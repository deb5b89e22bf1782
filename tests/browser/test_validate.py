"""Every page is HTML as the standard says, by the checker of those who write the standard."""

import re

from werkzeug.exceptions import NotFound

from tests.browser.checkers import nu_faults
from tests.browser.test_perceive import OUTSIDE
from tests.browser.test_read import STEPS

ACCEPTED = (
    # A rule of CSS View Transitions, Level 2. Browsers that do not know it pass it by.
    "Unrecognized at-rule “@view-transition”",
)
"""Parts of messages that we know and accept, each with its reason above it."""

NO_PAGES = {
    "demo.follow", "devices.number.state", "devices.time_left", "healthz", "offline.manifest",
    "offline.service_worker", "offline.file_of_another_version", "static",
    "push.follow", "push.state",
    # What a phone asks for by itself.
    "saved.state", "saved.copy",
    # They lead to a provider and back, and test_e_identity.py looks at what they refuse with.
    "oidc.answer", "oidc.leave",
    # Looked at in test_sign_in.py and test_subscribe.py: no link leads to them, or not for long.
    "people.sign_in_again", "staff_sign_in.digits", "staff_sign_in.letter", "calendar.address",
    # Looked at in test_record_share.py: it is shown to whoever has just made a code.
    "care_shares.letter",
    # Looked at in test_desk_times.py: on most days no link leads to it.
    "desk.times.appointment",
    # Leads on to care_offers.pick at once.
    "care_offers.find",
    # Looked at in test_be_reminded.py: when nothing has been told, no link leads to them.
    "arrivals.follow", "contact_points.ask_to_stop", "reminders.ask_when",
    # Files for calendars and spreadsheets.
    "calendar.feed", "calendar.file", "figures.download", "history.spreadsheet",
    # A form leads to it, and test_look_back.py looks at it.
    "sending.preview",
    # They are there for former guardians, and of somebody young: test_guardians.py, test_young.py.
    "helped.asked", "young.show",
}  # fmt: skip
EARLIER, EARLIER_AT_WORK = ("/looked/2026-10",), ("/care/looked/2026-10",)
"""Earlier months of lists. In the demo nobody has looked for long, so no link leads there."""
LINK = re.compile(r'<a (?![^>]*\sdownload)[^>]*href="(/[^"#?]*)(?<!\.csv)(?<!\.ics)["?#]')
"""A link that saves a file leads to no page. Another day or choice on the same page is the same."""


def test_the_nu_html_checker_has_nothing_to_say(arrive, own_site, one_app, tmp_path):
    """Of all pages there are: a page that no link leads to must be named among OUTSIDE."""
    visit, pages = arrive(own_site), tmp_path / "pages"
    _ask_for_something(visit)
    _do_something_at_home(visit)
    _share(visit)
    _look(visit)
    walked = {path for path in OUTSIDE if _keep(visit, path, pages / "anybody")}
    for name in [*STEPS, "Birgit Exempelsson", "Ylva Påhittad", "Bo Reserv"]:
        visit.sign_in(name)
        visit.speak("sv")
        walked |= _keep_all(visit, pages / name.split()[0])
    _open_as_guardian(visit)
    walked |= _keep_all(visit, pages / "guardian")
    walked |= {path for path in EARLIER_AT_WORK if _keep(visit, path, pages / "earlier")}
    visit.sign_in("Sten Exempelsson")
    walked |= {path for path in EARLIER if _keep(visit, path, pages / "earlier")}
    walked |= _book(visit, pages / "booking")
    visit.speak("en")
    _keep_all(visit, pages / "in-English")

    assert _pages(one_app) - {_endpoint(one_app, path) for path in walked} == set()
    assert nu_faults(pages, accepted=ACCEPTED) == []


def _ask_for_something(visit):
    """Let there be questions that staff can open, one of them about a time."""
    visit.sign_in("Sten Exempelsson")
    visit.speak("sv")
    visit.go("/requests")
    visit.page.get_by_label("En tid").check()
    visit.page.get_by_role("button", name="Skicka till min mottagning").click()
    visit.page.wait_for_url("**/requests")
    _open_invitation(visit)
    visit.page.get_by_role("link", name="Hjälp mig boka").click()
    visit.page.locator("main form button.button").click()
    visit.page.wait_for_url(re.compile(r"/appointments/[0-9a-f-]{36}$"))


def _open_invitation(visit):
    visit.go("/appointments")
    visit.page.get_by_role("link", name="Undersökning av din syn").first.click()


def _do_something_at_home(visit):
    """Let there be something written down, and something that the patient has chosen to do."""
    visit.go("/self-care")
    visit.page.get_by_role("button", name="Klart").first.click()
    visit.page.wait_for_url("**/self-care#entry-*")
    visit.go("/self-care/routines/new")
    visit.page.get_by_label("Vad vill du göra?").fill("Sjunger i kören")
    visit.page.get_by_role("button", name="Spara").click()
    visit.page.wait_for_url("**/self-care#routine-*")
    visit.go("/self-care/send")
    visit.page.get_by_role("link", name="Den här veckan").click()
    visit.page.get_by_role("button", name="Titta igenom det").click()
    visit.page.get_by_role("button", name="Ja, skicka till min mottagning").click()
    visit.page.wait_for_url("**/self-care/sent/*")


def _look(visit):
    """Let somebody have looked at the patient's plan."""
    visit.sign_in("Ylva Påhittad")
    visit.page.get_by_role("button", name="Exempelsson, Sten").click()
    visit.page.get_by_text("Du ser planen för Sten").wait_for()


def _open_as_guardian(visit):
    visit.sign_in("Ida Låtsas")
    visit.speak("sv")
    visit.open_plan_of("Signe")


def _share(visit):
    """Let there be something that is shared."""
    visit.go("/sharing/new")
    visit.page.get_by_label("Birgit Exempelsson").check()
    visit.page.get_by_label("Min man, fru eller partner").check()
    visit.page.get_by_role("button", name="Titta hur det blir").click()
    visit.page.wait_for_url(re.compile(r"/sharing/[0-9a-f-]{36}$"))
    visit.page.get_by_role("button", name="Ja, dela det här").click()
    visit.page.get_by_role("button", name="Sluta dela").wait_for()


def _book(visit, folder):
    """Book a time, and keep the pages that only forms lead to. Return their paths."""
    _open_invitation(visit)
    visit.page.get_by_role("link", name="Boka en tid").click()
    visit.page.locator("main a.day").first.click()
    visit.page.locator("main button.day").first.click()
    visit.page.wait_for_url("**/book/slots/*")
    details = visit.path
    _keep(visit, details, folder)
    visit.page.get_by_role("button", name=re.compile("^Boka ")).click()
    visit.page.wait_for_url("**/receipt")
    _keep(visit, visit.path, folder)
    return {details, visit.path}


def _pages(app):
    """Return the names of all that can be opened and is a page."""
    opened = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    return opened - NO_PAGES


def _endpoint(app, path):
    try:
        return app.url_map.bind("localhost").match(path)[0]
    except NotFound:
        return None


def _keep_all(visit, folder):
    """Keep every page that links lead to from the open one, and return their paths."""
    waiting, known = [visit.path], {visit.path}
    while waiting:
        path = waiting.pop()
        page = _keep(visit, path, folder)
        found = {link for link in LINK.findall(page) if not _goes_on_for_years(path, link)} - known
        waiting += found
        known |= found
    return known


def _goes_on_for_years(path, link):
    """Say whether a week or month leads to the one beside it."""
    return all(one.startswith("/self-care/history/") for one in (path, link))


def _keep(visit, path, folder) -> str:
    """Keep a page as the server sends it, not as a browser repairs it, and return it."""
    page = visit.context.request.get(visit.address + path).body()
    folder.mkdir(exist_ok=True, parents=True)
    (folder / (re.sub(r"[^a-z0-9-]+", "_", path) + ".html")).write_bytes(page)
    return page.decode()
