"""Eight browsers that ask for the same page again and again."""

import http.client
import re
import shutil
import subprocess
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

CONNECTIONS = 8
UNITS = {"us": 0.001, "ms": 1, "s": 1000}


@dataclass(frozen=True)
class Load:
    """How much a server answered, and how long all but one of a hundred had to wait."""

    per_second: float
    p99_ms: float


def ask(url: str, *, seconds: int, headers: dict[str, str]) -> Load:
    """Ask for a page as fast as it is answered, with wrk when it is on this machine."""
    program = _wrk if shutil.which("wrk") else _threads
    return program(url, seconds, headers)


def _wrk(url: str, seconds: int, headers: dict[str, str]) -> Load:
    given = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    done = subprocess.run(
        ["wrk", "-t2", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", *given, url],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
        timeout=seconds + 30,
    )
    said = done.stdout
    assert "Non-2xx" not in said, said
    assert "Socket errors" not in said, said
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    slow = re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    assert rate is not None, said
    assert slow is not None, said
    return Load(float(rate[1]), float(slow[1]) * UNITS[slow[2]])


@dataclass
class _Asker(threading.Thread):
    """One browser."""

    url: str
    until: float
    headers: dict[str, str]
    waits: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        place = urlsplit(self.url)
        connection = http.client.HTTPConnection(str(place.hostname), place.port or 80, timeout=10)
        while (began := time.perf_counter()) < self.until:
            connection.request("GET", place.path, headers=self.headers)
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200, answer.status
            self.waits.append(time.perf_counter() - began)
        connection.close()


def _threads(url: str, seconds: int, headers: dict[str, str]) -> Load:
    """Ask with threads of our own. They take processor time from the server, so wrk is better."""
    until = time.perf_counter() + seconds
    askers = [_Asker(url, until, headers) for _ in range(CONNECTIONS)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    waits = sorted(wait for asker in askers for wait in asker.waits)
    return Load(len(waits) / seconds, waits[int(len(waits) * 0.99)] * 1000)
