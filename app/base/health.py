"""Whether the application can answer, for whoever watches over it. Nothing personal."""

from flask import Flask, current_app, jsonify
from flask.typing import ResponseReturnValue

from app.base import db, installation


def init_app(app: Flask) -> None:
    @app.get("/healthz")
    def healthz() -> ResponseReturnValue:
        """Answer 503 until the database is there, in this version's form and for this mode."""
        try:
            fault = installation.fault(db.session(), current_app.config["MODE"])
            if fault is None:
                return jsonify(status="ok", database=db.description(db.session()))
        except db.AWAY as error:
            db.note_away(error)
            fault = "The database does not answer."
        return jsonify(status="not ready", why=fault), 503
