"""How one row of the journal is tied to the one before it."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any


def fingerprint(row: Mapping[str, Any]) -> str:
    """Return the SHA-256 of everything the row says, its number and its predecessor included."""
    spoken = {name: _plain(value) for name, value in row.items() if name != "fingerprint"}
    text = json.dumps(spoken, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def fault_between(previous: Mapping[str, Any], row: Mapping[str, Any]) -> str | None:
    """Say what is wrong with a row that follows another, or nothing if they fit."""
    expected = previous["number"] + 1
    if row["number"] != expected:
        return f"row {expected} is missing"
    if row["previous"] != previous["fingerprint"]:
        return f"row {row['number']} does not follow from the row before it"
    if row["fingerprint"] != fingerprint(row):
        return f"row {row['number']} has been changed"
    return None


def _plain(value: Any) -> Any:
    """Write a value the same way whichever database it came back from."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    return value if value is None or isinstance(value, int | str | dict) else str(value)
