"""Posting to a push service: never for long, never for much, and never anywhere else.

Connections are kept and shared (urllib3). What a name leads to is looked up and checked when a
connection is opened, and the connection goes to just that address; it is used for a minute.
No proxy, no redirect, nothing from the environment. A watch cuts what takes too long altogether,
however slowly its bytes come.
"""

import logging
import socket
import ssl
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from urllib3 import HTTPSConnectionPool, Timeout
from urllib3.connection import HTTPSConnection
from urllib3.exceptions import HTTPError

from app.push import rules

SECONDS = 10.0
"""For one push altogether: finding, connecting, and the last byte of the answer."""
MOST_TO_READ = 4096
CONNECTION_LIFE = 60.0
ADDRESS_LIFE = 30.0
CONNECT_SECONDS = 3.0
ADDRESSES_TRIED = 4
WATCH_EVERY = 0.1
MOST_POOLS = 64
PORT = 443

# It writes whole addresses of phones in its lines.
logging.getLogger("urllib3").setLevel(logging.CRITICAL + 1)


class NotReachedError(Exception):
    """No whole answer came in time. Says nothing of where from: that is an address of a phone."""


@dataclass(frozen=True)
class Answered:
    """What a push service answered."""

    status: int
    retry_after: str | None


class Transport:
    """The connections to all push services, shared by all threads that send."""

    def __init__(
        self, *, most_connections: int, here: frozenset[str] = frozenset(), ca_file: str = ""
    ) -> None:
        self._most_connections = most_connections
        self._context = ssl.create_default_context()
        if ca_file:
            self._context.load_verify_locations(ca_file)
        self._watch = Watch()
        self._addresses = Addresses(here)
        self._pools: OrderedDict[str, HTTPSConnectionPool] = OrderedDict()
        self._lock = threading.Lock()

    def post(self, endpoint: str, body: bytes, headers: Mapping[str, str]) -> Answered:
        """Send a body to an address of a phone, or raise NotReachedError."""
        parts = urlsplit(endpoint)
        pool = self._pool(parts.hostname or "", parts.port or PORT)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        with self._watch.on(time.monotonic() + SECONDS):
            try:
                return self._asked(pool, path, body, headers)
            # ValueError: an answer that is no HTTP. OSError: the watch has cut the connection.
            except (HTTPError, OSError, ValueError) as error:
                raise NotReachedError(type(error).__name__) from None

    def close(self) -> None:
        """Close every connection. Nothing is sent after this."""
        self._watch.stop()
        with self._lock:
            while self._pools:
                self._pools.popitem()[1].close()

    def _asked(
        self, pool: HTTPSConnectionPool, path: str, body: bytes, headers: Mapping[str, str]
    ) -> Answered:
        answer = pool.urlopen(
            "POST",
            path,
            body,
            headers,
            retries=False,
            redirect=False,
            timeout=Timeout(total=SECONDS),
            preload_content=False,
            decode_content=False,
        )
        try:
            read = answer.read(MOST_TO_READ + 1)
            if self._watch.has_cut():
                raise OSError
            if len(read) > MOST_TO_READ or answer.length_remaining:
                answer.close()
            return Answered(answer.status, answer.headers.get("Retry-After"))
        finally:
            answer.release_conn()

    def _pool(self, host: str, port: int) -> HTTPSConnectionPool:
        """Return the connections to one service. Those used longest ago are forgotten."""
        with self._lock:
            pool = self._pools.pop(f"{host}:{port}", None) or self._new_pool(host, port)
            self._pools[f"{host}:{port}"] = pool
            if len(self._pools) > MOST_POOLS:
                self._pools.popitem(last=False)
            return pool

    def _new_pool(self, host: str, port: int) -> HTTPSConnectionPool:
        pool = HTTPSConnectionPool(
            host,
            port,
            maxsize=self._most_connections,
            ssl_context=self._context,
            watch=self._watch,
            find=self._addresses.of,
        )
        pool.ConnectionCls = PinnedConnection
        return pool


