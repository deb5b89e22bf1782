"""Whatever is done, in whatever order: what is promised is what planning from nothing promises."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlmodel import select

from app.appointments.models import Appointment
from app.base import clock
from app.reminders.content import ReminderKind, ReminderState
from app.reminders.models import HelpWish, Reminder, ReminderChoice
from app.sharing.content import Deed, Part
from tests.appointments.made import at
from tests.appointments.offered import offer
from tests.appointments.walking import book, send
from tests.conftest import TUESDAY_MORNING
from tests.follow_up.conftest import ALL_YES, FORM
from tests.reminders.planned import plan_for
from tests.self_care.conftest import entries, routines, write_down
from tests.sharing.shared import share
from tests.slots.made import make_kind, make_slot, make_time

__all__ = ["entries", "routines", "write_down"]

DAY, NEXT_DAY = date(2026, 12, 1), date(2026, 12, 3)
SAID = ("recipient_id", "patient_id", "kind", "key", "about_id", "about_at", "planned_at",
        "due_at", "useless_at", "important")  # fmt: skip


@pytest.fixture
def promised(session):
    """Return everything that is promised from now on."""

    def read():
        session.expire_all()
        waiting = select(Reminder).where(
            Reminder.state == ReminderState.WAITING, Reminder.due_at > clock.now()
        )
        found = [tuple(getattr(one, name) for name in SAID) for one in session.exec(waiting)]
        return sorted(found, key=str)

    return read


@pytest.fixture
def must_be_so(app, engine, session, people, promised):
    """Fail unless planning again changes nothing, and planning from nothing promises the same."""

    def compare(step):
        now = clock.now()
        stands = promised()
        plan_for(app, people["ann"], people["carl"], now=now)
        assert promised() == stands, f"{step}: planning again changes something"
        with engine.execution_options(writes=True).begin() as connection:
            kept = connection.execute(text("SELECT * FROM reminder")).mappings().all()
            connection.execute(text("DELETE FROM reminder"))
        plan_for(app, people["ann"], people["carl"], now=now)
        assert promised() == stands, f"{step}: something is missing, or too much"
        with engine.execution_options(writes=True).begin() as connection:
            connection.execute(text("DELETE FROM reminder"))
            names = ", ".join(kept[0])
            marks = ", ".join(f":{name}" for name in kept[0])
            again = text(f"INSERT INTO reminder ({names}) VALUES ({marks})")  # noqa: S608  # names of columns
            connection.execute(again, [dict(row) for row in kept])

    return compare


def test_what_is_promised_is_what_the_plan_calls_for(
    app, browse, session, people, now, tell, routines, write_down, entries, must_be_so, promised
):
    ann, id_of = browse("ann"), people["ann"]
    helper = share(
        session,
        people,
        *Part,
        does=[Deed.BE_REMINDED, Deed.ANSWER, Deed.RECORD],
        ends_on=date(2026, 12, 20),
    )
    wish = HelpWish(patient_id=id_of, helper_id=people["rut"], wished_at=TUESDAY_MORNING)
    session.add(wish)
    for who in ("ann", "rut"):
        chosen = ReminderChoice(
            person_id=people[who],
            patient_id=id_of,
            kind=ReminderKind.SELF_CARE,
            channels=[],
            moments=[],
        )
        session.add(chosen)
    session.commit()
    kind = make_kind(session)
    slots = [make_slot(session, kind, at(day, "13.00")) for day in (DAY, NEXT_DAY)]
    offered = [make_slot(session, kind, at(day, "15.00")) for day in (DAY, NEXT_DAY)]
    time = make_time(session, kind, id_of, answer_by=date(2026, 12, 24))
    other = make_time(session, kind, id_of, answer_by=date(2026, 12, 10))
    made = offer(session, other, offered, until=at(date(2026, 11, 30), "12.00"))
    plan_for(app, id_of, people["carl"])
    path = f"/appointments/{time.id}"

    def seen():
        session.expire_all()
        return session.get(Appointment, other.id).changed_at.isoformat()

    def hours_later():
        now(TUESDAY_MORNING + timedelta(hours=8))
        plan_for(app, id_of, now=clock.now())

    steps = {
        "nothing": lambda: None,
        "booked": lambda: book(ann, f"{path}/book", slots[0]),
        "moved": lambda: book(ann, f"{path}/change", slots[1]),
        "answered an offer": lambda: ann.press(
            f"/offers/{made.id}/slots/{offered[0].id}", seen=seen()
        ),
        "wrote down": lambda: write_down(ann, slot="1"),
        "wrote down the second": lambda: write_down(ann, slot="2"),
        "took it back": lambda: ann.press(
            f"/self-care/entries/{entries()[0].id}/undo", by=str(id_of)
        ),
        "paused": lambda: ann.press(
            "/self-care/pauses",
            routine="",
            reason="ill",
            starts_on="2026-11-25",
            ends_on="2026-11-26",
        ),
        "answered the questions": lambda: ann.press("/follow-up/answer", **{**FORM, **ALL_YES}),
        "hours went by": hours_later,
        "cancelled": lambda: send(ann, ann.get(f"{path}/cancel"), f"{path}/cancel"),
        "signed in again": lambda: browse("rut"),
        "left the share": lambda: browse("rut").press(f"/helping/{helper.id}/leave"),
    }
    counts = {}
    for step, do in steps.items():
        answer = do()
        assert answer is None or getattr(answer, "status_code", 303) == 303, step
        must_be_so(step)
        counts[step] = len(promised())
        if step == "hours went by":
            ann = browse("ann")

    assert counts["booked"] > counts["cancelled"] > counts["left the share"] > 0
