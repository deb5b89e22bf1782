"""Reads a contract file into plain values, and remembers on which line each of them stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from app.base.words import LONGEST_PLAIN, UNPRINTABLE

LARGEST_FILE = 5 * 1024 * 1024
DEEPEST = 20
ALIASES = "anchors and aliases (& and *) are not used in contract files"
NAME = re.compile(r"[a-zåäö][a-zåäö0-9_-]*")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")

Steps = tuple[str | int, ...]
"""The way to a value: names of fields and places in lists, such as ("goals", 1, "due_on")."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, and where: file, line (from 1) and field."""

    file: str
    line: int
    steps: Steps
    message: str

    def __str__(self) -> str:
        place = ".".join(str(step + 1) if isinstance(step, int) else step for step in self.steps)
        return f"{self.file}, line {self.line}: {place + ': ' if place else ''}{self.message}"


@dataclass
class ReadFile:
    """The values of a file, all of them text, lists and mappings, and their lines.

    The name is the path as it was given. The source is set once, when all files are read.
    """

    name: str
    source: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[Steps, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def refuse(self, steps: Steps, message: str) -> None:
        """Note a fault at a value, or at the nearest value around it that is in the file."""
        known = steps
        while known and known not in self.lines:
            known = known[:-1]
        self.faults.append(Fault(self.name, self.lines.get(known, 1), steps, message))


def read(path: Path) -> ReadFile:
    """Read a file. What cannot be read is told as faults; nothing is raised."""
    found = ReadFile(str(path))
    text = _text(path, found)
    if text is None:
        return found
    try:
        if fault := _misshapen(text, found):
            found.faults.append(fault)
            return found
        root = yaml.compose(text, yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        found.faults.append(Fault(found.name, line, (), f"cannot be read: {error.problem}"))
        return found
    except (yaml.YAMLError, ValueError, OverflowError):
        found.refuse((), "cannot be read as YAML")
        return found
    if not isinstance(root, yaml.MappingNode):
        found.refuse((), "is not a contract file: it should begin with format: nasta-steg/1")
        return found
    found.values = _value(root, (), found)
    return found


def move_dates(value: Any, *, by: timedelta) -> Any:
    """Return the values with every text that is a date moved. Other text stays as it is.

    So does a date that does not exist, which is refused later, at its place.
    """
    if isinstance(value, dict):
        return {name: move_dates(inner, by=by) for name, inner in value.items()}
    if isinstance(value, list):
        return [move_dates(inner, by=by) for inner in value]
    if isinstance(value, str) and DATE.fullmatch(value):
        return _moved(value, by=by)
    return value


def _moved(written: str, *, by: timedelta) -> str:
    try:
        return (date.fromisoformat(written) + by).isoformat()
    except (ValueError, OverflowError):
        return written


def _text(path: Path, found: ReadFile) -> str | None:
    try:
        with path.open("rb") as opened:
            content = opened.read(LARGEST_FILE + 1)
    except OSError as error:
        found.refuse((), f"cannot be opened: {error.strerror}")
        return None
    if len(content) > LARGEST_FILE:
        found.refuse((), f"is larger than {LARGEST_FILE // 1024 // 1024} MiB")
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        found.faults.append(Fault(found.name, line, (), "is not written in UTF-8"))
        return None


def _misshapen(text: str, found: ReadFile) -> Fault | None:
    """Find an alias, or a place deeper than any field is, before anything is made of the text."""
    depth = 0
    for event in yaml.parse(text, yaml.SafeLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            return Fault(found.name, line, (), ALIASES)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            return Fault(found.name, line, (), "is too deep: fields within fields without end")
    return None


def _value(node: yaml.Node, steps: Steps, found: ReadFile) -> Any:
    found.lines[steps] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        pairs = _pairs(node, steps, found)
        return {name: value for name, value in pairs if value is not None}
    if isinstance(node, yaml.SequenceNode):
        return [_value(inner, (*steps, place), found) for place, inner in enumerate(node.value)]
    if UNPRINTABLE.search(node.value):
        found.refuse(steps, "holds a character that cannot be printed")
    # An empty value that is not quoted means that nothing is given.
    return node.value if node.value or getattr(node, "style", None) else None


def _pairs(node: yaml.MappingNode, steps: Steps, found: ReadFile) -> Iterator[tuple[str, Any]]:
    seen: set[str] = set()
    for name_node, inner in node.value:
        if fault := _fault_of_name(name_node):
            found.faults.append(Fault(found.name, name_node.start_mark.line + 1, steps, fault))
            continue
        name = name_node.value
        if name in seen:
            found.refuse((*steps, name), "stands here twice")
        seen.add(name)
        value = _value(inner, (*steps, name), found)
        found.lines[(*steps, name)] = name_node.start_mark.line + 1
        if value is None and not NAME.fullmatch(name):
            found.refuse((*steps, name), "has no value; are quotation marks missing around it?")
        yield name, value


def _fault_of_name(node: yaml.Node) -> str | None:
    """Say why this cannot be the name of a field, or the key of somebody or something."""
    if not isinstance(node, yaml.ScalarNode):
        return "has a list or fields where the name of a field should be"
    if len(node.value) > LONGEST_PLAIN:
        return f"has a name that is longer than {LONGEST_PLAIN} characters"
    if UNPRINTABLE.search(node.value):
        return "has a name with a character that cannot be printed"
    return None