class PinnedConnection(HTTPSConnection):
    """A connection to an address that was checked. The name is still what its TLS must prove."""

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  # handed on as they are
        watch: "Watch",
        find: Callable[[str, int, float], list[str]],
        **kwargs: Any,  # noqa: ANN401  # handed on as they are
    ) -> None:
        super().__init__(*args, **kwargs)
        self._watch, self._find = watch, find
        self._twin: socket.socket | None = None
        self._opened_at = 0.0

    @property
    def is_connected(self) -> bool:
        is_young = time.monotonic() - self._opened_at < CONNECTION_LIFE
        return is_young and super().is_connected

    def request(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # handed on as they are
        if self._twin is not None:
            self._watch.hold(self._twin)
        super().request(*args, **kwargs)

    def close(self) -> None:
        super().close()
        twin, self._twin = self._twin, None
        if twin is not None:
            twin.close()

    def _new_conn(self) -> socket.socket:
        """Connect to an address that was found and checked now, and let the watch cut it.

        The twin is the same connection by another number, which stays ours whatever TLS does.
        """
        found = self._find(self.host, self.port, self._watch.left())
        connected = self._first_of(found)
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._opened_at, self._twin = time.monotonic(), connected.dup()
        self._watch.hold(self._twin)
        return connected

    def _first_of(self, addresses: list[str]) -> socket.socket:
        for address in addresses[: ADDRESSES_TRIED - 1]:
            with suppress(OSError):
                return self._connected(address, min(CONNECT_SECONDS, self._watch.left()))
        return self._connected(addresses[-1], self._watch.left())

    def _connected(self, address: str, seconds: float) -> socket.socket:
        return socket.create_connection((address, self.port), timeout=seconds)


class Addresses:
    """What names lead to, looked up in threads of their own: one that hangs is not waited for."""

    def __init__(self, here: frozenset[str]) -> None:
        self._here = here
        self._found: OrderedDict[str, tuple[float, list[str]]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, host: str, port: int, seconds: float) -> list[str]:
        """Return the addresses of a push service, all on the open internet, or raise OSError."""
        if f"https://{host}:{port}" in self._here:
            return [host]
        with self._lock:
            until, known = self._found.get(host, (0.0, []))
        if time.monotonic() < until:
            return known
        found = _looked_up(host, port, seconds)
        if not found or not all(rules.is_outside(address) for address in found):
            raise OSError("not an address on the open internet")
        with self._lock:
            self._found[host] = (time.monotonic() + ADDRESS_LIFE, found)
            if len(self._found) > MOST_POOLS:
                self._found.popitem(last=False)
        return found


class Watch:
    """Cuts the connections of threads whose time is over, from a thread of its own."""

    def __init__(self) -> None:
        self._ends: dict[int, float] = {}
        self._held: dict[int, socket.socket] = {}
        self._cut: set[int] = set()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopped = threading.Event()

    def on(self, end: float) -> "Watched":
        return Watched(self, end)

    def begin(self, end: float) -> None:
        with self._lock:
            self._ends[threading.get_ident()] = end
            if self._thread is None:
                self._thread = threading.Thread(target=self._go_round, daemon=True)
                self._thread.start()

    def end(self) -> None:
        me = threading.get_ident()
        with self._lock:
            self._ends.pop(me, None)
            self._held.pop(me, None)
            self._cut.discard(me)

    def hold(self, connection: socket.socket) -> None:
        with self._lock:
            self._held[threading.get_ident()] = connection

    def left(self) -> float:
        """Return the seconds that this thread has left, or raise TimeoutError."""
        left = self._ends[threading.get_ident()] - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def has_cut(self) -> bool:
        return threading.get_ident() in self._cut

    def stop(self) -> None:
        self._stopped.set()

    def _go_round(self) -> None:
        while not self._stopped.wait(WATCH_EVERY):
            now = time.monotonic()
            with self._lock:
                for thread, end in self._ends.items():
                    if now > end and thread in self._held:
                        self._cut.add(thread)
                        with suppress(OSError):
                            self._held[thread].shutdown(socket.SHUT_RDWR)


class Watched:
    """The time in which this thread's connection is watched."""

    def __init__(self, watch: Watch, end: float) -> None:
        self._watch, self._end = watch, end

    def __enter__(self) -> None:
        self._watch.begin(self._end)

    def __exit__(self, *_error: object) -> None:
        self._watch.end()


def _looked_up(host: str, port: int, seconds: float) -> list[str]:
    """Ask for the addresses of a name. A daemon thread asks: the program can end meanwhile."""
    found: list[str] = []
    asking = threading.Thread(target=_look_up, args=(host, port, found), daemon=True)
    asking.start()
    asking.join(seconds)
    return list(found)


def _look_up(host: str, port: int, found: list[str]) -> None:
    with suppress(OSError, UnicodeError):
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        found.extend(dict.fromkeys(str(answer[4][0]) for answer in answers))
