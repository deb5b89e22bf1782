"""A measured figure, beside what was promised."""

import json
import platform
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class Figure:
    """One measurement. A figure without a budget is there to be compared with its own past."""

    name: str
    value: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None

    @property
    def kept(self) -> bool:
        too_much = self.at_most is not None and self.value > self.at_most
        too_little = self.at_least is not None and self.value < self.at_least
        return not too_much and not too_little

    def line(self) -> str:
        """Return the figure as one line of JSON."""
        said = {
            "figure": self.name,
            "value": round(self.value, 3),
            "unit": self.unit,
            "budget": self._budget(),
            "kept": self.kept,
            "date": datetime.now(UTC).isoformat(timespec="seconds"),
            "python": platform.python_version(),
        }
        return json.dumps(said, ensure_ascii=False)

    def _budget(self) -> str | None:
        if self.at_most is not None:
            return f"<= {self.at_most:g}"
        return None if self.at_least is None else f">= {self.at_least:g}"
