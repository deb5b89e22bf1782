"""A month is counted at all units at once, and stays as it was counted."""

import threading
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlmodel import Session, select

from app.contracts.content import Status
from app.follow_up import figures_actions
from app.follow_up.content import AnsweredBy, Reply
from app.follow_up.figures_models import CountedMonth, UnitFigure
from app.follow_up.models import FollowUp
from app.journal.models import Happening, JournalEntry
from tests.conftest import TUESDAY_MORNING
from tests.follow_up.made import answered, patient, role_id, unit_id, yes_and_no

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
EARLY = date(2026, 1, 1)


@pytest.fixture
def clinic(session, people):
    return unit_id(session, "clinic")


@pytest.fixture
def count(session):
    def count_now(now=TUESDAY_MORNING):
        number = figures_actions.count_ended_months(session, now=now)
        session.commit()
        return number

    return count_now


@pytest.fixture
def told(session, clinic):
    """Return the figures of a question at the clinic in October."""

    def of(question=1, month=OCTOBER, unit=None):
        one = session.get(UnitFigure, (unit or clinic, month, question))
        return one and (one.patients, one.answered, one.yes)

    return of


def test_a_month_is_counted_for_every_question(session, clinic, count, told):
    patients = [patient(session, clinic) for _ in range(30)]
    yes_and_no(session, patients, date(2026, 10, 31), yes=8, no=7, questions=(1, 3))

    assert count() == 1

    assert (told(1), told(2), told(3)) == ((30, 15, 8), None, (30, 15, 8))


def test_what_is_counted_stands(session, clinic, count, told):
    patients = [patient(session, clinic) for _ in range(30)]
    yes_and_no(session, patients, OCTOBER, yes=8, no=7)
    count()

    yes_and_no(session, patients, OCTOBER, yes=20, no=5)
    session.delete(session.exec(select(FollowUp)).first())

    assert count() == 0
    assert told() == (30, 15, 8)


def test_a_unit_that_comes_later_is_not_counted_back(session, clinic, count, told):
    yes_and_no(session, [patient(session, clinic)], OCTOBER, yes=1, no=0)
    count()
    other = unit_id(session, "other")
    patients = [patient(session, other) for _ in range(30)]
    yes_and_no(session, patients, OCTOBER, yes=8, no=7)

    assert count() == 0
    assert told(unit=other) is None


@pytest.mark.parametrize(
    ("about", "counts"),
    [
        pytest.param({"in_care": (date(2026, 10, 31), None)}, True, id="came on the last day"),
        pytest.param({"in_care": (NOVEMBER, None)}, False, id="came after"),
        pytest.param({"in_care": (EARLY, date(2026, 10, 31))}, True, id="left after"),
        pytest.param({"in_care": (EARLY, date(2026, 10, 30))}, False, id="left before"),
        pytest.param({"published_on": date(2026, 10, 31)}, True, id="published on the last day"),
        pytest.param({"published_on": NOVEMBER}, False, id="published after"),
        pytest.param({"status": Status.PAUSED}, False, id="paused"),
        pytest.param({"status": Status.PAUSED, "status_since": NOVEMBER}, True, id="paused after"),
        pytest.param({"status": Status.ENDED, "status_since": OCTOBER}, False, id="ended"),
        pytest.param({"status": Status.DECLINED}, False, id="declined"),
        pytest.param({"status": Status.OFFERED}, True, id="offered and published"),
        pytest.param({"ends_on": date(2026, 10, 30)}, False, id="over"),
        pytest.param({"ends_on": date(2026, 10, 31)}, True, id="over after"),
    ],
)
def test_patients_are_those_in_care_with_a_contract_in_use(
    session, clinic, count, told, about, counts
):
    patients = [patient(session, clinic) for _ in range(20)]
    yes_and_no(session, patients, OCTOBER, yes=5, no=5)
    maybe = patient(session, clinic, **about)
    answered(session, maybe, OCTOBER, {1: Reply.YES})

    count()

    assert told() == ((21, 11, 6) if counts else (20, 10, 5))


