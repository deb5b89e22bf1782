"""What is chosen from a list is refused by Python and by the database when it is not on it."""

import re

import pytest
from sqlalchemy import Enum, inspect, text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import col, select

from app.base.words import Words
from app.people.models import Unit
from app.requests.models import Request
from app.tables import METADATA
from tests.conftest import TUESDAY_MORNING

LISTS_IN_USE = [
    ("person", "identity_kind"),
    ("unit", "principal"),
    ("contract", "status"),
    ("contract", "children_close"),
    ("commitment", "who"),
    ("commitment", "state"),
    ("care_contact", "kind"),
    ("plan", "kind"),
    ("appointment", "state"),
    ("appointment", "mode"),
    ("appointment", "change"),
    ("follow_up", "manner"),
]


def test_the_database_refuses_what_is_not_on_the_list(engine, people):
    def refuses(table, column):
        made_up = text(f'UPDATE {table} SET "{column}" = :word')  # noqa: S608  # names from above
        with engine.connect() as connection:
            try:
                connection.execute(made_up, {"word": "made-up"})
            except IntegrityError as error:
                return "check" in str(error.orig).lower()
            return False

    assert [place for place in LISTS_IN_USE if not refuses(*place)] == []


def test_the_database_knows_every_list_just_as_it_is(engine):
    def known_to(table):
        checks = inspect(engine).get_check_constraints(table.name)
        return [set(re.findall(r"'([\w-]+)'", check["sqltext"])) for check in checks]

    lists = [
        (table.name, column.name, {member.value for member in column.type.enum_class})
        for table in METADATA.sorted_tables
        for column in table.columns
        if isinstance(column.type, Enum)
    ]
    known = {table.name: known_to(table) for table in METADATA.sorted_tables}

    assert len(lists) > len(LISTS_IN_USE)
    assert [place for *place, words in lists if words not in known[place[0]]] == []


def test_python_refuses_it_before_the_database_is_asked(session, people):
    session.add(Request(patient_id=people["ann"], kind="made-up", asked_at=TUESDAY_MORNING))

    with pytest.raises(StatementError, match="made-up"):
        session.flush()


def test_words_keep_the_authors_language_first(session):
    words = Words("en", {"sv": "b", "en": "a"})
    session.add(Unit(source="tests", key="clinic", name="Mottagningen", emergency=words))
    session.commit()

    kept = session.connection().execute(text("SELECT emergency FROM unit")).scalar_one()
    read = session.exec(select(Unit.emergency)).one()

    assert str(kept).index("en") < str(kept).index("sv")
    assert read == words


def test_no_words_are_nothing_and_not_the_word_null(session):
    session.add(Unit(source="tests", key="clinic", name="Mottagningen"))
    session.commit()

    assert session.exec(select(Unit.key).where(col(Unit.emergency).is_(None))).all() == ["clinic"]
