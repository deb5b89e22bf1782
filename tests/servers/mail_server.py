"""A mail server on loopback (RFC 5321), that keeps what it is given and can be in a bad way.

It speaks plain, with STARTTLS, or with TLS from the start, and lets in with AUTH PLAIN or LOGIN.
"""

import base64
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from tests.servers.certificates import make_certificate

USER, PASSWORD = "nasta-steg", "a pass/word"  # for this server alone
SECONDS_TO_HANG = 30


@dataclass(frozen=True)
class Received:
    """One letter as it came in: whom it was for, as the envelope says, and every byte of it."""

    sender: str
    recipients: list[str]
    raw: bytes

    @property
    def letter(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)


@dataclass
class MailServer:
    """What it has received, and how it behaves.

    answers: what it says instead of yes, by the word it is asked with, such as RCPT.
    hangs: the word that it never answers. quits_badly: whether it ends without a proper goodbye.
    """

    port: int
    authority: str
    tls: ssl.SSLContext
    wrapped: bool
    received: list[Received] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    hangs: str | None = None
    encrypted: list[bool] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)


@contextmanager
def running_mail_server(folder: Path, *, wrapped: bool = False) -> Iterator[MailServer]:
    """Run it until the block ends. wrapped: with TLS from the start."""
    authority, certificate = make_certificate(folder)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as program:
        program.daemon_threads = True
        port = program.server_address[1]
        program.at = MailServer(port, str(authority), tls, wrapped)
        threading.Thread(target=program.serve_forever, daemon=True).start()
        yield program.at
        program.at.stopping.set()
        program.shutdown()


class Conversation(socketserver.StreamRequestHandler):
    """One client, from hello to goodbye."""

    def handle(self) -> None:
        self.at: MailServer = self.server.at
        self.safe, self.known = False, False
        self.sender, self.recipients = "", list[str]()
        if self.at.wrapped:
            self._wrap()
        self._say("220 ready")
        try:
            while line := self.rfile.readline():
                if not self._answer(line.decode().strip()):
                    return
        except (ConnectionError, ssl.SSLError):
            return

    def finish(self) -> None:
        with suppress(OSError):
            super().finish()
        self.request.close()

    def _answer(self, line: str) -> bool:
        """Answer one line. Say whether to go on."""
        word, _, rest = line.partition(" ")
        word = word.upper()
        if self.at.hangs == word:
            self.at.stopping.wait(SECONDS_TO_HANG)
            return False
        if (refusal := self.at.answers.get(word)) and word != "DATA":
            self._say(refusal)
            return True
        return getattr(self, f"_{word.lower()}", self._unknown)(rest)

    def _ehlo(self, _rest: str) -> bool:
        offers = [] if self.safe else ["STARTTLS"]
        lines = ["ours", *offers, "AUTH PLAIN LOGIN", "8BITMIME"]
        for number, line in enumerate(lines, start=1):
            self._say(f"250{' ' if number == len(lines) else '-'}{line}")
        return True

    def _starttls(self, _rest: str) -> bool:
        self._say("220 go on")
        self._wrap()
        return True

    def _auth(self, rest: str) -> bool:
        _kind, _, first = rest.partition(" ")
        said = base64.b64decode(first).split(b"\0")
        self.known = said[-2:] == [USER.encode(), PASSWORD.encode()]
        self._say("235 welcome" if self.known else "535 no")
        return True

    def _mail(self, rest: str) -> bool:
        self.sender = rest[len("FROM:<") :].partition(">")[0]
        self._say("250 ok")
        return True

    def _rcpt(self, rest: str) -> bool:
        self.recipients.append(rest[len("TO:<") :].partition(">")[0])
        self._say("250 ok")
        return True

    def _data(self, _rest: str) -> bool:
        self._say("354 go on")
        lines = list[bytes]()
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        if refusal := self.at.answers.get("DATA"):
            self._say(refusal)
            return True
        self.at.received.append(Received(self.sender, self.recipients, b"".join(lines)))
        self.at.encrypted.append(self.safe)
        self.sender, self.recipients = "", []
        self._say("250 kept")
        return True

    def _rset(self, _rest: str) -> bool:
        self.sender, self.recipients = "", []
        self._say("250 ok")
        return True

    def _quit(self, _rest: str) -> bool:
        self._say("221 bye")
        return False

    def _unknown(self, _rest: str) -> bool:
        self._say("502 not known")
        return True

    def _wrap(self) -> None:
        self.request = self.at.tls.wrap_socket(self.request, server_side=True)
        self.connection = self.request
        self.setup()
        self.safe = True

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")
        self.wfile.flush()
