"""Whether the application can answer, for whoever watches over it. Nothing personal."""

from flask import Flask, jsonify
from flask.typing import ResponseReturnValue

from app.base import db


def init_app(app: Flask) -> None:
    @app.get("/healthz")
    def healthz() -> ResponseReturnValue:
        return jsonify(status="ok", database=db.description(db.session()))
