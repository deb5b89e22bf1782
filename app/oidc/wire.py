"""Asking an identity provider over the network: never for long, never for much, never elsewhere."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import aiohttp

from app.oidc.refusals import AwayError, NotBelievedError, SilentError

SECONDS = 5
"""For one question altogether: finding, connecting, and the last byte of the answer."""
LARGEST_ANSWER = 256 * 1024
PIECE = 16 * 1024


def ask(
    address: str, *, headers: Mapping[str, str] | None = None, form: str | None = None
) -> dict[str, Any]:
    """Return the JSON object that stands at an address, or is the answer to a form sent there."""
    try:
        said = json.loads(_waited_for(address, headers or {}, form))
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise SilentError(type(error).__name__) from error
    except (ValueError, RecursionError) as error:
        raise AwayError(type(error).__name__) from error
    if not isinstance(said, dict):
        raise AwayError("no object")
    return said


def _waited_for(address: str, headers: Mapping[str, str], form: str | None) -> bytes:
    """Wait for one answer. A loop of one's own: closed, it leaves a stuck name look-up behind."""
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(_ask(address, headers, form))
    finally:
        loop.close()


async def _ask(address: str, headers: Mapping[str, str], form: str | None) -> bytes:
    """Ask without cookies, redirects, compression or the machine's own proxy settings."""
    limit = aiohttp.ClientTimeout(total=SECONDS)
    plain = {"Accept": "application/json", "Accept-Encoding": "identity", **headers}
    async with (
        aiohttp.ClientSession(
            timeout=limit, cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=False
        ) as session,
        session.request(
            "GET" if form is None else "POST",
            address,
            data=form,
            headers=plain,
            allow_redirects=False,
        ) as answer,
    ):
        if 400 <= answer.status < 500:
            raise NotBelievedError(f"status {answer.status}")
        if answer.status != 200:
            raise AwayError(f"status {answer.status}")
        return await _whole(answer)


async def _whole(answer: aiohttp.ClientResponse) -> bytes:
    read = bytearray()
    async for piece in answer.content.iter_chunked(PIECE):
        read += piece
        if len(read) > LARGEST_ANSWER:
            raise AwayError("too much")
    return bytes(read)
