"""The translated texts as gettext keeps them, and one language made to show what has none."""

from gettext import NullTranslations
from pathlib import Path

import click
from babel.support import Translations

PSEUDO = "qps"
DOMAIN = "messages"
TRANSLATIONS = Path(__file__).parents[2] / "translations"
WORDS_THAT_MUST_BE_THERE = ("Next step", "Nästa steg")


class MissingCatalogueError(click.ClickException):
    """The Swedish texts are not compiled. Answering in English without a word would be worse."""


class _PseudoCatalogue(NullTranslations):
    """Shows every text of ours between brackets, so that a text left outside stands out."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"

    def pgettext(self, _context: str, message: str) -> str:
        return self.gettext(message)

    def npgettext(self, _context: str, msgid1: str, msgid2: str, n: int) -> str:
        return self.ngettext(msgid1, msgid2, n)


def catalogue(language: str) -> Translations | NullTranslations:
    """Return the texts of a language; English ones stand in the code and have no file."""
    if language == PSEUDO:
        return _PseudoCatalogue()
    return Translations.load(str(TRANSLATIONS), [language], DOMAIN)


def stop_without_swedish() -> None:
    english, swedish = WORDS_THAT_MUST_BE_THERE
    if catalogue("sv").gettext(english) != swedish:
        raise MissingCatalogueError(
            "The Swedish texts are not compiled. Run: pybabel compile -d translations"
        )
