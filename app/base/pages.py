"""What every page is drawn with: the styles inside it, and the keys of its forms."""

import re
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from markupsafe import Markup

from app.base import once

FOLDER = Path(__file__).parents[1] / "static" / "css"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def _styles() -> str:
    """Return all sheets in the order of their names, without comments and indentation."""
    sheets = "".join(sheet.read_text(encoding="utf-8") for sheet in sorted(FOLDER.glob("*.css")))
    return re.sub(r"\s+", " ", COMMENT.sub("", sheets)).strip()


STYLES = _styles()


def init_app(app: Flask) -> None:
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["once_key"] = once.new_key
    app.context_processor(_frame)


def _frame() -> dict[str, Any]:
    return {
        "styles": Markup(STYLES),  # noqa: S704  # our own files, read at start
        "demo": current_app.config["DEMO"],
        "support_phone": current_app.config["SUPPORT_PHONE"],
    }
