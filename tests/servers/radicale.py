"""A CalDAV server of others, Radicale, on loopback, and a calendar program that keeps times in it.

The program does with a file what RFC 5546 asks of those who read one, and what Thunderbird does:
it looks for the event by its UID, keeps a new or newer one, and removes one that is cancelled.
What it knows of a file it reads with vobject; what it keeps and finds is up to the server.
"""

import socket
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from xml.etree import ElementTree

import vobject

SECONDS_TO_START = 30
SECONDS_TO_STOP = 10
AS_SOMEBODY = {"Authorization": "Basic " + b64encode(b"ann:any").decode()}
ICALENDAR = {"Content-Type": "text/calendar; charset=utf-8"}
DAV, CALDAV = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
QUERY = """<?xml version="1.0" encoding="utf-8"?>
<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">
  <D:prop><D:getetag/><C:calendar-data/></D:prop>
  <C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">{which}</C:comp-filter>
  </C:comp-filter></C:filter>
</C:calendar-query>"""
BY_UID = '<C:prop-filter name="UID"><C:text-match>{uid}</C:text-match></C:prop-filter>'
BETWEEN = '<C:time-range start="{start}" end="{end}"/>'
BUSY = """<?xml version="1.0" encoding="utf-8"?>
<C:free-busy-query xmlns:C="urn:ietf:params:xml:ns:caldav">
  <C:time-range start="{start}" end="{end}"/>
</C:free-busy-query>"""


class RadicaleError(Exception):
    """The calendar server did not start, or refused what a calendar program may ask."""


@dataclass(frozen=True)
class Kept:
    """An event as the server keeps it: where, in which state, and what it says."""

    path: str
    etag: str
    written: str

    @property
    def event(self) -> vobject.base.Component:
        return vobject.readOne(self.written).vevent


class Calendar:
    """One calendar on the server, and the program that fills it."""

    def __init__(self, port: int, name: str) -> None:
        self._port, self.path = port, f"/ann/{name}/"
        self._ask("MKCALENDAR", self.path)

    def open_file(self, file: str) -> None:
        """Do what the file is for: put its event here, change it, or take it out."""
        calendar = vobject.readOne(file)
        method, event = calendar.method.value, calendar.vevent
        found = self.find(event.uid.value)
        if found and not _is_newer(event, found.event):
            return
        if method == "CANCEL" and found:
            self._ask("DELETE", found.path, headers={"If-Match": found.etag})
        elif method == "PUBLISH":
            # RFC 4791, 4.1: what is kept on a server has no METHOD.
            kept = file.replace("METHOD:PUBLISH\r\n", "")
            unchanged = {"If-Match": found.etag} if found else {"If-None-Match": "*"}
            path = found.path if found else f"{self.path}{event.uid.value}.ics"
            self._ask("PUT", path, kept, {**ICALENDAR, **unchanged})

    def fill(self, feed: str) -> None:
        """Have all that a feed says now, and nothing else."""
        self._ask("PUT", self.path, feed, ICALENDAR)

    def find(self, uid: str) -> Kept | None:
        """Return the event with this UID, as the server finds it."""
        return next(iter(self._query(BY_UID.format(uid=uid))), None)

    def between(self, start: datetime, end: datetime) -> list[Kept]:
        """Return what the server says happens in this time."""
        return self._query(BETWEEN.format(start=_written(start), end=_written(end)))

    def everything(self) -> list[Kept]:
        return self._query("")

    def busy(self, start: datetime, end: datetime) -> list[str]:
        """Return the hours of this time that the server calls taken."""
        asked = BUSY.format(start=_written(start), end=_written(end))
        answer = self._ask("REPORT", self.path, asked, {"Depth": "1"})
        return [line for line in answer.splitlines() if line.startswith("FREEBUSY")]

    def _query(self, which: str) -> list[Kept]:
        answer = self._ask("REPORT", self.path, QUERY.format(which=which), {"Depth": "1"})
        return [
            Kept(
                found.findtext(f"{DAV}href"),
                found.findtext(f".//{DAV}getetag"),
                found.findtext(f".//{CALDAV}calendar-data"),
            )
            for found in ElementTree.fromstring(answer).iter(f"{DAV}response")  # noqa: S314  # our own server
        ]

    def _ask(
        self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None
    ) -> str:
        response, said = _request(self._port, method, path, body, headers or {})
        if response.status >= 300:
            raise RadicaleError(f"{method} {path}: {response.status} {said}")
        return said


@contextmanager
def running_radicale(folder: Path) -> Iterator[int]:
    """Run the server until the block ends, keeping everything in this folder; yield its port."""
    port = _free_port()
    options = {
        "--config": "",
        "--server-hosts": f"127.0.0.1:{port}",
        "--auth-type": "none",
        "--storage-filesystem-folder": str(folder / "calendars"),
        "--logging-level": "warning",
    }
    command = [sys.executable, "-m", "radicale", *(part for one in options.items() for part in one)]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log) as server,
    ):
        try:
            _wait_for(server, port, folder / "log")
            yield port
        finally:
            server.terminate()
            server.wait(SECONDS_TO_STOP)


def _is_newer(event: vobject.base.Component, known: vobject.base.Component) -> bool:
    """Compare as RFC 5546, 2.1.4 asks: the sequence first, then the moment it was written."""
    return _version(event) > _version(known)


def _version(event: vobject.base.Component) -> tuple[int, datetime]:
    return int(event.sequence.value), event.dtstamp.value


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _request(
    port: int, method: str, path: str, body: str, headers: dict[str, str]
) -> tuple[HTTPResponse, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, body.encode(), {**AS_SOMEBODY, **headers})
        response = connection.getresponse()
        return response, response.read().decode()
    finally:
        connection.close()


def _wait_for(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and server.poll() is None:
        try:
            _request(port, "GET", "/.web/", "", {})
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RadicaleError(f"The calendar server did not start:\n{log.read_text(errors='replace')}")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
