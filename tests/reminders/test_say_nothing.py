"""Whatever leaves the house, and whatever is written about it, says nothing of anybody."""

import json
import re
from datetime import timedelta
from itertools import chain

import pytest
import yaml
from sqlmodel import select

from app.base import clock
from app.base.db import transaction
from app.base.other_ways import Gateway, MailServer
from app.push.sending import Sender
from app.push.vapid import Vapid
from app.reminders import planning
from app.reminders.carrying import Carrier
from app.reminders.content import Channel, Moment, ReminderKind, ReminderState
from app.reminders.mail import Mailer
from app.reminders.models import Reminder, ReminderChoice
from app.reminders.text_messages import Texter
from app.worker.delivering import Deliverer
from tests.conftest import FILES, SETTINGS, TUESDAY_MORNING
from tests.reminders.due import contact_point, phone
from tests.servers.mail_server import running_mail_server
from tests.servers.push_service import answers, running_push_service
from tests.servers.sms_gateway import TOKEN, running_gateway

ADDRESS, NUMBER = "somebody@example.org", "+46701740605"
KINDS_OF_CARE = ("vårdkontakt", "besök", "visit", "behandling", "treatment", "patient", "clinic")


@pytest.fixture
def outside(tmp_path):
    """A push service, a mail server and a gateway for text messages, all on loopback."""
    with (
        running_push_service(tmp_path, now=lambda: clock.now()) as push,  # noqa: PLW0108  # it is held still later
        running_mail_server(tmp_path) as mail,
        running_gateway(tmp_path) as texts,
    ):
        yield push, mail, texts


@pytest.fixture
def deliverer(app, outside):
    push, mail, texts = outside
    sender = Sender(
        secret_key=SETTINGS.secret_key,
        vapid=Vapid(SETTINGS.vapid_private_key, SETTINGS.vapid_subject),
        hosts=(push.origin,),
        ca_file=push.ca_file,
        threads=1,
    )
    server = MailServer("smtp", "127.0.0.1", mail.port, "", "", "no-reply@example.org")
    carrier = Carrier(
        site="https://nastasteg.example.org",
        secret_key=SETTINGS.secret_key,
        sender=sender,
        mailer=Mailer(server),
        texter=Texter(Gateway(texts.url, TOKEN, "NastaSteg"), trust=texts.authority),
    )
    made = Deliverer(app, carrier, threads=1)
    yield made
    made.stop()
    sender.close()


def words_of_the_fixtures():
    """Return every name and text that stands in ann.yaml, in each of its languages."""
    file = yaml.load((FILES / "ann.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506  # makes texts and nothing else
    texts = chain.from_iterable(
        _texts(file[part]) for part in ("people", "units", "staff", "contracts")
    )
    said = {word for word in texts if len(word) >= 4 and not word.replace("-", "").isalpha()}
    names = {
        value
        for one in (*file["people"].values(), *file["staff"].values())
        for name, value in one.items()
        if name in ("given_name", "family_name", "personnummer", "phone")
    }
    return said | names | {one["name"] for one in file["units"].values()}


def _without_signature(headers):
    """Return the headers of a push without what only looks like letters."""
    return str([(name, value) for name, value in headers.items() if name != "Authorization"])


def _texts(found):
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict):
        for value in found.values():
            yield from _texts(value)
    elif isinstance(found, list):
        for value in found:
            yield from _texts(value)


def test_nothing_that_is_sent_or_logged_says_whom_or_what_it_is_about(
    session, people, app, now, outside, deliverer, lines
):
    push, mail, texts = outside
    vapid = Vapid(SETTINGS.vapid_private_key, SETTINGS.vapid_subject)
    browser = push.subscribe(vapid.public_key)
    keys = browser.subscription()["keys"]
    phone(
        session,
        people["ann"],
        endpoint=browser.endpoint,
        keys=(keys["p256dh"], keys["auth"]),
        key_id=vapid.key_id,
    )
    contact_point(session, people["ann"], "email", ADDRESS)
    contact_point(session, people["ann"], "sms", NUMBER)
    for kind in ReminderKind:
        session.add(
            ReminderChoice(
                person_id=people["ann"],
                patient_id=people["ann"],
                kind=kind,
                channels=list(Channel),
                moments=list(Moment),
            )
        )
    session.commit()
    faults = iter([answers(500, body=b"no"), answers(403)])
    push.fault = lambda: next(faults, None)
    with app.app_context(), transaction() as db:
        planning.plan(db, people["ann"], now=TUESDAY_MORNING)
    moments = sorted(session.exec(select(Reminder.due_at)).all())
    session.rollback()

    for moment in (*moments, moments[-1] + timedelta(hours=1)):
        now(moment)
        assert deliverer.run_dry()

    told = session.exec(select(Reminder).where(Reminder.state == ReminderState.TOLD)).all()
    assert {one.kind for one in told} >= {ReminderKind.TIME}
    assert push.pushed
    assert mail.received
    assert texts.received
    kept = [
        *(one.message.decode() + _without_signature(one.headers) for one in push.pushed),
        *(str(one.letter.items()) + one.letter.get_content() for one in mail.received),
        *(json.dumps(one, ensure_ascii=False) for one in texts.received),
        *(json.dumps(one) for one in texts.asked),
    ]
    written = "\n".join([*kept, *lines])
    words = words_of_the_fixtures()
    assert {"Exempelsson", "Mottagningen"} <= words
    assert [word for word in words if re.search(rf"\b{re.escape(word)}\b", written)] == []
    assert [word for word in KINDS_OF_CARE if word in "\n".join(kept).lower()] == []
    times = {clock.write_minute(clock.minute_of_day(one.about_at)) for one in told if one.about_at}
    bodies = [json.dumps(one.said()["notification"]["body"]) for one in push.pushed]
    bodies += [one.letter.get_content() for one in mail.received]
    bodies += [one["text"] for one in texts.received]
    for shown in times | {one.replace(":", ".") for one in times}:
        assert shown not in "\n".join(bodies)
    assert ADDRESS not in "\n".join(lines)
    assert NUMBER not in "\n".join(lines)
    assert browser.endpoint not in "\n".join(lines)
    assert {one.length for one in push.pushed} == {push.pushed[0].length}
