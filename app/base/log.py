"""One line of JSON per answered request. Never who, never what about, never the address itself."""

import logging
import sys
import time
import uuid

from flask import Flask, Response, g, request
from pythonjsonlogger.json import JsonFormatter

log = logging.getLogger("nasta_steg")

KNOWN_METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE")


def init_app(app: Flask) -> None:
    _write_lines_to(log)
    app.logger.handlers = log.handlers
    app.logger.propagate = False

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()
        g.request_id = uuid.uuid4().hex

    @app.after_request
    def end(response: Response) -> Response:
        if request.endpoint == "static":
            return response
        log.info(
            "answered",
            extra={
                "request": g.get("request_id"),
                "method": request.method if request.method in KNOWN_METHODS else "other",
                "page": request.endpoint,
                "status": response.status_code,
                "ms": round((time.perf_counter() - g.began) * 1000, 1) if "began" in g else None,
            },
        )
        return response


def _write_lines_to(logger: logging.Logger) -> None:
    if logger.handlers:
        return
    handler = logging.StreamHandler(sys.stderr)
    formatter = JsonFormatter(
        "{asctime}{levelname}{message}",
        style="{",
        datefmt="%Y-%m-%dT%H:%M:%SZ",
        rename_fields={"asctime": "at", "levelname": "level"},
    )
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
