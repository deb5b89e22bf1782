"""What a file says is kept, and nothing that others have said is undone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

from sqlmodel import Session, select

from app.appointments.models import Appointment
from app.exchange import actions
from app.follow_up.models import FollowUp
from app.journal.models import Happening, JournalEntry
from app.people.models import Person
from tests.conftest import TUESDAY_MORNING
from tests.exchange.good import GOOD

ANN = """\
format: nasta-steg/1
source: {source}
as_of: 2026-11-24
people:
  ann:
    given_name: {name}
    personnummer: "195902262806"
"""


def _ann(session):
    return session.exec(select(Person).where(Person.identity_number == "195902262806")).one()


def test_a_birth_date_is_taken_from_the_number_when_it_is_not_given(load, session):
    load(GOOD)

    carl = session.exec(select(Person).where(Person.key == "carl")).one()
    assert carl.born_on == date(1984, 2, 17)


def test_two_files_of_one_name_keep_their_own_keys(session, tmp_path):
    paths = [tmp_path / folder / "clinic.yaml" for folder in ("north", "south")]
    for path, number in zip(paths, ("195902262806", "198402179298"), strict=True):
        path.parent.mkdir()
        text = ANN.format(source=path.parent.name, name=path.parent.name.title())
        path.write_text(text.replace("195902262806", number), encoding="utf-8")

    actions.load(session, paths, now=TUESDAY_MORNING)

    kept = {(one.source, one.key, one.given_name) for one in session.exec(select(Person))}
    assert kept == {("north", "ann", "North"), ("south", "ann", "South")}


def test_a_file_that_says_less_of_a_person_empties_nothing(load, session):
    load(GOOD)

    changed = load(ANN.format(source="tests", name="Anna"))

    ann = _ann(session)
    assert changed == 1
    assert (ann.given_name, ann.family_name) == ("Anna", "Exempelsson")
    assert ann.street == "Exempelgatan 1"


def test_another_source_only_fills_in_what_is_empty(load, session):
    load(GOOD)

    load(ANN.format(source="elsewhere", name="Annika") + "    phone: 031-390 06 99\n")

    ann = _ann(session)
    assert (ann.given_name, ann.phone, ann.source) == ("Ann", "031-390 06 99", "tests")


def test_a_protected_identity_is_laid_open_by_nothing_but_a_plain_no(load, session):
    said = ANN.format(source="tests", name="Ann")
    load(said + "    protected_identity: yes\n")

    load(said)
    load(ANN.format(source="elsewhere", name="Ann") + "    protected_identity: no\n")
    assert _ann(session).protected_identity

    load(said + "    protected_identity: no\n")
    assert not _ann(session).protected_identity


def test_another_source_may_protect_an_identity(load, session):
    load(GOOD)

    load(ANN.format(source="elsewhere", name="Ann") + "    protected_identity: yes\n")

    assert _ann(session).protected_identity


def test_a_file_never_changes_the_language_somebody_has(load, session):
    load(GOOD)

    assert load(ANN.format(source="tests", name="Ann") + "    language: sv\n") == 0
    assert _ann(session).language == "en"


def test_a_time_that_is_fetched_again_is_not_changed(load, session):
    load(GOOD)
    before = {one.id: (one.fetched_at, one.changed_at) for one in session.exec(select(Appointment))}
    rows = len(session.exec(select(JournalEntry)).all())

    changed = load(
        GOOD.replace("as_of: 2026-11-24", "as_of: 2026-11-25"), now=TUESDAY_MORNING + timedelta(1)
    )

    assert changed == 0
    assert len(session.exec(select(JournalEntry)).all()) == rows
    for one in session.exec(select(Appointment)):
        fetched_at, changed_at = before[one.id]
        assert one.fetched_at == fetched_at + timedelta(days=1)
        assert one.changed_at == changed_at


def test_two_loads_at_once_of_a_new_source_keep_it_once(engine, tmp_path):
    path = tmp_path / "clinic.yaml"
    path.write_text(GOOD, encoding="utf-8")

    def load_once(_turn):
        with Session(engine.execution_options(writes=True)) as session:
            changed = actions.load(session, [path], now=TUESDAY_MORNING)
            session.commit()
        return changed

    with ThreadPoolExecutor(2) as both:
        changed = sorted(both.map(load_once, range(2)))

    assert changed[0] == 0 < changed[1]


def test_the_demo_loaded_again_a_week_later_is_left_as_it_is(app, now):
    runner = app.test_cli_runner()
    assert "change(s)" in runner.invoke(args=["demo", "load"]).output

    now(TUESDAY_MORNING + timedelta(weeks=1))
    for arguments in (["demo", "load"], ["demo", "load", "--if-empty"]):
        again = runner.invoke(args=arguments)

        assert again.exit_code == 0
        assert again.output == "There are people here already; nothing was loaded.\n"


def test_the_journal_names_the_source_and_the_rows(load, session):
    load(GOOD)

    entries = session.exec(select(JournalEntry)).all()
    about = {
        kind: {entry.about_id for entry in entries if entry.happening == kind.value}
        for kind in (Happening.APPOINTMENT_ADDED, Happening.FOLLOW_UP_ADDED)
    }
    (loaded,) = [entry for entry in entries if entry.happening == Happening.FILE_LOADED.value]
    assert loaded.details["source"] == "tests"
    assert about[Happening.APPOINTMENT_ADDED] == set(session.exec(select(Appointment.id)))
    assert about[Happening.FOLLOW_UP_ADDED] == set(session.exec(select(FollowUp.id)))
