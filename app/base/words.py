"""Text as its author wrote it, with the translations people have made of it."""

import re
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, core_schema

LANGUAGES = ("sv", "en")
"""The languages the interface speaks. What people write can be in any."""

LONGEST = 4000
LONGEST_PLAIN = 200
LANGUAGE = re.compile(r"[a-z]{2,3}")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
LINE_BREAK = re.compile(r"[\t\n\u2028\u2029]")


@dataclass(frozen=True)
class Words:
    """One text in the language of its author, and in any other that somebody translated it to.

    Nothing is ever translated by machine: a missing language stays missing.
    """

    original: str
    texts: dict[str, str]

    def in_language(self, language: str) -> tuple[str, str]:
        """Return the text and the language it is in: the one asked for, else the author's."""
        found = language if language in self.texts else self.original
        return self.texts[found], found

    def __str__(self) -> str:
        return self.texts[self.original]

    def __hash__(self) -> int:
        return hash((self.original, tuple(sorted(self.texts.items()))))

    def as_json(self) -> dict[str, str]:
        """Return {language: text} with the author's language first."""
        rest = {code: text for code, text in self.texts.items() if code != self.original}
        return {self.original: self.texts[self.original], **rest}

    @classmethod
    def from_json(cls, texts: dict[str, str]) -> "Words":
        """Return the words that as_json was made of."""
        return cls(original=next(iter(texts)), texts=texts)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, _source: Any, _handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(
            cls._validate,
            serialization=core_schema.plain_serializer_function_ser_schema(cls.as_json),
        )

    @classmethod
    def _validate(cls, value: Any, info: ValidationInfo) -> "Words":
        """Accept a text in the language of the surroundings, or {language: text, …}."""
        if isinstance(value, Words):
            return value
        if isinstance(value, str):
            value = {(info.context or {}).get("language", "sv"): value}
        if not isinstance(value, dict) or not value:
            raise ValueError("should be a text, or texts by language such as {sv: …, en: …}")
        return cls.from_json({_language(code): _text(text) for code, text in value.items()})


def checked_plain(value: object) -> object:
    """Return a plain text, such as a name or a street, if it is one short line.

    What is not a plain text is returned as it is.
    """
    if type(value) is not str:
        return value
    if len(value) > LONGEST_PLAIN:
        raise ValueError(f"is longer than {LONGEST_PLAIN} characters")
    if UNPRINTABLE.search(value):
        raise ValueError("holds a character that cannot be printed")
    if LINE_BREAK.search(value):
        raise ValueError("should be one line, without tabs")
    return value


def printable(typed: str) -> str:
    """Return what somebody typed, on one line and without signs that nobody can see."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in typed).split())


def _language(code: Any) -> str:
    if not isinstance(code, str) or not LANGUAGE.fullmatch(code):
        raise ValueError(f"{code!r} is not a language code such as sv, en or fi")
    return code


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("should be a text with something in it")
    text = value.strip()
    if len(text) > LONGEST:
        raise ValueError(f"is longer than {LONGEST} characters")
    if UNPRINTABLE.search(text):
        raise ValueError("holds a character that cannot be printed")
    return text
