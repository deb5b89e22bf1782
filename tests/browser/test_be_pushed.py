"""A push travels all the way: from the worker by a push service to the phone, and to its page.

Only subscribing is made believe, since no browser here reaches its maker's push service. What
our server sends is opened with the browser's keys, and handed to the real service worker.
"""

import json
import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from app.appointments.models import Appointment
from app.base.db import engine_for
from app.people.models import Person
from app.push.models import PushSubscription
from app.push.vapid import Vapid, new_key
from app.reminders.content import DeliveryState, ReminderKind
from app.reminders.models import Delivery, Reminder
from tests.browser.phones import press
from tests.browser.site import ON_TUESDAY, flask, running, settings
from tests.browser.tuesday import AHEAD
from tests.servers.push_service import running_push_service

PAGE = "/settings/reminders/phone"
STEN = "Sten Exempelsson"
BELIEVES = """(subscription) => {
  const kept = "the browser has subscribed";
  const bytes = (text) => Uint8Array.from(
    atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
  const made = (key) => ({
    endpoint: subscription.endpoint,
    options: { applicationServerKey: bytes(key).buffer },
    toJSON: () => subscription,
    unsubscribe: async () => { localStorage.removeItem(kept); return true; },
  });
  PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
    localStorage.setItem(kept, applicationServerKey);
    return made(applicationServerKey);
  };
  PushManager.prototype.getSubscription = async () => {
    const key = localStorage.getItem(kept);
    return key ? made(key) : null;
  };
}"""
SHOWN = """async () => {
  const { registration } = self;
  const shown = await registration.getNotifications();
  return shown.map(({ title, body, lang, silent, data }) => ({ title, body, lang, silent, data }));
}"""
PRESS = """async (address) => {
  const shown = await self.registration.getNotifications();
  const notification = shown.find((one) => one.data.address === address);
  self.dispatchEvent(new NotificationEvent("notificationclick", { notification }));
}"""


@pytest.fixture
def service(tuesday, tmp_path):
    ahead = timedelta(seconds=float(tuesday[AHEAD]))
    with running_push_service(tmp_path, now=lambda: datetime.now(UTC) + ahead) as running_one:
        yield running_one


@pytest.fixture
def programs(inhabited_database, tuesday, tmp_path, service):
    """The environment of a site that pushes by that service."""
    copy = tmp_path / "demo.sqlite"
    copy.write_bytes(inhabited_database.read_bytes())
    return settings(
        f"sqlite:///{copy}",
        **tuesday,
        WEB_CONCURRENCY="1",
        PUSH_HOSTS=service.origin,
        PUSH_CA_FILE=service.ca_file,
        VAPID_PRIVATE_KEY=new_key(),
        VAPID_SUBJECT="mailto:it@example.org",
    )


@pytest.fixture
def here(programs, tmp_path):
    with running(programs, tmp_path, application=ON_TUESDAY) as site:
        yield site
    assert '"unexpected"' not in site.log.read_text(encoding="utf-8")


@pytest.fixture
def database(programs):
    engine = engine_for(programs["DATABASE_URL"])
    with Session(engine.execution_options(writes=True), expire_on_commit=False) as session:
        yield session
    engine.dispose()


class Phone:
    """Sten's phone, where the service worker of the site runs for real."""

    def __init__(self, visit, service):
        self.visit, self.service = visit, service
        self.cdp = visit.context.new_cdp_session(visit.page)
        self.registrations = []
        self.cdp.on(
            "ServiceWorker.workerRegistrationUpdated",
            lambda told: self.registrations.extend(told["registrations"]),
        )
        self.cdp.send("ServiceWorker.enable")

    def receive(self, data):
        """Hand the service worker what the push service would."""
        self.visit.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
        ours = [one for one in self.registrations if not one["isDeleted"]]
        self.cdp.send(
            "ServiceWorker.deliverPushMessage",
            {
                "origin": self.visit.address,
                "registrationId": ours[-1]["registrationId"],
                "data": data,
            },
        )

    def shown(self, count=1):
        """Return what stands on the screen, once there is so much."""
        for _ in range(150):
            found = self.worker.evaluate(SHOWN)
            if len(found) == count:
                break
            self.visit.page.wait_for_timeout(100)
        return found

    @property
    def worker(self):
        return self.visit.context.service_workers[-1]


@pytest.fixture
def phone(arrive, here, service, programs):
    """Sten's own phone, with reminders turned on there by pressing the button of the page."""
    browser = service.subscribe(
        Vapid(programs["VAPID_PRIVATE_KEY"], programs["VAPID_SUBJECT"]).public_key
    )
    visit = arrive(here)
    visit.context.add_init_script(f"({BELIEVES})({json.dumps(browser.subscription())})")
    visit.context.grant_permissions(["notifications"], origin=here.address)
    visit.sign_in(STEN)
    visit.go("/own-phone")
    press(visit, "Ja, den är min")
    visit.page.wait_for_url(here.address + "/")
    visit.go(PAGE)
    press(visit, "Ja, påminn mig på den här telefonen")
    visit.page.get_by_text("Har inte visats än").wait_for()
    return Phone(visit, service)


@pytest.fixture
def proved(phone):
    """The phone, after the first push has been shown on it and told of."""
    [first] = phone.service.wait_for(1)
    phone.receive(first.message.decode())
    phone.visit.page.get_by_text("Senast kom en påminnelse fram").wait_for()
    return phone


