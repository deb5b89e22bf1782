"""E-mail, as neutral as a push, through whatever mail server the operator has."""

import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from app.base import clock
from app.base.other_ways import MailServer
from app.push.content import Answer, Outcome
from app.reminders.deadline import cut_off_after
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
        connection = self._connected()
        try:
            with cut_off_after(DEADLINE_SECONDS, connection.sock):
                if self._server.scheme == "smtp+starttls":
                    connection.starttls(context=self._tls)
                if self._server.user:
                    connection.login(self._server.user, self._server.password)
                connection.send_message(letter, self._server.sender, [address])
        finally:
            connection.close()

    def _connected(self) -> smtplib.SMTP:
        server, called = self._server, "localhost"
        if server.scheme == "smtps":
            return smtplib.SMTP_SSL(
                server.host, server.port, called, timeout=DEADLINE_SECONDS, context=self._tls
            )
        return smtplib.SMTP(server.host, server.port, called, timeout=DEADLINE_SECONDS)


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
