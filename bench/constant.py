"""The smallest Flask application there is: what the server can do when nothing has to be done."""

from flask import Flask


def create_app() -> Flask:
    app = Flask(__name__)

    @app.get("/")
    @app.get("/healthz")
    def constant() -> str:
        return "Nothing to do."

    return app
