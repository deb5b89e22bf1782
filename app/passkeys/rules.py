"""For which site passkeys are made, and whether a site can have any."""

import ipaddress
from urllib.parse import urlsplit


def site_of(public_url: str) -> str | None:
    """Return the exact host that passkeys belong to; nothing where browsers make none.

    A browser makes passkeys for a name, never for a bare number such as 127.0.0.1.
    """
    host = urlsplit(public_url).hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host or None
    return None
