"""Checks the values of contract files by the same classes that the tables are made of."""

import difflib
import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from app.base.words import LONGEST_PLAIN
from app.exchange.reading import ReadFile, Steps

KINDS_BY_TABLE = {"unit.id": "units", "care_role.id": "staff", "person.id": "people"}
LONGEST_KEY = 48
LONGEST_LIST = 500
"""Far more lines than anybody reads. How often two are alike is looked for among them all."""
LEAST_LIKE = 0.55
"""How like another a word has to be to be taken for it: due_date for due_on."""
FIELDS = "should be fields with values, such as name: …"
LIST = "should be a list: each line begins with a dash, or [one, two]"
EMPTY = "is empty"
SHOULD_BE = {
    "string_type": "should be a plain text",
    "list_type": LIST,
    "tuple_type": LIST,
    "model_type": FIELDS,
    "missing": "is missing",
    "too_short": EMPTY,
    "bool_parsing": "should be true or false",
    "bool_type": "should be true or false",
}
WRITTEN = {
    "starts_at": "on",
    "ends_at": "at",
    "day": "on",
    "from_minute": "from",
    "to_minute": "to",
    "kind_keys": "kinds",
}
"""What fields are called in a file, where that is not what they are called here."""

Checked = TypeVar("Checked", bound=BaseModel)


@dataclass
class Names:
    """What every file calls its people, units and professionals, and their ids here.

    Kinds of visits have keys of their own at each unit, and each professional works at one.
    """

    units: dict[str, uuid.UUID] = field(default_factory=dict)
    staff: dict[str, uuid.UUID] = field(default_factory=dict)
    people: dict[str, uuid.UUID] = field(default_factory=dict)
    kinds: dict[tuple[str, str], uuid.UUID] = field(default_factory=dict)
    workplaces: dict[str, str] = field(default_factory=dict)

    def find(self, kind: str, key: str) -> uuid.UUID | None:
        known: dict[str, uuid.UUID] = getattr(self, kind)
        return known.get(key)


@dataclass(frozen=True)
class Check:
    """Checks values of one file, and notes what is wrong there."""

    file: ReadFile
    names: Names
    language: str = "sv"

    def part(
        self, kind: type[Checked], values: Any, steps: Steps, *, number_is: str = ""
    ) -> Checked | None:
        """Return the values as this class, or note every fault and return nothing.

        number_is: what the file calls the field that is identity_number here.
        """
        if not isinstance(values, dict):
            self.file.refuse(steps, FIELDS)
            return None
        before = len(self.file.faults)
        named = self._with_ids(kind, values, steps)
        try:
            checked = kind.model_validate(named, context={"language": self.language})
        except ValidationError as error:
            for details in error.errors(include_url=False):
                self._refuse(kind, details, steps, number_is)
            return None
        return checked if len(self.file.faults) == before else None

    def parts(self, kind: type[Checked], values: Any, steps: Steps) -> list[Checked]:
        """Return a list of checked parts, each with a key that no other in the list has."""
        if values is None:
            return []
        if not isinstance(values, list):
            self.file.refuse(steps, LIST)
            return []
        if len(values) > LONGEST_LIST:
            self.file.refuse(steps, f"has over {LONGEST_LIST} lines")
            return []
        keys = _keys(values)
        for place, key in enumerate(keys):
            if keys.index(key) < place:
                self.file.refuse((*steps, place, "key"), f"{key!r} is used before in this list")
            if len(key) > LONGEST_PLAIN:
                self.file.refuse((*steps, place, "key"), f"is over {LONGEST_PLAIN} characters")
        keyed = [
            {**value, "key": value.get("key") or key} if isinstance(value, dict) else value
            for key, value in zip(keys, values, strict=True)
        ]
        checked = [self.part(kind, value, (*steps, place)) for place, value in enumerate(keyed)]
        return [part for part in checked if part is not None]

    def reference(self, kind: str, key: Any, steps: Steps) -> uuid.UUID | None:
        """Return the id of somebody or something that a file calls by a key."""
        found = self.names.find(kind, key) if isinstance(key, str) else None
        if found is None:
            guess = nearest(str(key), getattr(self.names, kind))
            missing = f"there is no {key!r} among {kind}{guess}"
            self.file.refuse(steps, EMPTY if key is None else missing)
        return found

    def _with_ids(
        self, kind: type[BaseModel], values: dict[str, Any], steps: Steps
    ) -> dict[str, Any]:
        """Put ids where the file has keys: the field unit_id is written unit in a file."""
        named = dict(values)
        for field_name, info in kind.model_fields.items():
            place = KINDS_BY_TABLE.get(str(getattr(info, "foreign_key", None)))
            if place is None:
                continue
            short = field_name.removesuffix("_id")
            if named.pop(field_name, None) is not None:
                self.file.refuse((*steps, field_name), f"is written {short} in a file")
            if (key := named.pop(short, None)) is not None:
                named[field_name] = self.reference(place, key, (*steps, short)) or uuid.UUID(int=0)
        return named

    def _refuse(
        self, kind: type[BaseModel], details: ErrorDetails, steps: Steps, number_is: str
    ) -> None:
        written = {**WRITTEN, "identity_number": number_is, "identity_kind": number_is}
        loc = tuple(
            written.get(step) or step.removesuffix("_id") if isinstance(step, str) else step
            for step in details["loc"]
        )
        self.file.refuse((*steps, *loc), _plain(kind, details))


def _plain(kind: type[BaseModel], details: ErrorDetails) -> str:
    """Say in plain words what pydantic found."""
    sort, given = details["type"], details.get("input")
    if sort == "value_error":
        return str(details["ctx"]["error"])
    if sort in SHOULD_BE:
        return SHOULD_BE[sort]
    if given is None:
        return EMPTY
    if sort == "extra_forbidden":
        fields = [name.removesuffix("_id") for name in kind.model_fields]
        return f"is not a field here{nearest(str(details['loc'][-1]), fields)}"
    if sort == "enum":
        return f"{given!r} is not one of {details['ctx']['expected']}"
    if sort.startswith(("date_", "datetime_")):
        return f"{given!r} is not a date such as 2026-12-01"
    if sort.startswith("time_"):
        return f"{given!r} is not a clock time such as 10.00"
    return f"{details['msg'][:1].lower()}{details['msg'][1:]}"


def nearest(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=LEAST_LIKE)
    return f"; did you mean {near[0]}?" if near else ""


def _keys(values: list[Any]) -> list[str]:
    """Return a key for each: its own, else one made of its first words."""
    keys: list[str] = []
    for value in values:
        wanted = _own_key(value) if isinstance(value, Mapping) else ""
        key, number = wanted, 2
        while key in keys and not (isinstance(value, Mapping) and value.get("key")):
            key, number = f"{wanted}-{number}", number + 1
        keys.append(key)
    return keys


def _own_key(value: Mapping[str, Any]) -> str:
    if value.get("key"):
        return str(value["key"])
    for name in ("what", "words", "name", "needs", "kind", "asked_on", "purpose"):
        if text := value.get(name):
            first = next(iter(text.values()), "") if isinstance(text, dict) else text
            return re.sub(r"[^a-zåäöé0-9]+", "-", str(first).lower()).strip("-")[:LONGEST_KEY]
    return "part"