def test_a_patient_of_two_units_is_counted_where_the_contract_is_held_together(
    session, clinic, count, told
):
    other, sam = unit_id(session, "other"), role_id(session, "sam")
    patients = [patient(session, clinic, other, lead=sam) for _ in range(20)]
    patients += [patient(session, other) for _ in range(20)]
    yes_and_no(session, patients, OCTOBER, yes=15, no=20)

    count()

    assert told() is None
    assert told(unit=other) == (20, 15, None)


def test_a_child_is_counted_by_its_own_answer(session, clinic, count, told):
    patients = [patient(session, clinic) for _ in range(20)]
    yes_and_no(session, patients, OCTOBER, yes=5, no=6)
    for child in patients[:3]:
        answered(session, child, date(2026, 10, 20), {1: Reply.NO}, by=AnsweredBy.GUARDIANS)

    count()

    assert told() == (20, 11, 5)


def test_counting_is_written_in_the_journal_without_a_patient(session, clinic, count):
    answered(session, patient(session, clinic), OCTOBER, {1: Reply.YES})
    count()

    entry = session.exec(
        select(JournalEntry).where(JournalEntry.happening == Happening.FIGURES_COUNTED.value)
    ).one()
    assert (entry.patient_id, entry.role, entry.details) == (None, "operator", {"month": "2026-10"})


def test_the_worker_counts_in_its_round(app, session, clinic):
    answered(session, patient(session, clinic), OCTOBER, {1: Reply.YES})
    session.commit()

    app.test_cli_runner().invoke(args=["worker", "run", "--once"])

    assert session.exec(select(CountedMonth.month)).all() == [OCTOBER]


def test_two_workers_count_a_month_once(session, engine, clinic):
    patients = [patient(session, clinic) for _ in range(30)]
    yes_and_no(session, patients, OCTOBER, yes=8, no=7)
    session.commit()
    ready, counted = threading.Barrier(2), []

    def work():
        with Session(engine.execution_options(writes=True)) as own:
            ready.wait()
            counted.append(figures_actions.count_ended_months(own, now=TUESDAY_MORNING))
            own.commit()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()

    assert sorted(counted) == [0, 1]
    assert len(session.exec(select(UnitFigure)).all()) == 5


@pytest.mark.parametrize(
    "figure",
    [
        {"patients": 20, "answered": 4},
        {"patients": 9, "answered": 5},
        {"patients": 40, "answered": 12, "yes": 4},
        {"patients": 40, "answered": 12, "yes": 8},
        {"patients": 40, "answered": 9, "few": "yes"},
        {"patients": 40, "answered": 12, "yes": 6, "few": "others"},
    ],
)
def test_the_database_refuses_a_small_group(session, clinic, count, figure):
    answered(session, patient(session, clinic), OCTOBER, {1: Reply.YES})
    count()
    about = {"unit_id": clinic, "month": OCTOBER, "question": 1}
    session.add(UnitFigure(**about, question_set="vgr-5", set_version=1, **figure))

    with pytest.raises(IntegrityError):
        session.flush()


@pytest.mark.parametrize("table", ["unit_figure", "counted_month"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET month = month"])
def test_the_database_refuses_to_change_what_was_counted(session, clinic, count, table, change):
    patients = [patient(session, clinic) for _ in range(30)]
    yes_and_no(session, patients, OCTOBER, yes=8, no=7)
    count()

    with pytest.raises(DatabaseError, match="never"):
        session.connection().execute(text(change.format(table)))


def test_on_sqlite_a_figure_is_not_replaced_either(session, clinic, count):
    if session.connection().dialect.name == "postgresql":
        pytest.skip("PostgreSQL knows no INSERT OR REPLACE.")
    patients = [patient(session, clinic) for _ in range(30)]
    yes_and_no(session, patients, OCTOBER, yes=8, no=7)
    count()

    with pytest.raises(DatabaseError, match="never replaced"):
        session.connection().execute(
            text("INSERT OR REPLACE INTO unit_figure SELECT * FROM unit_figure")
        )
