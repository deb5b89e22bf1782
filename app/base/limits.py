"""How often somewhere may be tried from one address, counted for all processes together.

The library `limits` decides; what it counts is kept in our own database, so that web processes
on several machines share it, and nothing else has to be installed.
"""

import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from ipaddress import IPv4Address, IPv6Network, ip_address
from typing import NoReturn, ParamSpec

from flask import Response, current_app, make_response, request
from flask.typing import ResponseReturnValue
from limits import RateLimitItem, RateLimitItemPerHour
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import case
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel, col, delete, select
from werkzeug.exceptions import TooManyRequests

from app.base import clock, db

WRONG_ANSWER = 422
REQUESTS_PER_TRY = 60
"""How many more requests than wrong answers one address may send: many can sit behind it.

What nobody can guess, such as the answer of a passkey, has no other limit than this one.
"""

Given = ParamSpec("Given")
View = Callable[Given, ResponseReturnValue]


class Tally(SQLModel, table=True):
    """How often something was tried, until the count begins anew."""

    key: str = Field(primary_key=True)
    count: int
    expires_at: datetime = Field(index=True)


class OurDatabase(Storage):
    """Where the library keeps its counts. Each one is a transaction of its own."""

    STORAGE_SCHEME = ["our-database"]

    @property
    def base_exceptions(self) -> tuple[type[Exception], ...]:
        return db.AWAY

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count, beginning at nothing when the earlier count has expired, and return the sum."""
        now = clock.now()
        over, until = col(Tally.expires_at) <= now, now + timedelta(seconds=expiry)
        with db.transaction() as writing:
            connection = writing.connection()
            insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert
            counted = connection.execute(
                insert(Tally)
                .values(key=key, count=amount, expires_at=until)
                .on_conflict_do_update(
                    index_elements=["key"],
                    set_={
                        "count": case((over, amount), else_=col(Tally.count) + amount),
                        "expires_at": case((over, until), else_=col(Tally.expires_at)),
                    },
                )
                .returning(col(Tally.count))
            )
            return int(counted.scalar_one())

    def get(self, key: str) -> int:
        found = db.session().exec(
            select(Tally.count).where(Tally.key == key, Tally.expires_at > clock.now())
        )
        return found.first() or 0

    def get_expiry(self, key: str) -> float:
        found = db.session().exec(select(Tally.expires_at).where(Tally.key == key)).first()
        return (found or clock.now()).timestamp()

    def check(self) -> bool:
        return True

    def reset(self) -> int | None:
        raise NotImplementedError("Counts expire by themselves; nobody wipes them all at once.")

    def clear(self, key: str) -> None:
        with db.transaction() as writing:
            writing.exec(delete(Tally).where(col(Tally.key) == key))


def few_wrong_answers(name: str) -> Callable[[View[Given]], Callable[Given, Response]]:
    """Let one address give so many wrong answers in an hour (TRIES_PER_ADDRESS), then refuse it.

    A wrong answer is one that the view answers with 422. Right ones are not counted: a whole
    ward may sit behind one address.
    """

    def decorate(view: View[Given]) -> Callable[Given, Response]:
        @wraps(view)
        def limited(*args: Given.args, **kwargs: Given.kwargs) -> Response:
            allowed = RateLimitItemPerHour(current_app.config["TRIES_PER_ADDRESS"])
            if not _limiter().test(allowed, name, _address()):
                _refuse(allowed, name)
            answer = make_response(view(*args, **kwargs))
            if answer.status_code == WRONG_ANSWER:
                _limiter().hit(allowed, name, _address())
            return answer

        return limited

    return decorate


def few_requests(name: str) -> Callable[[View[Given]], Callable[Given, Response]]:
    """Let one address send so many requests in an hour, right or wrong, then refuse it."""

    def decorate(view: View[Given]) -> Callable[Given, Response]:
        @wraps(view)
        def limited(*args: Given.args, **kwargs: Given.kwargs) -> Response:
            most = current_app.config["TRIES_PER_ADDRESS"] * REQUESTS_PER_TRY
            allowed = RateLimitItemPerHour(most)
            if not _limiter().hit(allowed, name, _address()):
                _refuse(allowed, name)
            return make_response(view(*args, **kwargs))

        return limited

    return decorate


def forget_before(writing: Session, moment: datetime) -> None:
    """Drop the counts that expired before this moment."""
    writing.exec(delete(Tally).where(col(Tally.expires_at) < moment))


def subscriber(address: str) -> str:
    """Return what one subscriber has: an IPv4 address, or a whole IPv6 network of 64 bits."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv4Address):
        return address
    return str(found.ipv4_mapped or IPv6Network((found, 64), strict=False))


def _limiter() -> FixedWindowRateLimiter:
    return FixedWindowRateLimiter(OurDatabase())


def _address() -> str:
    """Return who asks, in a form that says nothing to whoever reads the table."""
    key = current_app.config["SECRET_KEY"].encode()
    asking = subscriber(request.remote_addr or "").encode()
    return hmac.new(key, b"address" + asking, hashlib.sha256).hexdigest()[:32]


def _refuse(allowed: RateLimitItem, name: str) -> NoReturn:
    until = _limiter().get_window_stats(allowed, name, _address()).reset_time
    raise TooManyRequests(retry_after=max(1, round(until - clock.now().timestamp())))
