"""Swedish is the first language of the product, so Swedish is never half done."""

import re
import subprocess
import sys
from enum import StrEnum
from pathlib import Path

import html5lib
import pytest
from babel.messages.pofile import read_po

from app import LABELS
from app.base import catalogues, language

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "translations/sv/LC_MESSAGES/messages.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
OURS = re.compile(r"⟦[^⟦⟧]*⟧")
LETTERS = re.compile(r"[^\W\d_]{2,}")


def _read(path):
    with path.open("rb") as file:
        return read_po(file, locale="sv")


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    pot = tmp_path_factory.mktemp("pot") / "messages.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "babel.cfg"]
    subprocess.run(
        [*command, "-k", "N_", "--no-location", "--sort-output", "-o", str(pot), "."],
        cwd=ROOT,
        check=True,
    )
    return _read(pot)


def _strings(message):
    return [message.string] if isinstance(message.string, str) else list(message.string)


def test_every_text_has_been_put_into_swedish(template):
    swedish = _read(CATALOGUE)

    missing = [
        message.id
        for message in template
        if message.id
        and not ((found := swedish.get(message.id, message.context)) and all(_strings(found)))
    ]

    assert missing == []


def test_the_collected_texts_are_current(template):
    kept = {(m.id, m.context) for m in _read(ROOT / "translations/messages.pot") if m.id}

    assert kept == {(message.id, message.context) for message in template if message.id}


def test_no_swedish_text_is_a_guess_or_left_over(template):
    used = {(message.id, message.context) for message in template if message.id}
    swedish = [message for message in _read(CATALOGUE) if message.id]

    assert [message.id for message in swedish if message.fuzzy] == []
    assert [m.id for m in swedish if (m.id, m.context) not in used] == []


def test_nothing_is_lost_between_the_languages():
    for message in _read(CATALOGUE):
        if not message.id:
            continue
        english = message.id if isinstance(message.id, str) else message.id[1]
        wanted = set(PLACEHOLDER.findall(english))
        for string in _strings(message):
            assert set(PLACEHOLDER.findall(string)) <= wanted, message.id
        assert set(PLACEHOLDER.findall(_strings(message)[-1])) == wanted, message.id


def test_every_value_of_every_list_has_words():
    labelled = {kind: set(words) for room in LABELS for kind, words in room.items()}

    for kind, words in labelled.items():
        assert issubclass(kind, StrEnum)
        assert words == set(kind), kind


def test_the_application_does_not_start_without_its_swedish(one_app, monkeypatch):
    monkeypatch.setattr(catalogues, "TRANSLATIONS", Path("/nowhere"))
    language.speech_of.cache_clear()

    try:
        with pytest.raises(catalogues.MissingCatalogueError):
            language.init_app(one_app, pseudo=False)
    finally:
        monkeypatch.undo()
        language.speech_of.cache_clear()


@pytest.mark.parametrize(
    "path",
    ["/", "/contract", "/contract/paper", "/contacts", "/appointments", "/self-care", "/follow-up",
     "/about", "/nothing", "/demo"],
)  # fmt: skip
def test_no_text_of_ours_is_left_outside_the_catalogue(browse, session, people, path):
    from app.people.models import Person

    browser = browse("ann")
    session.get(Person, people["ann"]).language = catalogues.PSEUDO
    session.commit()

    page = browser.get(path).text

    assert "⟦" in page
    assert [text.strip() for text in _own_texts(page) if LETTERS.search(text)] == []


def _own_texts(page):
    """Return what a reader sees that is neither marked as somebody's words nor translated."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    return list(_texts(tree.find("body")))


def _texts(element):
    theirs = element.get("translate") == "no" or element.get("lang") is not None
    if not theirs and element.tag not in ("script", "style"):
        for text in (element.text, element.get("aria-label"), element.get("alt")):
            yield _without_ours(text or "")
        for child in element:
            if isinstance(child.tag, str):
                yield from _texts(child)
    if element.tail:
        yield _without_ours(element.tail)


def _without_ours(text):
    """Drop what stands between brackets, from the innermost out: a date inside a sentence first."""
    while (shorter := OURS.sub("", text)) != text:
        text = shorter
    return text
