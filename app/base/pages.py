"""What every page is drawn with: the styles inside it, and the keys of its forms."""

from pathlib import Path
from typing import Any

from flask import Flask, current_app
from markupsafe import Markup

from app.base import once

STYLES = (Path(__file__).parents[1] / "static" / "css" / "site.css").read_text(encoding="utf-8")


def init_app(app: Flask) -> None:
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["once_key"] = once.new_key
    app.context_processor(_frame)


def _frame() -> dict[str, Any]:
    return {
        "styles": Markup(STYLES),  # noqa: S704  # our own file, read at start
        "demo": current_app.config["DEMO"],
        "support_phone": current_app.config["SUPPORT_PHONE"],
    }
