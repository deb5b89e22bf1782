"""E-mail, as neutral as a push, through whatever mail server the operator has."""

import smtplib
import socket
import ssl
from contextlib import closing
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from app.base import clock
from app.base.other_ways import MailServer
from app.push.content import Answer, Outcome
from app.reminders.deadline import line_to
from app.reminders.neutral import NAME, Message, line

DEADLINE_SECONDS = 10.0


class Mailer:
    """Hands messages over to a mail server, each within ten seconds."""

    def __init__(self, server: MailServer, *, trust: str | None = None) -> None:
        self._server = server
        self._tls = ssl.create_default_context(cafile=trust)

    def send(self, address: str, message: Message) -> Answer:
        """Hand one message over. Nothing that is wrong with it ends up in a log."""
        try:
            self._hand_over(address, written(address, message, sender=self._server.sender))
        except smtplib.SMTPRecipientsRefused as error:
            return _answer(max(code for code, _ in error.recipients.values()), Outcome.BAD)
        except (smtplib.SMTPSenderRefused, smtplib.SMTPAuthenticationError) as error:
            return _answer(error.smtp_code, Outcome.REFUSED)
        except smtplib.SMTPNotSupportedError:
            return Answer(Outcome.REFUSED)
        except smtplib.SMTPHeloError as error:
            return Answer(Outcome.LATER, status=error.smtp_code)
        except smtplib.SMTPResponseException as error:
            return _answer(error.smtp_code, Outcome.BAD)
        except (OSError, smtplib.SMTPException):
            return Answer(Outcome.LATER)
        return Answer(Outcome.ACCEPTED)

    def _hand_over(self, address: str, letter: EmailMessage) -> None:
        server = self._server
        tls = self._tls if server.scheme == "smtps" else None
        with (
            line_to(server.host, server.port, seconds=DEADLINE_SECONDS, tls=tls) as line,
            closing(_Spoken(line, server.host)) as connection,
        ):
            if server.scheme == "smtp+starttls":
                connection.starttls(context=self._tls)
            if server.user:
                connection.login(server.user, server.password)
            connection.send_message(letter, server.sender, [address])


class _Spoken(smtplib.SMTP):
    """SMTP on a line that is open already."""

    def __init__(self, line: socket.socket, host: str) -> None:
        self._line = line
        super().__init__(host, local_hostname="localhost")

    def _get_socket(self, *_where: object) -> socket.socket:
        return self._line


def written(address: str, message: Message, *, sender: str) -> EmailMessage:
    """Write the letter. Its links open a page to read, and do nothing by being opened.

    One press in the mail program unsubscribes (RFC 8058).
    """
    letter = EmailMessage()
    letter["From"] = Address(NAME, addr_spec=sender)
    letter["To"] = address
    letter["Subject"] = f"{NAME}: {_subject(message)}"
    letter["Date"] = format_datetime(clock.now())
    letter["Message-ID"] = f"<{message.of}@{sender.rpartition('@')[2]}>"
    letter["Auto-Submitted"] = "auto-generated"
    if message.unsubscribe:
        letter["List-Unsubscribe"] = f"<{message.unsubscribe}>"
        letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    letter.set_content("\n\n".join(_paragraphs(message)) + "\n")
    return letter


def _subject(message: Message) -> str:
    """Return what stands in the list of letters: never a time, and never a code."""
    if message.code:
        return message.spoken.gettext("The code you asked for")
    return message.spoken.gettext("There is something for you")


def _paragraphs(message: Message) -> list[str]:
    spoken = message.spoken
    if message.code:
        return [
            line(message) + ".",
            spoken.gettext("Write it in Nästa steg, where you asked for it. Give it to nobody."),
            spoken.gettext("Did you not ask for it? Then you need do nothing."),
        ]
    said = [
        line(message) + ".",
        spoken.gettext("Open Nästa steg to read it:") + "\n" + message.site,
        spoken.gettext("For your safety nothing more stands here."),
    ]
    if message.unsubscribe:
        said.append(
            spoken.gettext("No more e-mail from Nästa steg? Stop it here:")
            + "\n"
            + message.unsubscribe
        )
    return said


def _answer(code: int, outcome: Outcome) -> Answer:
    """Return what a server's code means: from 500 on it is for good."""
    return Answer(outcome if code >= 500 else Outcome.LATER, status=code)
