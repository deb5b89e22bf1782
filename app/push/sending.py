"""Sending a push: encrypt it for one browser, show who we are, and post it (RFC 8030, 8291, 8292).

What it takes is loaded with the first Sender: whoever only answers pages never needs it.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from app.base.log import log
from app.push import rules, sealing
from app.push.cards import Phone
from app.push.content import Answer, Outcome, Reached
from app.push.lanes import Lanes
from app.push.vapid import Vapid

if TYPE_CHECKING:
    from app.push.transport import Answered

NOT_OUR_KEYS = "phone has other keys"
LONGEST_TTL = 2 * 24 * 60 * 60
ALARM_EVERY = timedelta(minutes=10)
GONE, REFUSED, LATER = (404, 410), (401, 403), (408, 425, 429)


class Sender:
    """Sends pushes for all threads of a process, and lets no push service hold them all."""

    def __init__(
        self,
        *,
        secret_key: str,
        vapid: Vapid | None,
        hosts: tuple[str, ...],
        ca_file: str,
        threads: int,
    ) -> None:
        import pywebpush

        from app.push import transport

        self._secret_key, self._vapid, self._hosts = secret_key, vapid, hosts
        here = frozenset(host for host in hosts if host.startswith("https://"))
        self._transport = transport.Transport(most_connections=threads, here=here, ca_file=ca_file)
        self._not_reached = transport.NotReachedError
        self._cipher = pywebpush.WebPusher
        self._lanes = Lanes(threads)
        self._alarms: dict[tuple[str, str], datetime] = {}

    def send(
        self,
        phone: Phone,
        message: bytes,
        *,
        ttl_seconds: int,
        urgent: bool,
        topic: str,
        now: datetime,
    ) -> Answer:
        """Send a message to a phone, within 10 seconds, and say what became of it.

        ttl_seconds: how long the push service keeps it for a phone that is off. topic: at most
        32 letters of base64url; what waits there with the same one is replaced.

        A phone that our keys do not fit is left as it is: a program that was given wrong keys must
        not end them all. The phone compares keys at each start, and subscribes anew.
        """
        reached = sealing.opened(phone.sealed, secret_key=self._secret_key)
        if reached is None or self._vapid is None or phone.key_id != self._vapid.key_id:
            self._raise_alarm(phone.origin, NOT_OUR_KEYS, now=now)
            return Answer(Outcome.LATER)
        origin = rules.origin_of(reached.endpoint, self._hosts)
        if origin is None:
            return Answer(Outcome.BAD, tried=False)
        if wait := self._lanes.enter(origin):
            return Answer(Outcome.LATER, timedelta(seconds=wait), tried=False)
        headers = {
            "Authorization": self._vapid.header(origin, now=now),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(max(0, min(ttl_seconds, LONGEST_TTL))),
            "Urgency": "high" if urgent else "normal",
            "Topic": topic,
        }
        answer = self._sent(origin, reached, message, headers, now=now)
        if answer.outcome is Outcome.REFUSED:
            self._raise_alarm(origin, "push service refuses us", now=now, status=answer.status)
        return answer

    def close(self) -> None:
        self._transport.close()

    def _sent(
        self,
        origin: str,
        reached: Reached,
        message: bytes,
        headers: Mapping[str, str],
        *,
        now: datetime,
    ) -> Answer:
        answer = Answer(Outcome.LATER)
        try:
            body = self._encrypted(reached, message)
            answer = _read(self._transport.post(reached.endpoint, body, headers), now=now)
        except self._not_reached:
            pass
        finally:
            wish = answer.retry_after.total_seconds() if answer.retry_after else None
            answered = answer.outcome is not Outcome.LATER
            self._lanes.leave(origin, answered=answered, wish=wish)
        return answer

    def _encrypted(self, reached: Reached, message: bytes) -> bytes:
        keys = {"p256dh": reached.p256dh, "auth": reached.auth}
        encoded: Any = self._cipher({"endpoint": reached.endpoint, "keys": keys}).encode(message)
        body: bytes = encoded["body"]
        return body

    def _raise_alarm(self, origin: str, what: str, *, now: datetime, **more: int | None) -> None:
        """Tell the operator in the log, but not once for every phone there is."""
        raised = self._alarms.get((origin, what))
        if raised is None or now - raised >= ALARM_EVERY:
            self._alarms[origin, what] = now
            log.error(what, extra={"at": origin, **more})


def sender(config: Mapping[str, Any], *, threads: int) -> Sender:
    """Return what sends with the operator's settings, for so many threads at once."""
    return Sender(
        secret_key=config["SECRET_KEY"],
        vapid=config["VAPID"],
        hosts=config["PUSH_HOSTS"],
        ca_file=config["PUSH_CA_FILE"],
        threads=threads,
    )


def _read(answered: "Answered", *, now: datetime) -> Answer:
    status = answered.status
    if 200 <= status < 300:
        return Answer(Outcome.ACCEPTED, status=status)
    if status in GONE:
        return Answer(Outcome.GONE, status=status)
    if status in REFUSED:
        return Answer(Outcome.REFUSED, status=status)
    if status in LATER or status >= 500:
        wish = rules.retry_after(answered.retry_after, now=now)
        return Answer(Outcome.LATER, wish, status=status)
    return Answer(Outcome.BAD, status=status)
