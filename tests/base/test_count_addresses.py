"""Whom a count of tries is about: one subscriber, however many addresses they have."""

import pytest

from app.base.limits import subscriber


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8::ffff", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("unix:", "unix:", True),
        ("", "", True),
    ],
)
def test_one_subscriber_is_one(one, other, same):
    assert (subscriber(one) == subscriber(other)) is same
