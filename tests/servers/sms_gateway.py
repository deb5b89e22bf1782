"""A gateway for text messages on loopback, as docs/text-messages.md describes one."""

import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.servers.certificates import make_certificate

TOKEN = "only-for-the-gateway-of-the-tests"  # for this server alone
A_DRIP = 0.5


@dataclass
class Gateway:
    """What it has received, and how it behaves.

    answer: the status it answers with. headers: what it says besides. drips: whether its answer
    comes a byte at a time and never ends. hangs: whether it never answers.
    """

    url: str
    authority: str
    received: list[dict[str, str]] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    status: int = 202
    headers: dict[str, str] = field(default_factory=dict)
    drips: bool = False
    hangs: bool = False
    stopping: threading.Event = field(default_factory=threading.Event)


@contextmanager
def running_gateway(folder: Path) -> Iterator[Gateway]:
    authority, certificate = make_certificate(folder)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    program = ThreadingHTTPServer(("127.0.0.1", 0), Conversation)
    program.daemon_threads = True
    program.socket = tls.wrap_socket(program.socket, server_side=True)
    url = f"https://127.0.0.1:{program.server_address[1]}/messages"
    program.at = Gateway(url, str(authority))
    threading.Thread(target=program.serve_forever, daemon=True).start()
    yield program.at
    program.at.stopping.set()
    program.shutdown()
    program.server_close()


class Conversation(BaseHTTPRequestHandler):
    """One message handed over."""

    def do_POST(self) -> None:
        at: Gateway = self.server.at
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        at.asked.append({**dict(self.headers), "path": self.path})
        if at.hangs:
            at.stopping.wait(30)
            return
        if at.status < 300:
            at.received.append(said)
        self.send_response(at.status)
        for name, value in at.headers.items():
            self.send_header(name, value)
        if at.drips:
            self._drip(at)
        else:
            self.send_header("Content-Length", "0")
            self.end_headers()

    def _drip(self, at: Gateway) -> None:
        self.send_header("Content-Length", "10000")
        self.end_headers()
        try:
            while not at.stopping.wait(A_DRIP):
                self.wfile.write(b".")
        except OSError:
            return

    def log_message(self, *_said: object) -> None:
        """Say nothing on the terminal."""
