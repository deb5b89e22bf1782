"""A whole exchange has to end in time, however slowly the other side answers."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def cut_off_after(seconds: float, line: socket.socket | None) -> Iterator[None]:
    """Close a line to another machine from outside unless the block has ended by then.

    Whoever waits for something from it then gets an OSError. It is a line of our own to the same
    end that is shut, since the first may be put inside another, such as when TLS begins on it.
    """
    own = socket.socket(fileno=os.dup(line.fileno())) if line else None
    timer = threading.Timer(seconds, _cut, [own])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        if own:
            own.close()


def _cut(line: socket.socket | None) -> None:
    with suppress(OSError):
        if line:
            line.shutdown(socket.SHUT_RDWR)
