"""Whoever edits, removes or moves a row of the journal is found out."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlmodel import Session

from app.base import db
from app.journal import actions as journal
from app.journal import queries, rules
from app.journal.actions import Actor
from app.journal.models import Happening, JournalEntry, Role
from tests.conftest import TUESDAY_MORNING

GUARDS = {
    "postgresql": (
        "journal_entry_rows_stay ON journal_entry",
        "journal_entry_stays ON journal_entry",
    ),
    "sqlite": ("journal_entry_is_not_changed", "journal_entry_is_not_removed"),
}
EDITS = (
    "happening = 'sharing:plan-opened'",
    "role = 'patient'",
    "patient_id = NULL",
    "actor_id = NULL",
    'details = \'{"part": "contacts"}\'',
    "about_id = patient_id",
    "unit_id = patient_id",
    "happened_at = '2026-11-24 09:00:00'",
)
ROW = {
    "number": 1,
    "happened_at": TUESDAY_MORNING,
    "happening": "sharing:looked",
    "actor_id": None,
    "role": "staff",
    "unit_id": None,
    "patient_id": None,
    "about_id": None,
    "details": {"part": "contract"},
    "previous": "",
}


@pytest.fixture
def verify(app):
    """Return what the command says: how it ended, and every line."""

    def run(*options):
        answer = app.test_cli_runner().invoke(args=["journal", "verify", *options])
        return answer.exit_code, answer.output.splitlines()

    return run


@pytest.fixture
def write(app, people):
    """Write one more row about Ann, and return its number."""

    def look():
        with app.app_context():
            with db.transaction() as writing:
                journal.write(
                    writing,
                    Happening.LOOKED,
                    by=Actor(people["staff:sam"], Role.STAFF),
                    patient_id=people["ann"],
                    now=TUESDAY_MORNING,
                    part="contract",
                )
            return queries.head(db.session()).number

    return look


@pytest.fixture
def last(write):
    """The number of the last row, when there are some more than there are edits to try."""
    return [write() for _ in (*EDITS, 0)][-1]


@pytest.fixture
def row_of(engine):
    """Return everything that a row says."""

    def read(number):
        with Session(engine) as session:
            return dict(session.get(JournalEntry, number))

    return read


@pytest.fixture
def attack(engine):
    """Do something to the journal as somebody would who owns the database."""

    def drop_the_guards_and(*statements, **values):
        with engine.execution_options(writes=True).begin() as connection:
            for name in GUARDS[connection.dialect.name]:
                connection.execute(text(f"DROP TRIGGER {name}"))
            for statement in statements:
                connection.execute(text(statement), values)

    return drop_the_guards_and


def test_an_untouched_journal_is_whole_and_says_what_to_keep(verify, last):
    code, (whole, keep) = verify()

    assert (code, whole) == (0, "The journal is whole.")
    assert re.fullmatch(rf"Keep elsewhere: {last}:[0-9a-f]{{64}}", keep)


def test_an_empty_journal_is_whole(verify):
    assert verify() == (0, ["The journal is whole.", "Keep elsewhere: 0:"])


def test_an_edited_row_is_found_whatever_was_edited(verify, last, attack):
    edited = range(last - len(EDITS), last)

    attack(
        *(
            f"UPDATE journal_entry SET {edit} WHERE number = {row}"  # noqa: S608  # from above
            for edit, row in zip(EDITS, edited, strict=True)
        )
    )

    assert verify() == (1, [f"row {row} has been changed" for row in edited])


def test_an_edit_with_a_fitting_fingerprint_is_found_by_the_row_after_it(
    verify, last, attack, row_of
):
    forged = rules.fingerprint({**row_of(last - 2), "role": "patient"})

    attack(
        "UPDATE journal_entry SET role = 'patient', fingerprint = :forged WHERE number = :row",
        row=last - 2,
        forged=forged,
    )

    assert verify() == (1, [f"row {last - 1} does not follow from the row before it"])


def test_a_deleted_row_is_found(verify, last, attack):
    attack("DELETE FROM journal_entry WHERE number = :row", row=last - 2)

    assert verify() == (1, [f"row {last - 2} is missing"])


def test_a_deleted_row_is_found_when_the_others_were_numbered_anew(verify, last, attack):
    attack(
        "DELETE FROM journal_entry WHERE number = :gone",
        "UPDATE journal_entry SET number = :gone WHERE number = :next",
        gone=last - 1,
        next=last,
    )

    assert verify() == (
        1,
        [
            f"row {last - 1} does not follow from the row before it",
            f"the journal ends at row {last - 1}, but {last} were written",
        ],
    )


def test_swapped_rows_are_found(verify, last, attack):
    attack(
        "UPDATE journal_entry SET number = 9999 WHERE number = :first",
        "UPDATE journal_entry SET number = :first WHERE number = :second",
        "UPDATE journal_entry SET number = :second WHERE number = 9999",
        first=last - 2,
        second=last - 1,
    )

    assert verify() == (
        1,
        [f"row {row} does not follow from the row before it" for row in range(last - 2, last + 1)],
    )


def test_rows_cut_off_at_the_end_are_found(verify, last, attack):
    attack("DELETE FROM journal_entry WHERE number > :row", row=last - 2)

    assert verify() == (1, [f"the journal ends at row {last - 2}, but {last} were written"])


def test_a_row_slipped_in_behind_the_head_keeps_the_next_one_from_being_written(
    write, last, attack
):
    attack(
        "INSERT INTO journal_entry (number, happened_at, happening, role, details, previous,"
        " fingerprint) VALUES (:row, '2026-11-24 09:00:00', 'x', 'staff', '{}', '', '')",
        row=last + 1,
    )

    with pytest.raises(IntegrityError):
        write()


def test_a_row_slipped_in_behind_the_head_is_found(verify, last, attack):
    attack(
        "INSERT INTO journal_entry (number, happened_at, happening, role, details, previous,"
        " fingerprint) VALUES (:row, '2026-11-24 09:00:00', 'x', 'staff', '{}', '', '')",
        row=last + 5,
    )

    assert verify() == (1, [f"row {last + 5} stands behind the end of the journal"])


@pytest.mark.parametrize("edit", ["happened_at = 'x'", "details = '{'", "actor_id = 'x'"])
def test_a_row_that_cannot_be_read_any_more_is_found(verify, last, attack, engine, edit):
    if engine.dialect.name == "postgresql":
        pytest.skip("PostgreSQL keeps nothing in a column that is not of its type.")

    attack(f"UPDATE journal_entry SET {edit} WHERE number IN (1, :row)", row=last)  # noqa: S608  # from above

    assert verify() == (1, ["row 1 has been changed", f"row {last} has been changed"])


@pytest.mark.parametrize("table", ["journal_entry", "contract_version"])
def test_a_row_is_not_replaced_either(session, people, table):
    if session.connection().dialect.name == "postgresql":
        pytest.skip("PostgreSQL knows no INSERT OR REPLACE.")

    with pytest.raises(DatabaseError, match="never replaced"):
        session.connection().execute(
            text(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")  # noqa: S608  # from above
        )


def test_a_missing_head_is_found(verify, last, attack):
    attack("DELETE FROM journal_head")

    assert verify() == (1, ["the journal's head is missing"])


def test_a_journal_cut_off_together_with_its_head_is_found_by_what_was_kept(
    verify, last, attack, row_of
):
    kept = verify()[1][1].removeprefix("Keep elsewhere: ")

    attack(
        "DELETE FROM journal_entry WHERE number = :row",
        "UPDATE journal_head SET number = number - 1, fingerprint = :fingerprint",
        row=last,
        fingerprint=row_of(last - 1)["fingerprint"],
    )

    assert verify()[0] == 0
    assert verify("--kept", kept) == (1, [f"row {last} was kept as the newest, and is missing"])


def test_a_journal_made_anew_is_found_by_what_was_kept(verify, last, attack, row_of):
    kept = verify()[1][1].removeprefix("Keep elsewhere: ")
    forged = rules.fingerprint({**row_of(last), "role": "patient"})

    attack(
        "UPDATE journal_entry SET role = 'patient', fingerprint = :forged WHERE number = :row",
        "UPDATE journal_head SET fingerprint = :forged",
        row=last,
        forged=forged,
    )

    assert verify()[0] == 0
    assert verify("--kept", kept) == (1, [f"row {last} is not the row whose fingerprint was kept"])


def test_what_was_kept_holds_when_more_has_been_written(verify, write):
    kept = verify()[1][1].removeprefix("Keep elsewhere: ")
    newest = write()

    code, (whole, keep) = verify("--kept", kept)

    assert (code, whole) == (0, "The journal is whole.")
    assert keep.startswith(f"Keep elsewhere: {newest}:")


@pytest.mark.parametrize("kept", ["12", "12:", ":abc", "x:abc", ""])
def test_what_was_kept_has_a_number_and_a_fingerprint(one_app, kept):
    answer = one_app.test_cli_runner().invoke(args=["journal", "verify", "--kept", kept])

    assert answer.exit_code == 2
    assert "a number and a fingerprint with a colon between" in answer.output


@pytest.mark.parametrize("rows_at_a_time", [1, 3])
def test_a_long_journal_is_read_some_rows_at_a_time(
    verify, last, attack, monkeypatch, rows_at_a_time
):
    monkeypatch.setattr(queries, "ROWS_AT_A_TIME", rows_at_a_time)
    attack("UPDATE journal_entry SET role = 'patient' WHERE number IN (1, :row)", row=last)

    assert verify() == (1, ["row 1 has been changed", f"row {last} has been changed"])


@pytest.mark.parametrize("table", ["journal_entry", "contract_version"])
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET number = number + 1", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
)
def test_the_database_refuses_to_change_or_remove_a_row(session, people, table, statement):
    with pytest.raises(DatabaseError, match=r'never|near "TRUNCATE": syntax error'):
        session.connection().execute(text(statement.format(table)))


@pytest.mark.parametrize("name", [name for name in ROW if name != "details"])
def test_a_fingerprint_is_of_everything_a_row_says(name):
    other = {"happened_at": TUESDAY_MORNING + timedelta(microseconds=1), "number": 2}

    changed = {**ROW, name: other.get(name, "x")}

    assert rules.fingerprint(changed) != rules.fingerprint(ROW)


def test_a_fingerprint_is_of_the_details_whatever_their_order():
    one = {**ROW, "details": {"a": 1, "b": 2}}

    assert rules.fingerprint({**ROW, "details": {"b": 2, "a": 1}}) == rules.fingerprint(one)
    assert rules.fingerprint({**ROW, "details": {"a": 1, "b": "2"}}) != rules.fingerprint(one)


def test_rows_that_follow_each_other_have_no_fault_between_them():
    first = {**ROW, "fingerprint": rules.fingerprint(ROW)}
    second = {**ROW, "number": 2, "previous": first["fingerprint"]}
    second["fingerprint"] = rules.fingerprint(second)

    assert rules.fault_between(first, second) is None
    assert rules.fault_between(second, first) == "row 3 is missing"
