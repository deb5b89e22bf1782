"""A hand that shakes presses twice. That has one effect, and never ends on an error page."""

import sqlite3

import pytest

SEND_UNSEEN = """async (button) => {
  const form = button.form;
  const fields = new URLSearchParams(new FormData(form, button));
  await fetch(form.action, {method: "POST", body: fields});
}"""


@pytest.fixture
def visit(arrive, own_site):
    return arrive(own_site, reduced_motion="reduce")


@pytest.fixture(params=["at once", "when the first is answered but not yet shown"])
def press_twice(request, visit):
    """Return what presses a button twice.

    Between the two, the browser may already have the first answer, with its new cookies, while
    the old page still stands there. That moment is short, so here it is made to be met each time.
    """

    def press(button):
        if request.param == "at once":
            button.dblclick(no_wait_after=True)
        else:
            button.evaluate(SEND_UNSEEN)
            button.click()
        visit.page.wait_for_timeout(400)
        visit.page.wait_for_load_state()

    return press


@pytest.fixture
def count(own_site):
    """Return what counts rows in the server's database."""
    database = own_site.log.parent / "demo.sqlite"

    def rows(table: str, where: str = "1 = 1") -> int:
        with sqlite3.connect(database) as connection:
            found = connection.execute(f"SELECT count(*) FROM {table} WHERE {where}")  # noqa: S608  # words of our own
            return found.fetchone()[0]

    return rows


def test_one_is_signed_in_once(visit, press_twice, count):
    visit.go("/demo")

    press_twice(visit.page.get_by_role("button", name="Folke Fantasia"))

    assert visit.page.locator(".top__whose").inner_text() == "Folke Fantasia"
    assert _heading(visit) == "Nästa steg"
    assert count("sign_in_session") == 1


def test_one_is_signed_out(visit, press_twice, count):
    visit.sign_in("Sten Exempelsson")

    press_twice(visit.page.get_by_role("button", name="Logga ut"))

    assert _heading(visit) == "Logga in"
    assert count("sign_in_session", "ended_at IS NOT NULL") == 1


def test_changes_are_read_once(visit, press_twice, count):
    visit.sign_in("Sten Exempelsson")

    press_twice(visit.page.get_by_role("button", name="Jag har läst det här"))

    assert _heading(visit) == "Nästa steg"
    assert visit.page.locator("#news").count() == 0
    assert count("version_read") == 1


def test_a_care_contact_is_asked_for_once(visit, press_twice, count):
    visit.sign_in("Hilding Exempelsson")
    visit.go("/contacts")
    before = count("request")

    press_twice(visit.page.locator('form[action="/requests"] button'))

    assert _heading(visit) == "Kontakt"
    assert "24 november" in visit.text
    assert count("request") == before + 1


def test_the_language_is_the_one_that_was_chosen(visit, press_twice):
    visit.sign_in("Sten Exempelsson")

    press_twice(visit.page.get_by_role("button", name="English"))

    assert _heading(visit) == "Next step"


def _heading(visit):
    return visit.page.get_by_role("heading", level=1).inner_text()
