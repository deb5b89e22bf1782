"""One sees where one is signed in, and ends it from anywhere. What ends opens nothing again."""

import uuid
from datetime import date

import pytest
from sqlmodel import select

from app.journal.models import Happening, JournalEntry
from app.people.models import CareRole, Device, Notice, SignInSession
from app.people.sessions import NoticeKind
from tests.conftest import TUESDAY_MORNING
from tests.devices.conftest import IPHONE


@pytest.fixture
def on_iphone(app, people):
    """Return a browser on an iPhone where Ann has come in with a letter."""

    def came(letter):
        browser = app.test_client()
        fields = {**browser.keys(), "code": letter.code, "digits": letter.digits}
        browser.post("/activate", data=fields, headers={"User-Agent": IPHONE})
        browser.press("/own-phone", answer="yes", back="/")
        return browser

    return came


def test_each_device_is_named_and_can_be_ended_from_another(arrive, on_iphone, letter_for, session):
    here, iphone = arrive("ann", "yes"), on_iphone(letter_for("ann"))
    assert "Safari, iPhone" in here.get("/devices").text
    lost = session.exec(select(Device.id).where(Device.name == "Safari, iPhone")).one()

    ended = here.press(f"/devices/{lost}/end")

    assert (ended.status_code, ended.location) == (303, "/devices")
    assert iphone.get("/contract").location.startswith("/sign-in")
    assert here.get("/contract").status_code == 200
    assert f"/devices/{lost}/end" not in here.get("/devices").text


def test_all_others_are_ended_at_once(arrive, on_iphone, letter_for):
    here, others = arrive("ann", "yes"), [on_iphone(letter_for("ann")) for _ in range(3)]

    here.press("/devices/end-others")

    assert here.get("/contract").status_code == 200
    for other in others:
        assert other.get("/contract").location.startswith("/sign-in")


def test_nobody_ends_somebody_elses_device(arrive, browse, session):
    arrive("ann", "yes")
    anns = session.exec(select(Device.id)).first()

    refused = browse("carl").press(f"/devices/{anns}/end")
    missing = browse("carl").press(f"/devices/{uuid.uuid4()}/end")

    assert refused.status_code == missing.status_code == 404
    assert session.get(Device, anns).removed_at is None


def test_a_removed_phone_is_not_known_again(arrive, on_iphone, letter_for, session):
    here, iphone = arrive("ann", "yes"), on_iphone(letter_for("ann"))
    lost = session.exec(select(Device.id).where(Device.name == "Safari, iPhone")).one()
    here.press(f"/devices/{lost}/end")

    letter = letter_for("ann")
    fields = {**iphone.keys(), "code": letter.code, "digits": letter.digits}
    iphone.post("/activate", data=fields)

    assert iphone.get("/own-phone?next=/").status_code == 200


def test_a_person_is_told_on_their_other_devices_until_they_have_seen_it(
    arrive, on_iphone, letter_for, session, people
):
    here = arrive("ann", "yes")
    assert "new about your ways to sign in" not in here.get("/").text

    iphone = on_iphone(letter_for("ann"))

    assert "new about your ways to sign in" in here.get("/").text
    assert "Signed in somewhere new: <span translate=" in " ".join(
        here.get("/devices").text.split()
    )
    assert "new about your ways to sign in" not in iphone.get("/").text
    here.press("/devices/seen")
    assert "new about your ways to sign in" not in here.get("/").text
    assert "New since you last looked" not in here.get("/devices").text


def test_a_known_phone_is_no_news(app, on_iphone, letter_for, session):
    iphone = on_iphone(letter_for("ann"))
    iphone.press("/sign-out")

    letter = letter_for("ann")
    iphone.post(
        "/activate",
        data={**iphone.keys(), "code": letter.code, "digits": letter.digits},
        headers={"User-Agent": IPHONE},
    )

    kinds = session.exec(select(Notice.kind)).all()
    assert kinds == [NoticeKind.DEVICE_ADDED]
    assert iphone.get("/own-phone?next=/contract").location == "/contract"


def test_somebody_else_on_a_known_phone_does_not_get_its_owners_answer(
    on_iphone, letter_for, session, people
):
    iphone = on_iphone(letter_for("ann"))

    letter = letter_for("carl")
    iphone.post("/activate", data={**iphone.keys(), "code": letter.code, "digits": letter.digits})

    assert iphone.get("/own-phone?next=/").status_code == 200
    assert session.exec(select(Device).where(Device.person_id == people["carl"])).one().own is None


@pytest.mark.parametrize("ending", ["/sign-out", "/lock", "/forget-phone"])
def test_a_copied_cookie_opens_nothing_after(app, arrive, ending):
    browser = arrive("ann", "yes")
    copied = browser.get_cookie("next-step").value

    browser.press(ending)

    thief = app.test_client()
    thief.set_cookie("next-step", copied)
    for path in ("/", "/contract", "/devices", "/passkeys"):
        assert thief.get(path).location.startswith("/sign-in"), path
    assert "Ann" not in thief.get("/sign-in").text


def test_removing_a_device_is_in_the_journal(arrive, on_iphone, letter_for, session, people):
    here, _iphone = arrive("ann", "yes"), on_iphone(letter_for("ann"))
    lost = session.exec(select(Device.id).where(Device.name == "Safari, iPhone")).one()

    here.press(f"/devices/{lost}/end")

    removed = select(JournalEntry.actor_id, JournalEntry.about_id).where(
        JournalEntry.happening == Happening.DEVICE_REMOVED.value
    )
    assert session.exec(removed).all() == [(people["ann"], lost)]


def test_only_sign_ins_that_can_still_be_used_are_shown(arrive, session):
    browser = arrive("ann")
    for row in session.exec(select(SignInSession)):
        row.ended_at = TUESDAY_MORNING
    session.commit()

    assert arrive("ann", "yes").get("/devices").text.count('aria-labelledby="device-') == 1
    assert browser.get("/devices").status_code == 303


def test_staff_whose_work_has_ended_are_out_with_their_next_request(sees, session):
    sam = sees("staff:sam", "ann")
    assert sam.get("/contract").status_code == 200

    for role in session.exec(select(CareRole)):
        role.ends_on = date(2026, 11, 23)
    session.commit()

    assert sam.get("/contract").status_code == 404
    assert sam.get("/care").status_code == 404


def test_a_nurse_who_opens_a_locked_page_as_a_patient_sees_their_own_plan(sees, letter_for):
    sam = sees("staff:sam", "ann")
    letter = letter_for("staff:sam")

    sam.press("/activate", code=letter.code, digits=letter.digits)

    page = sam.get("/contract")
    assert page.status_code == 200
    assert "Exempelsson" not in page.text
