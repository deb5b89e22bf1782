"""Applications and servers to measure, each on a database of its own, ended when the block ends."""

import http.client
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import text

from app import create_app
from app.base import settings as application_settings
from app.base.db import engine_for
from tests.browser.site import flask, settings
from tests.pages import StrictClient
from tests.servers.postgresql import running_postgresql

ONE_PROCESS = {"WEB_CONCURRENCY": "1"}


@contextmanager
def databases(folder: Path) -> Iterator[dict[str, str]]:
    """Yield the address of an empty database of each kind."""
    with running_postgresql(folder / "postgresql") as server:
        engine = engine_for(server)
        with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text("CREATE DATABASE bench"))
        engine.dispose()
        yield {
            "SQLite": f"sqlite:///{folder / 'bench.sqlite'}",
            "PostgreSQL": server.rpartition("/")[0] + "/bench",
        }


def application(database_url: str) -> Flask:
    """Return the application itself, in this process, on a database in its newest form."""
    environment = settings(database_url)
    flask(environment, "db", "upgrade")
    app = create_app(application_settings.read(environment))
    logging.disable(logging.INFO)
    app.test_client_class = StrictClient
    return app


def signed_in(environment: dict[str, str], person: str) -> str:
    """Return the cookies of a person's browser, signed in by a one-time address."""
    link = urlsplit(json.loads(flask(environment, "demo", "links"))[person])
    connection = http.client.HTTPConnection(str(link.hostname), link.port or 80, timeout=10)
    connection.request("GET", link.path)
    answer = connection.getresponse()
    answer.read()
    cookies = answer.headers.get_all("Set-Cookie") or []
    connection.close()
    assert answer.status == 303, answer.status
    return "; ".join(cookie.partition(";")[0] for cookie in cookies)
