"""No word is lost and none goes twice, when the network goes or comes at the worst moment."""

import pytest
from sqlmodel import Session, col, select

from app.base.db import engine_for
from app.preparing.models import Question
from tests.browser.network import call_it_own, network, press, site_here
from tests.browser.storage import DATABASES

__all__ = ["network", "site_here"]

WAITING = '[data-part="waiting"]'
TWO_AT_ONCE = """async () => {
  const keep = document.querySelector('script[src$="/keep.js"]').src;
  const store = await import(keep.replace("keep.js", "store.js"));
  const to = { holder: "a phone", whose: "somebody" };
  await Promise.all(["one", "two"].map((words) => store.wait(to, { words, fields: [] })));
  return (await store.waiting()).map((one) => one.words).sort();
}"""
WITH_ANOTHER_KEY = """async () => {
  const keep = document.querySelector('script[src$="/keep.js"]').src;
  const store = await import(keep.replace("keep.js", "store.js"));
  const to = { holder: "a phone", whose: "somebody" };
  await store.wait(to, { words: "one", fields: [] });
  const algorithm = { name: "AES-GCM", length: 256 };
  const key = await crypto.subtle.generateKey(algorithm, false, ["encrypt", "decrypt"]);
  const asked = indexedDB.open("nasta-steg", 1);
  await new Promise((resolve) => { asked.onsuccess = resolve; });
  const writing = asked.result.transaction("kept", "readwrite");
  writing.objectStore("kept").put({ holder: to.holder, key }, "owner");
  await new Promise((resolve) => { writing.oncomplete = resolve; });
  asked.result.close();
  await store.wait(to, { words: "two", fields: [] });
  return (await store.waiting()).map((one) => one.words);
}"""
NO_KEPT_PAGE = """async () => {
  for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
  for (const name of await caches.keys()) await caches.delete(name);
}"""


@pytest.fixture
def sten(arrive, site_here):
    visit = arrive(site_here, timezone_id="Europe/Stockholm")
    call_it_own(visit, "Sten Exempelsson")
    visit.go("/prepare")
    return visit


@pytest.fixture
def asked(network):
    """Return the words of all questions there are, in the order they were asked."""

    def found():
        engine = engine_for(network.database_url)
        with Session(engine) as session:
            words = session.exec(select(Question.words).order_by(col(Question.asked_at))).all()
        engine.dispose()
        return list(words)

    return found


def ask(visit, words):
    visit.page.get_by_label("Vad vill du fråga?").fill(words)
    press(visit, "Spara frågan")


def waits(visit, words):
    visit.page.locator(WAITING).get_by_text(words).wait_for()


def test_an_answer_that_was_lost_on_its_way_back_is_no_second_question(sten, asked):
    lost = []

    def lose_the_first(route):
        if not lost:
            lost.append(route.fetch(max_redirects=0).status)
            route.abort()
        else:
            route.continue_()

    sten.page.route("**/prepare/questions", lose_the_first)

    ask(sten, "Kan jag bada?")

    waits(sten, "Allt är skickat")
    assert lost == [303]
    assert asked() == ["Kan jag bada?"]
    ask(sten, "Och simma?")
    sten.page.get_by_text("Och simma?").first.wait_for()
    assert asked() == ["Kan jag bada?", "Och simma?"]


def test_without_the_kept_page_the_words_are_kept_all_the_same(sten, network, asked):
    sten.page.evaluate(NO_KEPT_PAGE)
    sten.page.reload()
    sten.page.evaluate(NO_KEPT_PAGE)
    network.away()

    ask(sten, "Kan jag bada?")

    sten.page.wait_for_url("chrome-error://**")
    network.back()
    sten.go("/contacts")
    waits(sten, "Allt är skickat")
    assert asked() == ["Kan jag bada?"]


def test_leaving_asks_about_words_that_were_refused(sten, network):
    network.away()
    ask(sten, "o" * 3000)
    waits(sten, "1 väntar på att skickas")
    network.back()
    press(sten, "Skicka nu")
    waits(sten, "Togs inte emot")

    press(sten, "Logga ut")

    sten.page.get_by_role("dialog", name="Allt är inte skickat än").wait_for()
    assert sten.page.evaluate(DATABASES) == ["nasta-steg"]


def test_what_was_wiped_is_not_called_sent(sten, network, asked):
    network.away()
    ask(sten, "Kan jag bada?")
    waits(sten, "1 väntar på att skickas")
    network.back()
    sten.context.clear_cookies()

    press(sten, "Skicka nu")

    sten.page.locator(WAITING).wait_for(state="detached")
    assert sten.page.evaluate(DATABASES) == []
    assert asked() == []


def test_two_first_writes_at_once_are_both_kept(sten):
    assert sten.page.evaluate(TWO_AT_ONCE) == ["one", "two"]


def test_what_no_key_opens_stops_nothing_else(sten):
    assert sten.page.evaluate(WITH_ANOTHER_KEY) == ["two"]
