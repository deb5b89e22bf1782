"""Every page that staff can open: it leaves one line in the patient's list, or says why none."""

from datetime import timedelta

import pytest
from sqlmodel import col, func, select, update

from app.base.clock import local
from app.journal.models import Happening, JournalEntry
from app.people.models import CareRole
from tests.conftest import TUESDAY_MORNING
from tests.house.test_doors import ANNS_WORDS, DOORS, address
from tests.overview.test_looked import SAM, lines_on

__all__ = ["address"]

NOBODYS = "it is about nobody"
OWN_SIGN_IN = "it is about the one who reads it, and how they sign in"
UNITS = "it is about the unit and its times, and no patient is on it"
MANY = "it lists many patients at once: the list itself says that such pages are not there"

WITHOUT_A_LINE = {
    "static": NOBODYS,
    "healthz": NOBODYS,
    "offline.manifest": NOBODYS,
    "offline.service_worker": NOBODYS,
    "offline.offline": NOBODYS,
    "offline.file_of_another_version": NOBODYS,
    "saved.state": OWN_SIGN_IN,
    "overview.about": NOBODYS,
    "break_glass.show": NOBODYS,
    "demo.people": "it lists made-up people, where nobody is real",
    "people.sign_in_again": OWN_SIGN_IN,
    "passkeys.passkeys": OWN_SIGN_IN,
    "passkeys.new": OWN_SIGN_IN,
    "devices.devices": OWN_SIGN_IN,
    "devices.time_left": OWN_SIGN_IN,
    "devices.own_phone": OWN_SIGN_IN,
    "push.state": OWN_SIGN_IN,
    "devices.number.confirm": OWN_SIGN_IN,
    "devices.number.explain": NOBODYS,
    "devices.number.wait": NOBODYS,
    "devices.number.state": NOBODYS,
    "activation.activate": NOBODYS,
    "figures.show": "it counts patients, and shows none of them",
    "figures.download": "it counts patients, and shows none of them",
    "desk.patterns.new_slots": UNITS,
    "desk.patterns.patterns": UNITS,
    "desk.patterns.new_pattern": UNITS,
    "desk.patterns.pattern": UNITS,
    "desk.patients": MANY,
    "desk.not_reached": MANY,
    "desk.times.day": MANY,
    "desk.times.week": MANY,
    "desk.times.waiting": MANY,
    "desk.phone.patients": MANY,
    "care_offers.waiting": MANY,
    "care_requests.requests": MANY,
    "care_looks.latest": MANY,
    "care_looks.month": MANY,
    "care_looks.one": MANY,
    "helped.asked": OWN_SIGN_IN,
    "helped.people": "it lists whom one helps oneself, outside work",
}
LINES = {
    "staff_sign_in.letter": "A letter to you with a code",
    "staff_sign_in.digits": "The four digits for a letter to you",
    "staff_sign_in.ways_in": "How you sign in",
    "overview.next_step": "Next step",
    "overview.contract": "The plan",
    "overview.paper": "The plan on one sheet of paper",
    "overview.contacts": "Your contacts",
    "appointments.times": "Your times",
    "appointments.show": "One of your times",
    "offers.show": "Times that you have been offered",
    "care_offers.pick": "Finding times to offer you",
    "care_offers.choose_kind": "What a new time for you is for",
    "follow_up.follow_ups": "Your answers to the follow-up questions",
    "follow_up.questions": "The follow-up questions",
    "follow_up.show": "Your answers to the follow-up questions",
    "over_time.show": "Your answers to the follow-up questions",
    "preparing.show": "What you want to bring up",
    "self_care.today": "Self-care",
    "self_care.entries.new": "Self-care",
    "care_sent.show": "Notes that you have sent",
    "requests.requests": "What you have asked for",
    "care_requests.show": "Something that you have asked for",
    "care_shares.shares": "Whom you share with",
    "care_shares.new": "Whom you share with",
    "care_shares.show": "Whom you share with",
    "care_shares.letter": "A letter with a code for somebody you share with",
    "desk.times.slot": "One of your times, among the clinic's times",
    "desk.times.appointment": "One of your times",
    "desk.phone.choose": "Booking a time for you",
    "desk.moving.choose": "Moving one of your times",
}
DAY = "Tuesday 24 November"
LOOKED_BEFORE = (DAY, "Sam Påhittad, staff", "The plan", "09:30")
"""What the addresses needed: a look for no unit."""
LETTER = "care_shares.letter"
ORAL = {
    "who": "new",
    "called": "Eva",
    "relation": "friend",
    "decided": "2026-11-24",
    "present": "Sam och Ann",
    "ends": "2027-03-01",
}
"""What Ann has decided, as Sam writes it down."""
A_MOMENT = timedelta(seconds=10)


