"""What nobody needs any more is swept away, and what somebody needs stays."""

import os
import signal
import threading
import time
import uuid
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from app.base.once import OnceKey
from app.people.models import Device, SignInSession
from app.people.sessions import Way
from tests.conftest import TUESDAY_MORNING

THIRTY_DAYS, A_SECOND = timedelta(days=30), timedelta(seconds=1)
AGES = {"old": THIRTY_DAYS + A_SECOND, "thirty days": THIRTY_DAYS, "fresh": timedelta(0)}


@pytest.fixture
def run(app):
    """Run the worker, and let the signals be as they were afterwards."""
    before = {told: signal.getsignal(told) for told in (signal.SIGTERM, signal.SIGINT)}
    yield lambda *options: app.test_cli_runner().invoke(args=["worker", "run", *options])
    for told, handler in before.items():
        signal.signal(told, handler)


@pytest.fixture
def forms(session):
    """Three forms that were sent, with their ages in their words."""
    for name, age in AGES.items():
        session.add(OnceKey(key=uuid.uuid4(), question=name, sent_at=TUESDAY_MORNING - age))
    session.commit()


@pytest.fixture
def sign_ins(session, people):
    """Three sign-ins, with the time since they were last used in their reference."""
    phone = Device(person_id=people["ann"], added_at=TUESDAY_MORNING - 2 * THIRTY_DAYS)
    session.add(phone)
    session.flush()
    for name, age in AGES.items():
        session.add(
            SignInSession(
                reference_hash=name,
                person_id=people["ann"],
                device_id=phone.id,
                way=Way.PASSKEY,
                authenticated_at=TUESDAY_MORNING - 2 * THIRTY_DAYS,
                began_at=TUESDAY_MORNING - 2 * THIRTY_DAYS,
                seen_at=TUESDAY_MORNING - age,
            )
        )
    session.commit()


def kept(engine):
    """Return what is left: the words of the forms, and the references of the sign-ins."""
    with Session(engine) as session:
        forms = session.exec(select(OnceKey.question)).all()
        return set(forms), set(session.exec(select(SignInSession.reference_hash)).all())


def test_a_round_drops_what_is_older_than_thirty_days(run, engine, forms, sign_ins):
    answer = run("--once")

    assert answer.exit_code == 0
    assert kept(engine) == ({"thirty days", "fresh"}, {"thirty days", "fresh"})


def test_a_second_round_finds_nothing_more(run, engine, forms, sign_ins):
    run("--once")

    assert run("--once").exit_code == 0
    assert kept(engine) == ({"thirty days", "fresh"}, {"thirty days", "fresh"})


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_the_worker_goes_round_until_it_is_told_to_stop(run, engine, forms, told):
    def stop_after_a_round():
        deadline = time.monotonic() + 10
        while "old" in kept(engine)[0] and time.monotonic() < deadline:
            time.sleep(0.01)
        os.kill(os.getpid(), told)

    stopper = threading.Thread(target=stop_after_a_round)
    stopper.start()
    answer = run()
    stopper.join()

    assert answer.exit_code == 0
    assert kept(engine)[0] == {"thirty days", "fresh"}
