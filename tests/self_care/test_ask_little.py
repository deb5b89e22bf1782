"""A page asks the database as much for ten thousand entries as for ten."""

import pytest
from sqlmodel import select

from app.self_care.models import Sending
from bench.queries import counting
from tests.self_care.recorded import (
    TUESDAY,
    a_correction,
    a_pause,
    a_routine,
    an_entry,
    many_entries,
)

FEW, MANY = 10, 10_000
MOST = 6
PAGES = [
    "/self-care/history",
    "/self-care/history?page=2",
    "/self-care/history/week/2026-11-24",
    "/self-care/history/month/2026-11-24",
    "/self-care/history.csv",
    "/self-care/send",
    "/self-care/send/2026-11-24/2026-11-24",
    "/self-care/send/2026-11-24/2026-11-24/preview",
    "/self-care/sent",
]


@pytest.fixture
def asked(engine, browse):
    """Return how many questions each page asks."""

    def counted(browser, pages):
        found = {}
        for page in pages:
            with counting(engine) as questions:
                assert browser.get(page).status_code == 200, page
            found[page] = len(questions)
        return found

    return counted


def test_ten_thousand_entries_ask_no_more_than_ten(session, people, browse, asked):
    routine = a_routine(session, people["ann"])
    entry = an_entry(session, routine, 141, 85)
    a_correction(session, routine, entry, 114, 85, replaced_at=entry.recorded_at)
    a_pause(session, people["ann"], TUESDAY, TUESDAY)
    browser = browse("ann")
    many_entries(session, routine, FEW)
    few = asked(browser, PAGES)

    many_entries(session, routine, MANY, last=TUESDAY, each_day=20)

    assert asked(browser, PAGES) == few
    assert max(few.values()) <= MOST


def test_what_is_sent_asks_no_more_when_it_is_much(session, people, browse, asked):
    routine = a_routine(session, people["ann"])
    patient, staff, found = browse("ann"), browse("staff:sam"), []
    for count in (FEW, 80 * FEW):
        many_entries(session, routine, count, each_day=count)
        days = "/self-care/send/2026-11-24/2026-11-24"
        page = patient.get(f"{days}/preview").text
        seen = page.partition('name="seen" value="')[2].partition('"')[0]
        sent = patient.press(days, routine=str(routine.id), seen=seen).location
        session.expire_all()
        sending = sent.rpartition("/")[2]
        found.append(
            [*asked(patient, [sent]).values(), *asked(staff, [f"/care/sent/{sending}"]).values()]
        )

    assert len(session.exec(select(Sending.id)).all()) == 2
    assert found[0] == found[1]