@pytest.fixture
def walk(address, session, people, sees, now):
    """Let Sam open every address that can be read, a moment apart, and return what he opened.

    Each comes with the clock, how it was answered, and how many looks at Ann's plan it left. The
    letter comes first: it is there for as long as he has not gone back. He is head of the unit,
    so that those pages are there too.
    """
    session.exec(update(CareRole).where(col(CareRole.key) == "sam").values(heads_unit=True))
    session.commit()
    sam = sees("staff:sam", "ann")
    sam.press(f"/care/patients/{people['ann']}/invitation", check="id-document")
    written = sam.press(f"/care/patients/{people['ann']}/sharing/oral", **ORAL).location
    sam.press(f"{written}/record")

    def walked():
        found = []
        for place, endpoint in enumerate(_in_order()):
            moment, before = TUESDAY_MORNING + place * A_MOMENT, _looks(session, people["ann"])
            now(moment)
            path = _path(address, endpoint, people["staff:sam"])
            with sam.get(f"{written}/letter" if endpoint == LETTER else path) as response:
                page = response.get_data().decode(errors="replace")
            left = _looks(session, people["ann"]) - before
            found.append((endpoint, f"{local(moment):%H:%M}", response.status_code, left, page))
        return found

    return walked


def _in_order():
    first = ["staff_sign_in.letter", "staff_sign_in.digits", LETTER]
    others = [name for name, method in DOORS if method == "GET" and name not in first]
    return [*first, *others]


def _path(address, endpoint, sam_id):
    """Return an address where there is a page, such as a single time to move."""
    path = address(endpoint)
    if endpoint == "desk.moving.choose":
        return f"{path}?time={address('desk.times.appointment').rpartition('/')[2]}"
    if endpoint == "care_looks.one":
        return address("care_looks.month") + f"/{sam_id}"
    return path.replace("/2026", "") if endpoint.startswith("figures.") else path


def _looks(session, patient_id):
    session.expire_all()
    looked = JournalEntry.happening == Happening.LOOKED.value
    found = select(func.count()).where(looked, JournalEntry.patient_id == patient_id)
    return session.exec(found).one()


def test_what_a_patient_reads_is_line_for_line_what_was_opened(walk, browse):
    opened = walk()

    left = {name: count for name, _clock, _status, count, _page in opened if count}
    pages = {name for name, _clock, status, _count, _page in opened if status == 200}
    assert left == dict.fromkeys(LINES, 1)
    assert pages == {*LINES, *WITHOUT_A_LINE}
    expected = {}
    for name, clock, *_rest in opened:
        if name in LINES:
            expected.setdefault(LINES[name], []).append(clock)
    assert sorted(lines_on(browse("ann").get("/looked"))) == sorted(
        [
            LOOKED_BEFORE,
            *((DAY, SAM, part, _between(clocks)) for part, clocks in expected.items()),
        ]
    )


def _between(clocks):
    return clocks[0] if clocks[0] == clocks[-1] else f"{clocks[0]}–{clocks[-1]}"


def test_a_page_without_a_line_says_nothing_of_one_patient(walk):
    told = {
        name: [words for words in (*ANNS_WORDS, "Exempelsson") if words in page]
        for name, _clock, status, _count, page in walk()
        if status == 200 and WITHOUT_A_LINE.get(name) in (NOBODYS, OWN_SIGN_IN, UNITS)
    }

    assert {name: words for name, words in told.items() if words} == {}


def test_whose_a_slot_has_become_meanwhile_is_looked_at_too(address, session, people, browse):
    sam, before = browse("staff:sam"), _looks(session, people["ann"])

    refused = sam.press(address("desk.times.withdraw"))

    assert refused.status_code == 422
    assert "Ann Exempelsson" in refused.text
    assert _looks(session, people["ann"]) == before + 1
