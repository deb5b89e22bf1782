"""A professional is in one slot at a time, and so is a place: the database itself sees to it."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, func, select, update

from app.base.words import Words
from app.people.models import CareRole
from app.slots import actions
from app.slots.content import Mode
from app.slots.models import Slot
from tests.conftest import TUESDAY_MORNING
from tests.slots.made import make_kind

TEN, MINUTE = TUESDAY_MORNING + timedelta(days=7), timedelta(minutes=1)


@pytest.fixture
def kind(session, people):
    return make_kind(session)


@pytest.fixture
def roles(session, people):
    return dict(session.exec(select(CareRole.key, CareRole.id)).all())


@pytest.fixture
def slot(kind, roles):
    """Return a slot of half an hour, so many minutes from ten."""

    def made(minutes=0, *, who="sam", length=30, place=None, **said):
        starts_at = TEN + minutes * MINUTE
        return Slot(
            unit_id=kind.unit_id,
            role_id=roles[who] if who else None,
            mode=Mode.VISIT,
            place=Words("sv", {"sv": place}) if place else None,
            starts_at=starts_at,
            ends_at=starts_at + length * MINUTE,
            released_at=TUESDAY_MORNING,
            made_at=TUESDAY_MORNING,
            **said,
        )

    return made


@pytest.mark.parametrize(
    ("other", "is_added"),
    [
        pytest.param({"minutes": 30}, True, id="right after"),
        pytest.param({"minutes": -30}, True, id="right before"),
        pytest.param({"minutes": 29}, False, id="a minute too early"),
        pytest.param({"minutes": -29}, False, id="a minute too long"),
        pytest.param({"minutes": 10, "length": 10}, False, id="inside"),
        pytest.param({"minutes": -60, "length": 300}, False, id="around"),
        pytest.param({}, False, id="the same"),
        pytest.param({"seat": 2}, True, id="another place in the same group"),
        pytest.param({"seat": 2, "minutes": 10}, False, id="another group"),
        pytest.param({"who": "tora"}, True, id="with somebody else"),
        pytest.param({"who": None, "place": "Rum 1"}, True, id="with nobody"),
    ],
)
def test_a_slot_that_overlaps_is_not_added(session, kind, slot, other, is_added):
    assert actions.add(session, slot(), kind_ids=[kind.id])

    assert actions.add(session, slot(**other), kind_ids=[kind.id]) is is_added
    session.commit()
    assert session.exec(select(func.count()).select_from(Slot)).one() == 1 + is_added


@pytest.mark.parametrize(("place", "is_added"), [("Rum 1", False), ("Rum 2", True), (None, True)])
def test_so_it_is_with_a_place_where_nobody_is_named(session, kind, slot, place, is_added):
    assert actions.add(session, slot(who=None, place="Rum 1"), kind_ids=[kind.id])

    again = slot(10, who=None, place=place)

    assert actions.add(session, again, kind_ids=[kind.id]) is is_added


def test_what_is_dropped_stands_in_nobodys_way(session, kind, slot):
    actions.add(session, slot(), kind_ids=[kind.id])
    session.exec(update(Slot).values(dropped_at=TUESDAY_MORNING))

    assert actions.add(session, slot(10), kind_ids=[kind.id])


def test_of_several_only_those_that_overlap_are_left_out(session, kind, slot):
    actions.add(session, slot(30), kind_ids=[kind.id])

    added = actions.add_all(session, [slot(n * 20) for n in range(4)], kind_ids=[kind.id])

    starts = session.exec(select(Slot.starts_at).order_by(col(Slot.starts_at))).all()
    assert added == 2
    assert [(start - TEN) // MINUTE for start in starts] == [0, 30, 60]


def test_a_slot_is_never_moved_into_another(session, kind, slot):
    actions.add_all(session, [slot(), slot(60)], kind_ids=[kind.id])
    session.commit()

    with pytest.raises(DBAPIError):
        session.exec(
            update(Slot)
            .where(col(Slot.starts_at) > TEN)
            .values(starts_at=TEN + 10 * MINUTE, ends_at=TEN + 40 * MINUTE)
        )


def test_two_at_once_do_not_add_two_that_overlap(engine, session, kind, slot):
    ready, done = threading.Barrier(6), []

    def add(minutes):
        with Session(engine.execution_options(writes=True)) as writing:
            ready.wait()
            done.append(actions.add(writing, slot(minutes), kind_ids=[kind.id]))
            writing.commit()

    # What is tried is who comes first, and not how long a busy machine takes to connect.
    for connection in [engine.connect() for _ in range(6)]:
        connection.close()
    threads = [threading.Thread(target=add, args=(5 * n,)) for n in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert sorted(done) == [False] * 5 + [True]
    assert session.exec(select(func.count()).select_from(Slot)).one() == 1
