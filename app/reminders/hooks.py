"""What the application does by itself for reminders, whoever answers."""

from flask import Flask

from app.base import db
from app.reminders import planning


def init_app(app: Flask) -> None:
    """Let reminders be planned in the same transaction as the thing, whatever changed it."""
    db.before_commit(app, planning.plan_what_changed)
