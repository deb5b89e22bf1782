"""Everything works in a browser that runs no scripts."""

import pytest


@pytest.fixture
def plain(arrive, own_site):
    return arrive(own_site, java_script_enabled=False)


def test_every_page_can_be_read(plain):
    plain.sign_in("Sten Exempelsson")

    for path in plain.pages():
        assert plain.page.locator("h1").count() == 1, path
        assert len(plain.text) > 80, path
        assert plain.page.locator("button:visible", has_text="Skriv ut").count() == 0, path


def test_one_signs_in_changes_language_and_signs_out(plain):
    plain.sign_in("Sten Exempelsson")
    plain.page.get_by_role("button", name="English").click()
    assert "Nour, your physiotherapist, comes to your home" in plain.text

    plain.page.get_by_role("button", name="Svenska").click()
    assert "Fysioterapeuten Nour kommer hem till dig" in plain.text

    plain.page.get_by_role("button", name="Logga ut").click()
    plain.go("/")
    assert plain.path.startswith("/sign-in")
    assert "Fysioterapeuten Nour" not in plain.text


def test_the_language_changes_on_the_page_where_one_is(plain):
    plain.sign_in("Sten Exempelsson")
    plain.go("/self-care")

    plain.page.get_by_role("button", name="English").click()

    assert plain.path == "/self-care"
    assert plain.language == "en"


def test_what_is_read_is_not_new_any_more(plain):
    plain.sign_in("Sten Exempelsson")
    news = plain.page.locator("#news")
    assert news.inner_text() == "Nytt sedan du tittade senast"

    plain.page.get_by_role("button", name="Jag har läst det här").click()

    assert plain.path == "/"
    assert news.count() == 0


def test_changes_are_unfolded(plain):
    plain.sign_in("Sten Exempelsson")
    folded = plain.page.locator("details").first
    hidden = folded.locator("li").first
    assert not hidden.is_visible()

    folded.locator("summary").click()

    assert hidden.is_visible()


def test_a_care_contact_is_asked_for(plain):
    plain.sign_in("Hilding Exempelsson")
    plain.go("/contacts")

    plain.page.locator('form[action="/requests"] button').click()

    assert plain.path == "/contacts"
    assert "24 november" in plain.text
    assert plain.page.locator('form[action="/requests"]').count() == 0


def test_staff_open_a_plan_and_close_it(plain):
    plain.sign_in("Ylva Påhittad")
    plain.page.get_by_role("button", name="Exempelsson, Sten").click()
    assert "Fysioterapeuten Nour kommer hem till dig" in plain.text
    whose = plain.page.locator(".who")
    assert "Sten" in whose.inner_text()

    whose.get_by_role("button").click()

    assert plain.path == "/care"
    assert plain.page.locator(".who").count() == 0
