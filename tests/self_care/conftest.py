"""What Ann's plan says she does at home, browsers that write it down, and how she sends it."""

import re
import uuid
from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from app.base.words import Words
from app.contracts.content_home import SelfCareKind
from app.self_care.models import Entry, Routine, Sending
from tests.self_care.recorded import TUESDAY, a_routine, an_entry
from tests.self_care.sending import DAYS, SEEN, press

A_DAY = timedelta(days=1)


@pytest.fixture
def pressure(session, people):
    """What Ann measures; read at her calls."""
    routine = a_routine(
        session,
        people["ann"],
        what=Words("en", {"en": "Measure blood pressure"}),
        read_when=Words("en", {"en": "Sam reads it at your calls."}),
    )
    an_entry(session, routine, 141, 85, words="Slept badly.")
    an_entry(session, routine, 138, 84, on=date(2026, 11, 20), words="Too early.")
    return routine


@pytest.fixture
def walk(session, people):
    routine = a_routine(
        session,
        people["ann"],
        key="walk",
        what=Words("en", {"en": "Walk to the lake"}),
        kind=SelfCareKind.OWN_ACTIVITY,
        measures=[],
    )
    an_entry(session, routine, on=TUESDAY - A_DAY, by_id=people["rut"])
    return routine


@pytest.fixture
def send():
    """Look through what was written down on two days, and send it."""

    def look_and_send(browser, *routines, days=DAYS):
        chosen = [("routine", str(one.id)) for one in routines]
        page = browser.get(f"{days}/preview", query_string=[("chosen", "yes"), *chosen])
        assert page.status_code == 200, page.text
        return press(browser, days, chosen, seen=SEEN.search(page.text).group(1))

    return look_and_send


@pytest.fixture
def at_work(browse):
    """Return a browser where a member of staff reads English."""

    def signed_in(person="staff:sam"):
        browser = browse(person)
        browser.press("/language", language="en")
        return browser

    return signed_in


@pytest.fixture
def sent(session):
    """Return everything that was sent, the earliest first."""

    def rows():
        session.expire_all()
        return session.exec(select(Sending).order_by(col(Sending.sent_at))).all()

    return rows


@pytest.fixture
def routines(session, people):
    """Return Ann's routines by key: pressure on Tuesdays and Fridays, and lake twice a day."""

    def found():
        rows = session.exec(select(Routine).where(Routine.patient_id == people["ann"]))
        return {row.key: row for row in rows}

    return found


@pytest.fixture
def entries(session, people):
    """Return what is written down about Ann and was not undone, the earliest first."""

    def found(patient="ann"):
        session.expire_all()
        return session.exec(
            select(Entry)
            .where(Entry.patient_id == people[patient], col(Entry.undone_at).is_(None))
            .order_by(col(Entry.happened_at), col(Entry.recorded_at))
        ).all()

    return found


@pytest.fixture
def write_down(people, routines):
    """Send what a phone sends: something that was done at home, with an id of its own."""

    def send(browser, by="ann", *, about="lake", entry_id=None, **told):
        fields = {
            "id": str(entry_id or uuid.uuid4()),
            "routine": str(routines()[about].id),
            "by": str(people[by]),
            "on": "2026-11-24",
            "outcome": "done",
            **told,
        }
        return browser.press("/self-care/entries", **fields)

    return send


def fields_of(page, button):
    """Return where the form with this button leads and what it sends, as it stands on a page."""
    for form in re.findall(r"<form.*?</form>", page, re.DOTALL):
        if re.search(rf">\s*(<span>)?{re.escape(button)}", form):
            action = re.search(r'action="([^"]+)"', form).group(1)
            pairs = re.findall(r'type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"', form)
            return action, dict(pairs)
    raise AssertionError(f"no form with {button}")
