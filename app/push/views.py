"""Pushes to a person's own phones."""

from flask import Flask

from app.base.settings import Settings
from app.push.vapid import Vapid


def init_app(app: Flask, decided: Settings) -> None:
    has_key = decided.vapid_private_key and decided.vapid_subject
    app.config.update(
        VAPID=Vapid(decided.vapid_private_key, decided.vapid_subject) if has_key else None,
        PUSH_HOSTS=decided.push_hosts,
        PUSH_CA_FILE=decided.push_ca_file,
    )
