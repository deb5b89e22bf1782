"""Whether the application can answer, for whoever watches over it. Nothing personal."""

from flask import Flask, jsonify
from flask.typing import ResponseReturnValue

from app.base import db, installation


def init_app(app: Flask) -> None:
    @app.get("/healthz")
    def healthz() -> ResponseReturnValue:
        """Answer 503 until the database is there and in the form this version needs."""
        if not installation.is_made(db.session()):
            return jsonify(status="not ready: run flask --app app db upgrade"), 503
        return jsonify(status="ok", database=db.description(db.session()))
