"""Whoever carries messages out of the house: to phones, to mailboxes, as text messages."""

import hashlib
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.push.content import Answer, Outcome
from app.push.payload import payload
from app.push.sending import Sender, sender
from app.reminders import contact_sealing, unsubscribing
from app.reminders.claiming import Claim
from app.reminders.content import Channel
from app.reminders.mail import Mailer
from app.reminders.neutral import Message
from app.reminders.text_messages import Texter

PATH = "/n/"
TOPIC_LENGTH = 32


@dataclass(frozen=True)
class Carrier:
    """Carries one message at a time, from any thread. Made once for each worker."""

    site: str
    secret_key: str
    sender: Sender | None = None
    mailer: Mailer | None = None
    texter: Texter | None = None

    @property
    def ways(self) -> Collection[Channel]:
        """Return the ways that whoever runs this has."""
        there = {
            Channel.PUSH: self.sender,
            Channel.EMAIL: self.mailer,
            Channel.SMS: self.texter,
        }
        return [way for way, found in there.items() if found]

    def carry(self, claim: Claim, *, now: datetime) -> Answer:
        """Send one message the way it goes, and return what became of it."""
        if claim.channel is Channel.PUSH:
            return self._push(claim, now=now)
        address = contact_sealing.opened(claim.sealed, secret_key=self.secret_key)
        if address is None:  # closed with a key that this worker has not been given
            return Answer(Outcome.REFUSED)
        if claim.channel is Channel.EMAIL and self.mailer:
            return self.mailer.send(address, self._message(claim))
        elif claim.channel is Channel.SMS and self.texter:
            return self.texter.send(address, self._message(claim))
        return Answer(Outcome.BAD)

    def _push(self, claim: Claim, *, now: datetime) -> Answer:
        if self.sender is None or claim.phone is None:
            return Answer(Outcome.BAD)
        message = payload(
            claim.language,
            address=f"{self.site}{PATH}{claim.id}",
            tells=claim.tells_time,
            badge=claim.unseen,
        )
        return self.sender.send(
            claim.phone,
            message,
            ttl_seconds=int((claim.useless_at - now).total_seconds()),
            urgent=claim.important,
            topic=_topic(claim),
            now=now,
        )

    def _message(self, claim: Claim) -> Message:
        token = unsubscribing.token(claim.to_id, secret_key=self.secret_key)
        return Message(
            of=str(claim.id),
            language=claim.language,
            tells=claim.tells_time,
            site=self.site,
            unsubscribe=f"{self.site}{unsubscribing.PATH}{token}",
        )


def _topic(claim: Claim) -> str:
    """Return what lets a push service keep one of two equal messages, and says nothing to it."""
    return hashlib.sha256(claim.id.bytes).hexdigest()[:TOPIC_LENGTH]


def carrier(config: Mapping[str, Any], *, threads: int) -> Carrier:
    """Return what carries messages with what the operator has set up here."""
    server, gateway = config["MAIL_SERVER"], config["GATEWAY"]
    return Carrier(
        site=config["PUBLIC_URL"],
        secret_key=config["SECRET_KEY"],
        sender=sender(config, threads=threads) if config["VAPID"] else None,
        mailer=Mailer(server) if server else None,
        texter=Texter(gateway) if gateway else None,
    )


def carry_code(
    config: Mapping[str, Any],
    channel: Channel,
    address: str,
    *,
    of: uuid.UUID,
    code: str,
    language: str,
) -> Answer:
    """Send a code to what somebody has just given, so that they can show that it is theirs."""
    message = Message(str(of), language, None, config["PUBLIC_URL"], code=code)
    if channel is Channel.EMAIL:
        return Mailer(config["MAIL_SERVER"]).send(address, message)
    return Texter(config["GATEWAY"]).send(address, message)
