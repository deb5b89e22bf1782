"""No sequence of looks and filters reveals a group of one to four persons.

The program in attacker.py opens every page and file again and again while people answer late,
move between units and leave. What it must not be able to do, it can when a protection is taken
away: that is tried too.
"""

import random
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from sqlalchemy import event, text
from sqlmodel import Session, select

from app.contracts.models import Contract, DraftCareContact
from app.follow_up import figures, figures_queries
from app.follow_up.models import FollowUp
from app.people.models import CareRole
from app.sharing.models import CareRelation
from tests.follow_up.attacker import Attacker
from tests.follow_up.made import role_id, unit_id
from tests.follow_up.test_recount import patients_by_unit
from tests.follow_up.worlds import (
    MONTHS,
    WORLDS,
    World,
    answer,
    count,
    house,
    inhabit,
    let_answer,
    writing,
)

__all__ = ["house"]

COUNTED = [datetime(2026, month, 8, 9, tzinfo=UTC) for month in (9, 10, 11)]
A_DAY = timedelta(days=1)
BUSY = World(
    at_clinic=40,
    at_other=0,
    at_both=20,
    answering=[0.5, 0.5, 0.5],
    replies="half yes",
    whole_sheets=True,
    seed=7,
)
ALMOST_THE_SAME = replace(BUSY, at_clinic=4, at_both=50, answering=[0.5, 0.8, 0.5])
"""Nearly everybody at the clinic is at the other unit too."""


@pytest.fixture
def live(house, one_app, people, now):
    """Let a world go on for three months, and return somebody who has seen all of it.

    prepare, between: what is done to the database first, and before months are counted again.
    lists: who is known to be counted where.
    """

    def through(world, *, prepare=_nothing, between=_nothing, lists=_counted_lists):
        with house() as engine:
            prepare(engine)
            attacker, known = Attacker(one_app), {}
            with writing(engine) as session:
                units = [unit_id(session, key) for key in ("clinic", "other")]
                _also_at_other(session, people["staff:sam"])
                patients = inhabit(session, world)
                let_answer(session, world, patients)
            for month, moment in zip(MONTHS, COUNTED, strict=True):
                for at in (moment - A_DAY, moment):
                    now(at)
                    with Session(engine) as session:
                        known[f"{month:%Y-%m}"] = lists(session, month)
                    count(engine, now=at)
                    attacker.look(people["staff:sam"], units)
                    attacker.look(people["staff:stella"], units)
                    _go_on(engine, world, patients, seed=at.toordinal())
                    between(engine)
                    count(engine, now=at)
                    attacker.look(people["staff:sam"], units)
            return attacker, known

    return through


def _nothing(_engine):
    pass


def _also_at_other(session, person_id):
    """Let somebody work at the other unit too, to compare the two."""
    title = session.exec(select(CareRole).where(CareRole.person_id == person_id)).one().title
    other = unit_id(session, "other")
    session.add(CareRole(person_id=person_id, unit_id=other, title=title, source="t", key="t"))


def _counted_lists(session, month):
    """Return who is counted where, which the staff of both units could find out."""
    rows = {CareRelation: session.exec(select(CareRelation)).all()}
    rows[Contract] = session.exec(select(Contract)).all()
    return patients_by_unit(session, rows, figures.last_day_of(month))


def _go_on(engine, world, patients, *, seed):
    """Let a few answer late, some answers be taken away, some move and some leave."""
    chance = random.Random(world.seed + seed)  # noqa: S311  # made-up people
    few = chance.sample(patients, min(len(patients), chance.randrange(1, 6)))
    with writing(engine) as session:
        for patient_id in few:
            on = chance.choice(MONTHS) + A_DAY * chance.randrange(28)
            answer(session, world, patient_id, on, chance=chance)
        for one in chance.sample(session.exec(select(FollowUp)).all(), min(len(few), 2)):
            session.delete(one)
        for lead in session.exec(select(DraftCareContact)).all()[: chance.randrange(4)]:
            lead.role_id = role_id(session, chance.choice(["sam", "stella"]))
        for relation in session.exec(select(CareRelation)).all()[:: chance.randrange(9, 40)]:
            relation.ends_on = relation.ends_on or date(2026, chance.choice([8, 9]), 20)


@given(world=WORLDS)
@settings(
    max_examples=8,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_nobody_can_work_out_a_small_group(live, world):
    attacker, lists = live(world)

    assert attacker.changed() == []
    assert attacker.small_groups(lists) == []


def test_there_is_something_to_attack(live):
    attacker, lists = live(BUSY)

    shown = [said[-1] for said in attacker.read.values() if said[-1][1] is not None]
    assert len(shown) >= 6
    assert attacker.changed() == []
    assert attacker.small_groups(lists) == []


def ways(found):
    return {how for how, _where, _size in found}


def allow_small_groups(engine):
    """Let the database keep what it refuses."""
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            for name in ("answered", "on_each_side", "on_one_side"):
                connection.execute(
                    text(f"ALTER TABLE unit_figure DROP CONSTRAINT ck_unit_figure_enough_{name}")
                )
    else:
        event.listen(
            engine, "connect", lambda raw, _: raw.execute("PRAGMA ignore_check_constraints=1")
        )
        engine.dispose()


def test_without_hiding_small_groups_are_read_directly(live, monkeypatch):
    monkeypatch.setattr(figures, "told_of", partial(figures.told_of, least=1))

    attacker, lists = live(BUSY, prepare=allow_small_groups)

    assert {"said something else", "did not answer"} & ways(attacker.small_groups(lists))


def forget_what_was_counted(engine):
    """Let months be counted again, which the database refuses."""
    with engine.begin() as connection:
        for table in ("unit_figure", "counted_month"):
            for name in ("rows_stay", "is_not_removed"):
                on = f" ON {table}" if engine.dialect.name == "postgresql" else ""
                connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_{name}{on}"))
            connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608  # from above


def test_if_months_were_counted_again_whoever_came_late_would_show(live):
    attacker, lists = live(BUSY, between=forget_what_was_counted)

    assert attacker.changed() != []
    assert "since the last look" in ways(attacker.small_groups(lists))


def everybody_in_care(session, month):
    """Return the whole list of each unit."""
    lists = defaultdict(set)
    for one in figures_queries.in_care_on(session, figures.last_day_of(month)):
        lists[one.unit_id].add(one.patient_id)
    return lists


def test_if_patients_were_counted_at_every_unit_those_at_only_one_would_show(live, monkeypatch):
    count_at_one = figures.count

    def count_at_each(in_care, occasions):
        units = {one.unit_id for one in in_care}
        return {
            unit: count_at_one(
                {one.patient_id: unit for one in in_care if one.unit_id == unit}, occasions
            )[unit]
            for unit in units
        }

    monkeypatch.setattr(figures, "units_counted_at", list)
    monkeypatch.setattr(figures, "count", count_at_each)

    attacker, lists = live(ALMOST_THE_SAME, lists=everybody_in_care)

    assert "on certain lists: all" in ways(attacker.small_groups(lists))


def test_patients_counted_at_one_unit_do_not_show_by_what_differs(live):
    attacker, lists = live(ALMOST_THE_SAME)

    assert attacker.small_groups(lists) == []
