"""Whatever stands wherever in a contract file is checked in plain words, and never breaks."""

import copy
import json
import re
import uuid

import pytest
import yaml

from app.exchange import contract_files
from app.exchange.checking import Names
from app.exchange.reading import ReadFile
from tests.exchange.good import GOOD

ODD = {
    "a list": ["x"],
    "a list of lists": [["x", "y"]],
    "fields": {"x": "y"},
    "fields of two letters": {"xy": "z"},
    "a text": "x",
    "an empty text": "",
    "a number": "7",
    "a huge number": "9" * 30,
    "yes": "true",
    "the first day": "0001-01-01",
    "no day": "2026-13-01",
    "nothing": None,
    "an empty list": [],
    "no fields": {},
    "a picture": "\U0001f600",
}


def _places(value, path=()):
    """Return the way to every value in a file, and to the places in its lists."""
    if path:
        yield path
    children = value.items() if isinstance(value, dict) else enumerate(value)
    if isinstance(value, dict | list):
        for step, inner in children:
            yield from _places(inner, (*path, step))


def _at(values, path):
    for step in path:
        values = values[step]
    return values


def _with(values, path, odd):
    """Return the values with something odd in one place; nothing is no field at all."""
    values = copy.deepcopy(values)
    inner = values
    for step in path[:-1]:
        inner = inner[step]
    if odd is None and isinstance(inner, dict):
        del inner[path[-1]]
    else:
        inner[path[-1]] = odd
    return values


def _checked(values):
    """Check values as if they had been read from a file."""
    file = ReadFile("odd.yaml", values=values)
    contract_files.find_source(file)
    keys = [contract_files.keys_of(file, section) for section in ("units", "staff", "people")]
    names = Names(*({key: uuid.uuid4() for key in found} for found in keys))
    contract_files.check(file, names)
    return file


@pytest.fixture(scope="module")
def said():
    """What ann.yaml says, as plain values."""
    return yaml.load(GOOD, yaml.BaseLoader)  # noqa: S506  # it makes texts, lists and mappings only


@pytest.mark.parametrize("odd", ODD)
def test_anything_anywhere_is_checked_in_plain_words_and_never_breaks(said, odd):
    told = {place: _checked(_with(said, place, ODD[odd])).faults for place in _places(said)}

    programmers = re.compile(r"unpack|None|object|instance|__|<|Error|tuple")
    found = {fault.message for faults in told.values() for fault in faults}
    assert len(told) > 200
    assert {message for message in found if programmers.search(message)} == set()


@pytest.mark.parametrize("odd", ["\U0001f600", "7", "a" * 200])
def test_odd_texts_that_are_no_fault_can_be_kept(load, said, odd):
    texts = [
        place
        for place in _places(said)
        if isinstance(_at(said, place), str) and place[-1] not in ("source", "key")
    ]
    accepted = [place for place in texts if not _checked(_with(said, place, odd)).faults]
    everywhere = said
    for place in accepted:
        everywhere = _with(everywhere, place, odd)

    assert len(accepted) > 20
    assert load(json.dumps(everywhere, ensure_ascii=False)) > 0
