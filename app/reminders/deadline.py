"""A whole exchange has to end in time, however slowly the other side answers."""

import os
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def line_to(
    host: str, port: int, *, seconds: float, tls: ssl.SSLContext | None = None
) -> Iterator[socket.socket]:
    """Open a line to another machine, and close it from outside unless the block ends in time.

    The time counts from before the line is there: what took long to open says nothing on it.
    Whoever waits for something from it then gets an OSError.
    """
    until = time.monotonic() + seconds
    with socket.create_connection((host, port), timeout=seconds) as line:
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        with (
            _cut_off_after(left, line),
            tls.wrap_socket(line, server_hostname=host) if tls else line as ready,
        ):
            yield ready


@contextmanager
def _cut_off_after(seconds: float, line: socket.socket) -> Iterator[None]:
    """Shut a line from outside unless the block has ended by then.

    It is a line of our own to the same end that is shut, since the first may be put inside
    another, such as when TLS begins on it.
    """
    own = socket.socket(fileno=os.dup(line.fileno()))
    timer = threading.Timer(seconds, _cut, [own])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        own.close()


def _cut(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
