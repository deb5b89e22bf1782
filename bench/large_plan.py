"""A contract file with the plan of a patient fifty times larger than another's.

Made by repeating what stands in the file of the tests, so that both hold the same kinds of things.
"""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

SMALL = Path(__file__).parents[1] / "tests" / "files" / "ann.yaml"
PATIENT, STAFF, TIMES = "large", "sam-0", 50
OTHER_PATIENTS = [f"other-{number}" for number in range(10)]
"""Patients of the same clinic, for the lists that its staff read."""
NAMES_STAFF_OR_UNIT = {
    "role", "unit", "asked_by", "assessed_by", "appointed_by", "coordinator", "substitute",
}  # fmt: skip
SINGLE = {"patient", "version", "published_on", "published_by", "terms", "units"}


def write(place: Path) -> Path:
    """Write the file there. Nobody in it is in the small file too."""
    small = yaml.load(SMALL.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506  # texts only, as contract files are read
    large = {
        **{name: small[name] for name in ("format", "as_of", "language")},
        "source": "large",
        "units": _each_repeated(small["units"]),
        "staff": _each_repeated(small["staff"]),
        "people": {
            PATIENT: {"given_name": "Stor", "family_name": "Exempelsson", "language": "en"},
            **{key: {"given_name": "Ann", "family_name": "Låtsas"} for key in OTHER_PATIENTS},
        },
        "contracts": [
            _repeated(small["contracts"][0]),
            *(_nearly_empty(key, small["contracts"][0]) for key in OTHER_PATIENTS),
        ],
    }
    place.write_text(json.dumps(large, ensure_ascii=False), encoding="utf-8")
    return place


def _each_repeated(entries: Mapping[str, Any]) -> dict[str, Any]:
    return {_nth(key, n): _renamed(entry, n) for key, entry in entries.items() for n in _all()}


def _repeated(contract: Mapping[str, Any]) -> dict[str, Any]:
    lists = {
        name: [_nth_part(part, n) for n in _all() for part in parts]
        for name, parts in contract.items()
        if name not in SINGLE
    }
    single = {name: contract[name] for name in ("version", "published_on")}
    units = [_nth("clinic", n) for n in _all()]
    return {"patient": PATIENT, **single, "units": units, "terms": _terms(contract), **lists}


def _nearly_empty(patient: str, contract: Mapping[str, Any]) -> dict[str, Any]:
    """Return the contract of another patient of the clinic, who has asked for something."""
    asked = [{"kind": "care-contact", "asked_on": contract["published_on"]}]
    return {
        "patient": patient,
        "published_on": contract["published_on"],
        "units": [_nth("clinic", 0)],
        "terms": _terms(contract),
        "requests": asked,
    }


def _terms(contract: Mapping[str, Any]) -> object:
    return _renamed(contract["terms"], 0)


def _nth_part(part: Mapping[str, Any], number: int) -> dict[str, Any]:
    """Return a part once more, with a key of its own, and a day of its own if it is a time."""
    again: dict[str, Any] = _renamed({**part, "key": part.get("key", "part")}, number)
    again["key"] = _nth(again["key"], number)
    if "on" in part:
        again["on"] = str(date.fromisoformat(part["on"]) + timedelta(days=number))
    if "lead" in part and number:
        del again["lead"]
    again.pop("person", None)
    return again


def _renamed(value: object, number: int) -> Any:  # noqa: ANN401  # of the same type as the value
    """Return the value with its staff and units replaced by the ones of this number."""
    if isinstance(value, list):
        return [_renamed(inner, number) for inner in value]
    if not isinstance(value, dict):
        return value
    return {
        name: _nth(inner, number)
        if name in NAMES_STAFF_OR_UNIT and isinstance(inner, str)
        else _renamed(inner, number)
        for name, inner in value.items()
    }


def _nth(key: str, number: int) -> str:
    return f"{key}-{number}"


def _all() -> range:
    return range(TIMES)
