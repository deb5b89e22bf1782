"""Which addresses and keys of browsers are taken, and when a phone has gone silent."""

import base64
import binascii
import re
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey

from app.push.content import Fault, Reached

LONGEST_ENDPOINT = 2048
MOST_PHONES = 10
SHOWS_WITHIN = timedelta(hours=24)
LONGEST_SILENCE = timedelta(days=30)
SHORTEST_WISH, LONGEST_WISH = timedelta(seconds=1), timedelta(hours=6)
PATH = r"/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*"
ENDPOINT = re.compile(rf"(https://([a-z0-9-]{{1,63}}(?:\.[a-z0-9-]{{1,63}})+))(?::443)?{PATH}")
PUBLIC_KEY = re.compile(r"[A-Za-z0-9_-]{87}=?")
AUTH = re.compile(r"[A-Za-z0-9_-]{22}(?:==)?")
AUTH_BYTES = 16
NOT_OUTSIDE_4 = tuple(map(IPv4Network, ("192.0.0.0/24", "192.88.99.0/24")))
GLOBAL_UNICAST = IPv6Network("2000::/3")
NOT_OUTSIDE_6 = tuple(
    map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3ffe::/16", "3fff::/20"))
)
"""Inside the addresses for everybody, and yet a tunnel into another net, or for examples only."""


def read_subscription(said: object, hosts: Collection[str]) -> Reached | Fault:
    """Return what a browser says of its push subscription (W3C Push API), or what is wrong."""
    keys = said.get("keys") if isinstance(said, Mapping) else None
    if not isinstance(said, Mapping) or not isinstance(keys, Mapping):
        return Fault.UNREADABLE
    endpoint, p256dh, auth = said.get("endpoint"), keys.get("p256dh"), keys.get("auth")
    if not (isinstance(endpoint, str) and isinstance(p256dh, str) and isinstance(auth, str)):
        return Fault.UNREADABLE
    if origin_of(endpoint, hosts) is None:
        return Fault.ADDRESS
    if not (is_point(p256dh) and is_secret(auth)):
        return Fault.KEYS
    return Reached(endpoint, p256dh, auth)


def origin_of(endpoint: str, hosts: Collection[str]) -> str | None:
    """Return the push service that an address belongs to, if it is one of the operator's.

    Only https at port 443, at a host of the list, and nothing before the host. The list may
    name one origin on this very computer, for trying out.
    """
    if len(endpoint) > LONGEST_ENDPOINT:
        return None
    found = ENDPOINT.fullmatch(endpoint)
    if found and any(_is_under(found[2], host) for host in hosts):
        return found[1]
    here = (host for host in hosts if host.startswith("https://"))
    return next((one for one in here if _is_at(endpoint, one)), None)


def is_point(p256dh: str) -> bool:
    """Say whether this is an uncompressed point on the curve P-256, in base64url."""
    if not PUBLIC_KEY.fullmatch(p256dh):
        return False
    try:
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), decoded(p256dh))
    except ValueError:
        return False
    return True


def is_secret(auth: str) -> bool:
    """Say whether this is a secret of 16 bytes, in base64url."""
    return AUTH.fullmatch(auth) is not None and len(decoded(auth)) == AUTH_BYTES


def decoded(text: str) -> bytes:
    """Return what stands in base64url, with or without its padding."""
    bare = text.rstrip("=")
    try:
        return base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    except binascii.Error as error:
        raise ValueError(text) from error


def is_outside(address: str) -> bool:
    """Say whether an address is on the open internet. Nothing else is ever connected to.

    Stricter than Python's is_global, which calls multicast and translated private addresses
    global.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv4Address):
        return _is_outside_4(found)
    return _is_outside_6(found)


def is_silent(*, waits_since: datetime | None, last_sign: datetime | None, now: datetime) -> bool:
    """Say whether a phone can no longer be trusted to show anything.

    waits_since: when the first message was accepted for it that it has not shown.
    last_sign: when it last told that it had shown something, or was shown to receive at all.
    """
    never = last_sign is None or now - last_sign > LONGEST_SILENCE
    return never or (waits_since is not None and now - waits_since >= SHOWS_WITHIN)


def retry_after(written: str | None, *, now: datetime) -> timedelta | None:
    """Read Retry-After (RFC 9110): seconds, or a date. What cannot be read is as if not said."""
    if written is None:
        return None
    if written.isascii() and written.isdigit():
        wish = timedelta(seconds=min(int(written[:9]), int(LONGEST_WISH.total_seconds())))
    else:
        try:
            at = parsedate_to_datetime(written)
        except ValueError:
            return None
        wish = at.replace(tzinfo=at.tzinfo or UTC) - now
    return max(SHORTEST_WISH, min(wish, LONGEST_WISH))


def _is_under(host: str, listed: str) -> bool:
    return host.endswith(listed) if listed.startswith(".") else host == listed


def _is_at(endpoint: str, origin: str) -> bool:
    return re.fullmatch(re.escape(origin) + PATH, endpoint) is not None


def _is_outside_4(address: IPv4Address) -> bool:
    if not address.is_global or address.is_multicast:
        return False
    return not any(address in network for network in NOT_OUTSIDE_4)


def _is_outside_6(address: IPv6Address) -> bool:
    if address not in GLOBAL_UNICAST or address.scope_id:
        return False
    return address.is_global and not any(address in network for network in NOT_OUTSIDE_6)
