import re

import pytest
from sqlmodel import select, update

from app.people.models import Device, SignInSession
from app.people.sessions import Way

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) Version/26.0 Safari/604.1"
COOKIE = "next-step"
NUMBER = re.compile(r"\d{3} \d{3}")


@pytest.fixture
def arrive(browse, session):
    """Let somebody come in with a passkey, on a phone of which they have not said whose it is."""

    def came(person, answer=None):
        browser = browse(person)
        session.exec(update(SignInSession).values(way=Way.PASSKEY))
        session.commit()
        if answer:
            browser.press("/own-phone", answer=answer, back="/")
        return browser

    return came


@pytest.fixture
def device_of(session):
    """Return the device of the newest sign-in."""

    def newest():
        session.expire_all()
        newest_id = select(SignInSession.device_id).order_by(SignInSession.began_at.desc())
        return session.get(Device, session.exec(newest_id).first())

    return newest


@pytest.fixture
def show(app):
    """Return a new phone that shows a number, and the number."""

    def shown():
        phone = app.test_client()
        phone.press("/sign-in/number")
        main = phone.get("/sign-in/number/wait").text.partition("<main")[2]
        return phone, NUMBER.search(main).group()

    return shown


def go_on(phone):
    return phone.press("/sign-in/number/done")
