"""A push says that there is something, in the person's language, and all are of one size."""

import json
from datetime import UTC, datetime

import pytest

from app.push.payload import SIZE, payload

ADDRESS = "https://nastasteg.example.org/n/0f6f9f0e-7b8e-4c9e-8d5f-6d8f1f0a2b3c"
AT_TWO = datetime(2026, 11, 25, 13, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_the_app(app):
    with app.app_context():
        yield


@pytest.mark.parametrize(
    ("language", "tells", "body"),
    [
        ("sv", None, "Det finns något för dig"),
        ("en", None, "There is something for you"),
        ("sv", AT_TWO, "Onsdag 25 november 14.00"),
        ("en", AT_TWO, "Wednesday 25 November 14:00"),
    ],
)
def test_what_stands_on_a_locked_screen(language, tells, body):
    said = json.loads(payload(language, address=ADDRESS, tells=tells))["notification"]

    assert (said["title"], said["body"]) == ("Nästa steg", body)
    assert (said["lang"], said["navigate"]) == (language, ADDRESS)


def test_it_is_declarative_so_that_an_iphone_shows_it_by_itself():
    said = json.loads(payload("sv", address=ADDRESS, badge=3))

    assert (said["web_push"], said["app_badge"], said["mutable"]) == (8030, 3, True)


def test_without_a_number_the_badge_is_left_alone():
    assert "app_badge" not in json.loads(payload("sv", address=ADDRESS))


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("tells", [None, AT_TWO, datetime(2027, 9, 29, 6, 45, tzinfo=UTC)])
@pytest.mark.parametrize("badge", [None, 0, 9999])
def test_all_are_of_one_size(language, tells, badge):
    longest_host = "https://" + ".".join(["a" * 60] * 4) + "/n/0f6f9f0e-7b8e-4c9e-8d5f-6d8f1f0a2b3c"

    for address in (ADDRESS, longest_host):
        assert len(payload(language, address=address, tells=tells, badge=badge)) == SIZE
