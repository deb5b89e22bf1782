"""Every text of ours on these pages can be translated, also where much stands on them."""

from app.base import catalogues
from app.people.models import Person
from tests.conftest import TUESDAY_MORNING
from tests.house.test_translations import LETTERS, _own_texts
from tests.self_care.recorded import PAIN, TUESDAY, a_correction, a_pause, a_routine, an_entry
from tests.self_care.sending import DAYS


def test_no_text_of_ours_is_left_outside_the_catalogue(
    browse, session, people, pressure, walk, send, sent
):
    entry = an_entry(session, pressure, 141, 85, slot="morning", recorded_at=TUESDAY_MORNING)
    a_correction(session, pressure, entry, 140, 85, replaced_at=TUESDAY_MORNING)
    a_pause(session, people["ann"], TUESDAY, routine=walk)
    an_entry(session, a_routine(session, people["ann"], key="pain", measures=[PAIN]), 3)
    patient, staff = browse("ann"), browse("staff:sam")
    receipt = send(patient, pressure).location
    for person in ("ann", "staff:sam"):
        session.get(Person, people[person]).language = catalogues.PSEUDO
    session.commit()

    pages = {
        path: patient.get(path).text
        for path in (
            "/self-care/history",
            "/self-care/history/week/2026-11-24",
            "/self-care/send",
            "/self-care/send?first=&last=",
            DAYS,
            f"{DAYS}/preview",
            f"{DAYS}/preview?chosen=yes",
            "/self-care/sent",
            receipt,
        )
    }
    pages["care"] = staff.get(f"/care/sent/{sent()[0].id}").text

    for path, page in pages.items():
        assert "⟦" in page, path
        left = [text.strip() for text in _own_texts(page) if LETTERS.search(text)]
        assert left == [], path
