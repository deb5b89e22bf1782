"""A new service worker disturbs nobody who writes, and one command takes them all away."""

from contextlib import ExitStack

import pytest

from tests.browser.site import ON_TUESDAY, running, settings

READY = "() => navigator.serviceWorker.ready.then(() => true)"
UPDATE = """async () => {
  await (await navigator.serviceWorker.getRegistration()).update();
}"""
WAITING = """() => navigator.serviceWorker.getRegistration().then((here) => !!here?.waiting)"""
WORKERS = "() => navigator.serviceWorker.getRegistrations().then((all) => all.length)"
CACHES = "() => caches.keys()"


@pytest.fixture
def place(inhabited_database, tuesday, tmp_path):
    """A site that can be started again at its address with other settings."""
    copy = tmp_path / "demo.sqlite"
    copy.write_bytes(inhabited_database.read_bytes())
    environment = settings(f"sqlite:///{copy}", **tuesday, WEB_CONCURRENCY="1")

    def started(**more):
        return running({**environment, **more}, tmp_path, application=ON_TUESDAY)

    return started


@pytest.fixture
def sten(arrive, own_site):
    visit = arrive(own_site)
    visit.sign_in("Sten Exempelsson")
    visit.page.evaluate(READY)
    visit.go("/requests")
    return visit


@pytest.fixture
def renew(place, arrive):
    """Somebody's phone on a page, and what then puts a new version on the server for good."""
    with ExitStack() as running_sites:
        first = running_sites.enter_context(place())
        visit = arrive(first)
        visit.sign_in("Sten Exempelsson")
        visit.page.evaluate(READY)
        visit.go("/requests")

        def put_a_new_version_there():
            first.stop()
            # One language more is one page more that the service worker keeps.
            running_sites.enter_context(place(PSEUDO_LANGUAGE="yes"))

        yield visit, put_a_new_version_there


def test_a_new_version_waits_until_no_page_is_open(renew):
    sten, put_a_new_version_there = renew
    words = sten.page.locator("textarea").first
    words.fill("Jag undrar en sak.")
    before = sten.page.evaluate(CACHES)
    put_a_new_version_there()
    other = sten.context.new_page()
    other.goto(sten.address + "/about")
    other.evaluate(UPDATE)
    sten.wait_until(WAITING)

    other.reload()
    assert other.evaluate(WAITING)
    assert words.input_value() == "Jag undrar en sak."
    kept = sten.context.new_page()
    for page in (sten.page, other):
        page.close()
    kept.wait_for_timeout(1500)
    kept.goto(sten.address + "/about")

    assert not kept.evaluate(WAITING)
    assert set(before) < set(kept.evaluate(CACHES))


def test_only_two_earlier_versions_stay_on_the_phone(renew):
    sten, put_a_new_version_there = renew
    sten.page.evaluate(
        """async () => {
          for (const one of "abc") await caches.open("nasta-steg-" + one.repeat(12));
        }"""
    )
    sten.page.evaluate("() => caches.open('somebody-elses')")
    put_a_new_version_there()
    sten.page.evaluate(UPDATE)
    sten.wait_until(WAITING)

    sten.page.goto("about:blank")
    sten.page.wait_for_timeout(1500)
    sten.go("/about")
    sten.wait_until(WAITING, wanted=False)

    sets = "() => caches.keys().then((all) => all.filter((name) => /-[0-9a-f]{12}$/.test(name)))"
    sten.wait_until(f"() => ({sets})().then((all) => all.length)", 3)
    kept = set(sten.page.evaluate(sets))
    assert {"nasta-steg-" + "b" * 12, "nasta-steg-" + "c" * 12} < kept
    assert "somebody-elses" in sten.page.evaluate(CACHES)


def test_a_change_of_language_changes_no_worker(sten):
    before = sten.page.evaluate(CACHES)
    sten.speak("en")
    there = "caches.match('/offline?language=en', {cacheName: 'nasta-steg-language'})"
    sten.wait_until(f"() => {there}.then((found) => Boolean(found))")

    assert sten.page.evaluate(CACHES) == before
    assert not sten.page.evaluate(WAITING)


def test_a_page_of_an_earlier_version_finds_its_files_without_a_network(sten, own_site):
    older = "/static/0123456789ab/js/keep.js"
    sten.page.evaluate(
        """async (older) => {
          const kept = await caches.open("nasta-steg-0123456789ab");
          await kept.put(older, new Response("window.older = true", {
            headers: {"Content-Type": "text/javascript"},
          }));
        }""",
        older,
    )
    own_site.stop()

    sten.page.evaluate(
        """(older) => new Promise((resolve, reject) => {
          const script = document.createElement("script");
          script.onload = resolve;
          script.onerror = reject;
          script.src = older;
          document.head.append(script);
        })""",
        older,
    )

    assert sten.page.evaluate("() => window.older") is True


def test_switched_off_it_leaves_every_phone_and_comes_back_when_it_is_on(place, arrive):
    with place() as site:
        visit = arrive(site)
        visit.sign_in("Sten Exempelsson")
        visit.page.evaluate(READY)
        visit.go("/contacts")
        assert visit.page.evaluate(CACHES) != []

    with place(SERVICE_WORKER="off"):
        visit.page.evaluate(UPDATE)
        visit.wait_until(WORKERS, 0)
        visit.wait_until(CACHES, [])
        visit.go("/contacts")
        visit.go("/")
        visit.wait_until(WORKERS, 0)

    with place():
        visit.go("/contacts")
        visit.page.evaluate(READY)
        assert visit.page.evaluate(CACHES) != []
    assert [one for one in visit.complaints if "offline" not in one] == []


def test_a_page_sends_the_worker_away_also_when_the_browser_does_not_ask_for_a_new_one(
    place, arrive
):
    with place() as site:
        visit = arrive(site)
        visit.sign_in("Sten Exempelsson")
        visit.page.evaluate(READY)
        visit.go("/contacts")

    with place(SERVICE_WORKER="off"):
        visit.go("/contacts")

        visit.wait_until(WORKERS, 0)
        visit.wait_until(CACHES, [])
