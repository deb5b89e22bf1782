"""A contract file without any fault."""

from tests.conftest import FILES

GOOD = (FILES / "ann.yaml").read_text(encoding="utf-8")