def test_what_was_pushed_at_once_is_shown_and_proves_the_phone(proved, database):
    [shown] = proved.shown()

    assert (shown["title"], shown["body"]) == ("Nästa steg", "Det finns något för dig")
    assert (shown["lang"], shown["silent"]) == ("sv", False)
    row = _one(database, select(PushSubscription))
    assert row.proved_at == row.shown_at
    assert proved.visit.complaints == []


def test_each_start_looks_whether_the_phone_is_still_reached(proved):
    visit = proved.visit
    visit.page.evaluate("() => localStorage.removeItem('the browser has subscribed')")
    asked = []
    visit.page.on("request", lambda one: asked.append(one.url.endswith("/push/state")))

    with visit.page.expect_response("**/push/state"):
        visit.go("/contacts")
    visit.page.wait_for_function("() => localStorage.getItem('the browser has subscribed')")

    asked.clear()
    visit.page.get_by_role("link", name="Planen").click()
    visit.page.wait_for_url("**/contract")
    visit.page.wait_for_load_state()
    assert True not in asked


def test_what_comes_twice_is_shown_once_and_without_a_sound(proved):
    [first] = proved.service.pushed
    proved.receive(first.message.decode())
    proved.receive(first.message.decode())
    proved.visit.page.wait_for_timeout(500)

    [shown] = proved.shown()
    assert shown["silent"] is True


@pytest.mark.parametrize(
    "data",
    [
        "",
        "not JSON",
        "null",
        "[]",
        '{"notification": 1}',
        '{"notification": {"title": 7, "body": null, "navigate": "https://evil.example/"}}',
        '{"notification": {"navigate": "javascript:alert(1)"}, "app_badge": "many"}',
    ],
)
def test_broken_data_is_shown_all_the_same(proved, data):
    proved.worker.evaluate(
        "async () => (await self.registration.getNotifications()).map((one) => one.close())"
    )

    proved.receive(data)

    [shown] = proved.shown()
    assert (shown["title"], shown["body"]) == ("Nästa steg", "Det finns något för dig")
    assert shown["data"] == {"address": "/"}


def test_a_reminder_is_pushed_told_of_and_opens_its_page_after_signing_in(
    proved, database, programs
):
    flask(programs, "worker", "run", "--once", application=ON_TUESDAY)
    earlier = len(proved.service.pushed)
    reminder = _due(database)
    press(proved.visit, "Logga ut")
    proved.visit.page.wait_for_url("**/sign-in")
    flask(programs, "worker", "run", "--once", application=ON_TUESDAY)
    pushed = proved.service.wait_for(earlier + 1)[earlier]
    assert _names_nothing(pushed)

    proved.receive(pushed.message.decode())
    address = pushed.said()["notification"]["navigate"].removeprefix(proved.visit.address)
    assert address in {one["data"]["address"] for one in proved.shown(2)}
    delivery = select(Delivery).where(Delivery.id == uuid.UUID(address.removeprefix("/n/")))
    _wait_until(proved, lambda: _one(database, delivery).state is DeliveryState.SHOWN)

    proved.worker.evaluate(PRESS, address)
    proved.visit.page.wait_for_url(re.compile(r"/sign-in\?next="))
    proved.visit.page.get_by_role("link", name="Som en påhittad person").click()
    proved.visit.page.get_by_role("button", name=re.compile(STEN)).click()
    proved.visit.page.wait_for_url(f"**/appointments/{reminder.about_id}")
    _wait_until(proved, lambda: _one(database, delivery).state is DeliveryState.OPENED)


def test_a_phone_that_was_turned_off_elsewhere_unsubscribes_at_its_next_start(proved, database):
    assert proved.visit.page.evaluate("localStorage.length") == 1
    press(proved.visit, "Stäng av")
    proved.visit.page.get_by_text("Du stängde av påminnelserna").wait_for()

    proved.visit.go("/")
    proved.visit.page.wait_for_function("localStorage.length === 0")

    assert _one(database, select(PushSubscription)).sealed == ""


def test_a_new_key_makes_the_phone_subscribe_anew_at_its_next_start(proved, database):
    row = _one(database, select(PushSubscription))
    row.key_id = "an-earlier-key"
    database.add(row)
    database.commit()

    proved.visit.go("/")

    assert len(proved.service.wait_for(2)) == 2
    in_use = select(PushSubscription).where(col(PushSubscription.ended_at).is_(None))
    assert _one(database, in_use).key_id != "an-earlier-key"


def _wait_until(proved, holds):
    for _ in range(100):
        if holds():
            return
        proved.visit.page.wait_for_timeout(100)
    raise AssertionError(holds)


def _due(database):
    """Let Sten be reminded now of a time of his."""
    sten = database.exec(select(Person).where(Person.key == "sten")).one().id
    ours = select(Appointment).where(Appointment.patient_id == sten, Appointment.state == "booked")
    time = database.exec(ours).first()
    now = datetime.now(UTC) + timedelta(days=1)
    reminder = Reminder(
        recipient_id=sten,
        patient_id=sten,
        kind=ReminderKind.TIME,
        key=f"test:{uuid.uuid4()}",
        about_id=time.id,
        about_at=time.starts_at,
        planned_at=now - timedelta(days=2),
        due_at=now - timedelta(days=2),
        useless_at=now + timedelta(days=30),
    )
    database.add(reminder)
    database.commit()
    return reminder


def _one(database, question):
    """Read one row, and let go of the database: the site waits for whoever holds it."""
    found = database.exec(question).one()
    database.expunge(found)
    database.rollback()
    return found


def _names_nothing(pushed):
    said = {**pushed.said()["notification"], "navigate": ""}
    return not re.search(
        r"Sten|Exempelsson|Nour|fysio|mottag|[0-9]", json.dumps(said, ensure_ascii=False)
    )
