"""Who has looked: the patient reads, line for line, who opened what of their plan and when."""

import ast
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select, update

from app.appointments.models import Appointment
from app.base.words import Words
from app.journal import actions as journal
from app.journal import queries as journal_queries
from app.journal.actions import Actor
from app.journal.models import Happening, JournalEntry, Role
from app.overview.wording import LOOKED_AT
from app.people.models import CareRole, Person, Unit
from app.requests.content import RequestKind
from app.requests.models import Request
from app.sharing.models import CareRelation
from bench.queries import counting
from tests.conftest import TUESDAY_MORNING
from tests.overview.read import words_on
from tests.pages import check
from tests.sharing.test_knock import page

APP = Path(__file__).parents[2] / "app"
SAM = "Sam Påhittad, nurse, Mottagningen"
TORA = "Tora Reserv, nurse, Mottagningen"
MINUTE = timedelta(minutes=1)
LARGEST = 2**63 - 1
OTHERS = ("actions.open_plan", "_stretch")
"""Opens a plan for a sign-in, and reads a part of some opening hours: neither notes a look."""


def utc(*written):
    return datetime(*written, tzinfo=UTC)


def lines_on(response):
    """Return the lines of the list as a person reads them, each with its day, from the top."""
    assert response.status_code == 200
    (notes,) = check(response.text).findall(".//div[@class='notes']")
    read, day = [], None
    for part in notes:
        if part.tag == "h3":
            day = _words(part)
        read += [(day, *_line(line)) for line in part.findall("li")]
    return read


def _line(line):
    what, when = line.find("span[@class='line']"), line.find("small")
    whole = _words(line)
    return whole[: whole.index(_words(what))].strip(), _words(what), _words(when)


def _words(element):
    return re.sub(r" ,", ",", " ".join("".join(element.itertext()).split()))


@pytest.fixture
def look(session, people):
    """Let somebody have looked at a plan, and return the number of that row of the journal."""
    clinic = session.exec(select(Unit.id).where(Unit.key == "clinic")).one()

    def at(moment, part="contract", by="staff:sam", of="ann", unit_id=clinic):
        actor = Actor(people.get(by), Role.STAFF, unit_id)
        journal.write(
            session, Happening.LOOKED, by=actor, patient_id=people[of], now=moment, part=part
        )
        session.commit()
        newest = select(JournalEntry.number).order_by(col(JournalEntry.number).desc())
        return session.exec(newest).first()

    return at


def asked(session):
    session.expire_all()
    return session.exec(select(Request).order_by(col(Request.asked_at))).all()


def test_the_lines_are_what_staff_opened_and_nothing_else(browse, sees, session, people, now):
    visit = session.exec(
        select(Appointment.id).where(
            Appointment.key == "visit", Appointment.patient_id == people["ann"]
        )
    ).one()
    sam, tora = sees("staff:sam", "ann"), sees("staff:tora", "ann")
    script = [
        (0, sam, "/care"),
        (1, sam, "/"),
        (2, sam, "/contract"),
        (2, tora, "/contract"),
        (4, sam, f"/appointments/{visit}"),
        (5, sam, "/contract"),
        (6, sam, "/contract/paper"),
        (7, tora, f"/care/patients/{people['ann']}/sign-in"),
        (9, tora, "/contract"),
    ]
    for minutes, browser, path in script:
        now(TUESDAY_MORNING + minutes * MINUTE)
        assert browser.get(path).status_code == 200
    assert sam.get("/no/such/page").status_code == 404
    browse("ann").get("/contract")

    lines = lines_on(browse("ann").get("/looked"))

    day = "Tuesday 24 November"
    assert lines == [
        (day, TORA, "How you sign in", "09:37"),
        (day, SAM, "The plan on one sheet of paper", "09:36"),
        (day, SAM, "One of your times", "09:34"),
        (day, TORA, "The plan", "09:32–09:39"),
        (day, SAM, "The plan", "09:32–09:35"),
        (day, SAM, "Next step", "09:31"),
    ]


@pytest.mark.parametrize(
    ("apart", "expected"),
    [
        pytest.param(29 * MINUTE, ["09:30–09:59"], id="29 minutes"),
        pytest.param(30 * MINUTE, ["09:30–10:00"], id="30 minutes"),
        pytest.param(30 * MINUTE + timedelta(seconds=1), ["10:00", "09:30"], id="a second more"),
        pytest.param(31 * MINUTE, ["10:01", "09:30"], id="31 minutes"),
        pytest.param(timedelta(seconds=59), ["09:30"], id="the same minute"),
    ],
)
def test_looks_with_half_an_hour_between_are_one_occasion(browse, look, now, apart, expected):
    look(TUESDAY_MORNING)
    look(TUESDAY_MORNING + apart)
    now(TUESDAY_MORNING + 60 * MINUTE)

    assert [line[3] for line in lines_on(browse("ann").get("/looked"))] == expected


def test_an_occasion_lasts_as_long_as_somebody_comes_back_within_half_an_hour(browse, look, now):
    for minutes in (0, 25, 50, 75):
        look(TUESDAY_MORNING + minutes * MINUTE)
    now(TUESDAY_MORNING + 90 * MINUTE)

    assert [line[3] for line in lines_on(browse("ann").get("/looked"))] == ["09:30–10:45"]


def test_another_person_part_or_unit_is_another_line(browse, look, session):
    other = session.exec(select(Unit.id).where(Unit.key == "other")).one()
    for told in ({}, {"by": "staff:tora"}, {"part": "contacts"}, {"unit_id": other}, {}):
        look(TUESDAY_MORNING, **told)

    lines = lines_on(browse("ann").get("/looked"))

    assert sorted(line[1:3] for line in lines) == [
        (SAM, "The plan"),
        (SAM, "Your contacts"),
        ("Sam Påhittad, staff", "The plan"),
        (TORA, "The plan"),
    ]


def test_an_occasion_past_midnight_stands_under_the_day_it_began(browse, look, now):
    look(utc(2026, 11, 24, 22, 50))
    look(utc(2026, 11, 24, 23, 10))
    now(utc(2026, 11, 25, 9))

    assert lines_on(browse("ann").get("/looked")) == [
        ("Tuesday 24 November", SAM, "The plan", "23:50 – 25 November 00:10")
    ]


def test_the_night_to_winter_time_is_counted_in_minutes_that_passed(browse, look):
    for hour, minute in ((0, 40), (1, 5), (1, 40)):
        look(utc(2026, 10, 25, hour, minute))

    assert lines_on(browse("ann").get("/looked/2026-10")) == [
        ("Sunday 25 October", SAM, "The plan", "02:40 winter time"),
        ("Sunday 25 October", SAM, "The plan", "02:40 summer time–02:05 winter time"),
    ]


def test_the_night_to_summer_time_is_counted_in_minutes_that_passed(browse, look):
    look(utc(2026, 3, 29, 0, 50))
    look(utc(2026, 3, 29, 1, 10))

    assert lines_on(browse("ann").get("/looked/2026-03")) == [
        ("Sunday 29 March", SAM, "The plan", "01:50–03:10")
    ]


@pytest.mark.parametrize(
    ("midnight", "ending", "beginning"),
    [
        pytest.param(utc(2026, 8, 31, 22), "2026-08", "2026-09", id="in summer time"),
        pytest.param(utc(2026, 10, 31, 23), "2026-10", "2026-11", id="in winter time"),
        pytest.param(utc(2025, 12, 31, 23), "2025-12", "2026-01", id="with the year"),
    ],
)
def test_a_month_ends_at_midnight_in_sweden(browse, look, midnight, ending, beginning):
    look(midnight - timedelta(microseconds=1))
    look(midnight)
    ann = browse("ann")

    before, after = (lines_on(ann.get(f"/looked/{month}")) for month in (ending, beginning))

    assert [line[3] for line in before] == ["23:59"]
    assert [line[3] for line in after] == ["00:00"]


def test_each_month_leads_to_the_nearest_ones_that_have_any(browse, look):
    for month in (2, 7):
        look(utc(2026, month, 10))
    ann = browse("ann")

    pages = {month: ann.get(f"/looked/2026-{month:02}").text for month in (2, 5, 7, 9, 11)}

    links = {month: re.findall(r'href="/looked/([-\d]+)"', text) for month, text in pages.items()}
    assert links == {
        2: ["2026-07"],
        5: ["2026-02", "2026-07"],
        7: ["2026-02", "2026-11"],
        9: ["2026-07", "2026-11"],
        11: ["2026-07"],
    }
    assert "Nobody else looked this month." in pages[11]
    assert page(ann.get("/looked")) == page(ann.get("/looked/2026-11"))


@pytest.mark.parametrize(
    "month",
    ["2026-12", "2027-01", "1999-12", "0000-01", "2026-13", "2026-00", "2026-1", "2026-10-01",
     "\uff12\uff10\uff12\uff16-10", "lines", "x" * 500],
)  # fmt: skip
def test_a_month_that_is_none_or_has_not_come_does_not_exist(browse, month):
    assert browse("ann").get(f"/looked/{month}").status_code == 404


def test_where_nobody_has_looked_it_says_so(browse, look):
    look(TUESDAY_MORNING, of="carl")
    browse("ann").get("/contract")

    read = words_on(browse("ann").get("/looked"))

    assert "Nobody else has looked at your plan here." in read
    assert "but not who has read your patient record" in read
    assert "Sam" not in read


def test_the_plan_and_the_foot_of_every_page_lead_there_for_the_patient_alone(browse, sees):
    for_ann = browse("ann").get("/contract").text
    for_sam = [sees("staff:sam", "ann").get(path).text for path in ("/contract", "/care", "/about")]

    assert for_ann.count('href="/looked"') == 2
    assert [text.count("/looked") for text in for_sam] == [0, 0, 0]


@pytest.mark.parametrize("path", ["/looked", "/looked/2026-11", "/looked/{number}/ask"])
def test_nobody_but_the_patient_reads_it(browse, sees, look, path):
    number = look(TUESDAY_MORNING)
    address = path.format(number=number)
    assert browse("ann").get(address).status_code == 200

    for staff in ("staff:sam", "staff:tora"):
        reader = sees(staff, "ann")
        refused = reader.get(address)

        assert refused.status_code == 404
        assert page(refused) == page(reader.get("/no/such/address"))
    for other in ("carl", "rut", "staff:stella"):
        assert "Påhittad" not in browse(other).get(address).text


def test_reading_the_list_is_no_look_and_being_refused_is_none(browse, sees, look, session):
    look(TUESDAY_MORNING)
    ann, sam = browse("ann"), sees("staff:sam", "ann")
    before = journal_queries.head(session)

    ann.get("/looked")
    sam.get("/looked")

    assert journal_queries.head(session) == before


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/looked", "/looked/2026-11"])
def test_nothing_in_it_can_be_changed(browse, look, session, path, method):
    look(TUESDAY_MORNING)
    ann = browse("ann")
    before = journal_queries.head(session)

    refused = ann.open(path, method=method, data=ann.keys())

    assert refused.status_code == 405
    assert journal_queries.head(session) == before
    assert list(journal_queries.faults(session)) == []


def test_a_question_about_a_line_travels_to_care_with_the_line_in_plain_words(
    browse, look, session
):
    number = look(TUESDAY_MORNING)
    look(TUESDAY_MORNING + 9 * MINUTE)
    ann = browse("ann")
    assert f'href="/looked/{number}/ask"' in ann.get("/looked").text
    assert f"The plan, Tuesday 24 November {SAM} 09:30–09:39" in words_on(
        ann.get(f"/looked/{number}/ask")
    )

    sent = ann.press(f"/looked/{number}/ask", words="Varför tittade Sam?")

    assert (sent.status_code, sent.location) == (303, "/requests")
    (one,) = asked(session)
    assert (one.kind, one.about, one.words) == (
        RequestKind.LOOK,
        str(number),
        "Varför tittade Sam?",
    )
    assert one.subject.texts == {
        "sv": "Sam Påhittad, sjuksköterska, Mottagningen: Planen, 24 november 09.30–09.39",
        "en": "Sam Påhittad, nurse, Mottagningen: The plan, 24 November 09:30–09:39",
    }
    told = "En fråga om vem som har tittat: Sam Påhittad, sjuksköterska, Mottagningen: Planen"
    assert told in words_on(browse("staff:tora").get("/care/requests"))
    assert told in words_on(browse("staff:tora").get(f"/care/requests/{one.id}"))
    listed = ann.get("/looked").text
    assert "You have asked about this." in listed
    assert listed.count("/ask") == 1, "only the request that staff opened can be asked about too"


def test_a_line_has_one_open_question_and_no_word_is_lost(browse, look, session, now):
    first = look(TUESDAY_MORNING)
    second = look(TUESDAY_MORNING + MINUTE)
    ann = browse("ann")
    ann.press(f"/looked/{first}/ask", words="Varför?")
    look(TUESDAY_MORNING + 2 * MINUTE)

    again = words_on(ann.get(f"/looked/{second}/ask"))
    ann.press(f"/looked/{second}/ask", words="Och vem bad om det?")

    assert "You asked about this on 24 November, and it is not answered yet." in again
    (one,) = asked(session)
    assert (one.about, one.words) == (str(first), "Varför?\n\nOch vem bad om det?")

    now(TUESDAY_MORNING + 10 * MINUTE)
    browse("staff:tora").press(f"/care/requests/{one.id}/answer", words="Sam ringde dig sedan.")
    ann.press(f"/looked/{first}/ask", words="Tack, men varför igen?")
    assert [one.open for one in asked(session)] == [False, True]


def test_nobody_else_is_asked_about_in_anothers_name_or_journal(browse, look, session, people):
    look(TUESDAY_MORNING, of="carl", by="staff:stella")
    carls = look(TUESDAY_MORNING, of="carl")
    anns = look(TUESDAY_MORNING)
    ann, sam = browse("ann"), browse("staff:sam")
    sam.press(f"/care/patients/{people['ann']}")
    not_a_look = session.exec(
        select(JournalEntry.number).where(JournalEntry.happening == Happening.PLAN_OPENED.value)
    ).one()

    for number in (0, carls, not_a_look, 10**12, LARGEST, LARGEST + 1, 10**40, -anns, "x"):
        address = f"/looked/{number}/ask"
        refused = ann.get(address)
        assert refused.status_code == 404
        assert page(refused) == page(ann.get("/no/such/address"))
        assert ann.press(address, words="Varför?").status_code == 404
    assert browse("carl").press(f"/looked/{anns}/ask").status_code == 404
    assert sam.press(f"/looked/{anns}/ask").status_code == 404
    assert asked(session) == []


def test_a_form_for_another_plan_is_refused(browse, look, session, people):
    number = look(TUESDAY_MORNING)

    refused = browse("ann").press(f"/looked/{number}/ask", whose=str(people["carl"]))

    assert refused.status_code == 422
    assert asked(session) == []


def test_where_nobody_in_care_would_read_it_nothing_can_be_asked(browse, look, session, people):
    number = look(TUESDAY_MORNING)
    ended = {"ends_on": TUESDAY_MORNING.date() - timedelta(days=1)}
    session.exec(update(CareRelation).values(**ended))
    session.commit()
    ann = browse("ann")

    assert len(lines_on(ann.get("/looked"))) == 1
    assert "/ask" not in ann.get("/looked").text
    assert ann.get(f"/looked/{number}/ask").status_code == 404
    assert ann.press(f"/looked/{number}/ask").status_code == 404


def test_a_text_that_is_too_long_is_kept_and_not_sent(browse, look, session):
    number = look(TUESDAY_MORNING)

    refused = browse("ann").press(f"/looked/{number}/ask", words="Varför? " * 600)

    assert refused.status_code == 422
    assert "Varför? Varför?" in refused.text
    assert SAM in words_on_refused(refused)
    assert asked(session) == []


def words_on_refused(response):
    return _words(check(response.text).find(".//main"))


def test_to_somebody_with_a_protected_identity_no_unit_is_named(browse, look, session, people):
    number = look(TUESDAY_MORNING)
    session.exec(update(Person).where(Person.id == people["ann"]).values(protected_identity=True))
    session.commit()
    ann = browse("ann")

    lines = lines_on(ann.get("/looked"))
    ann.press(f"/looked/{number}/ask", words="Varför?")

    assert [line[1] for line in lines] == ["Sam Påhittad, nurse"]
    assert "Mottagningen" not in "".join(asked(session)[0].subject.texts.values())
    for path in ("/looked", f"/looked/{number}/ask", "/requests"):
        assert "Mottagningen" not in ann.get(path).text


def test_whoever_has_left_or_changed_title_is_named_as_on_that_day(browse, look, session, people):
    role = session.exec(select(CareRole).where(CareRole.key == "tora")).one()
    role.ends_on = TUESDAY_MORNING.date() - timedelta(days=3)
    head = CareRole(
        person_id=role.person_id,
        unit_id=role.unit_id,
        source="tests",
        key="tora-2",
        title=Words.from_json({"sv": "enhetschef", "en": "head of unit"}),
    )
    session.add_all([role, head])
    session.commit()
    look(TUESDAY_MORNING - timedelta(days=5), by="staff:tora")
    look(TUESDAY_MORNING, by="staff:tora")
    look(TUESDAY_MORNING, by="nobody we know")

    assert {line[1] for line in lines_on(browse("ann").get("/looked"))} == {
        "Tora Reserv, head of unit, Mottagningen",
        "Tora Reserv, nurse, Mottagningen",
        "Somebody whose name is not kept here, staff",
    }


def test_a_part_that_there_is_no_longer_is_told_too(browse, look):
    look(TUESDAY_MORNING, part="what we had in 2026")

    assert [line[2] for line in lines_on(browse("ann").get("/looked"))] == [
        "Another part of your plan"
    ]


def test_in_swedish_it_asks_who_has_looked(browse, look, session):
    number = look(TUESDAY_MORNING)
    look(TUESDAY_MORNING + 3 * MINUTE)
    for person in session.exec(select(Person)):
        person.language = "sv"
    session.commit()
    ann = browse("ann")

    read = ann.get("/looked")

    assert "<h1>Vem har tittat?</h1>" in read.text
    assert "November 2026" in read.text
    assert lines_on(read) == [
        (
            "Tisdag 24 november",
            "Sam Påhittad, sjuksköterska, Mottagningen",
            "Planen",
            "09.30–09.33",
        )
    ]
    assert "Fråga om det här" in ann.get(f"/looked/{number}/ask").text


def test_a_page_asks_as_much_for_many_looks_as_for_a_few(app, browse, look, people):
    number = look(TUESDAY_MORNING)
    ann = browse("ann")
    paths = ("/looked", f"/looked/{number}/ask")

    def questions():
        counts = []
        for path in paths:
            with counting(app.extensions["engine"]) as asked_now:
                assert ann.get(path).status_code == 200
            counts.append(len(asked_now))
        return counts

    few = questions()
    for by in ("staff:sam", "staff:tora", "staff:stella"):
        for part in LOOKED_AT:
            look(TUESDAY_MORNING, part=part, by=by)
            look(TUESDAY_MORNING - timedelta(days=40), part=part, by=by)

    assert questions() == few == [6, 6]


def test_every_part_that_somebody_can_look_at_has_a_name_of_its_own():
    parts = _parts_in(APP)

    assert parts == set(LOOKED_AT)
    assert len(set(LOOKED_AT.values())) == len(LOOKED_AT)


def _parts_in(folder):
    """Return every part that the code names, wherever it is handed on to the journal.

    A function hands on what it calls a part. Whoever calls it names one, or hands one on too.
    """
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in folder.rglob("*.py")]
    public = {name: place for tree in trees for name, place in _takes(tree) if name[0] != "_"}
    assert {"open_plan", "open_one", "open_for_oneself", "note_look"} <= set(public)
    given = [
        value
        for tree in trees
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and (value := _given(call, {**public, **dict(_takes(tree))})) is not None
    ]
    assert [ast.unparse(one) for one in given if not _says(one)] == []
    return {one.value for one in given if isinstance(one, ast.Constant)}


def _takes(tree):
    """Return the functions of a file that take a part, and in which place."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and (place := _place_of_part(node)) is not None:
            yield node.name, place


def _place_of_part(function):
    """Return where a function takes a part: a place, or -1 by name alone."""
    for place, argument in enumerate(function.args.args):
        if argument.arg == "part" and _is_text(argument):
            return place
    by_name = [one for one in function.args.kwonlyargs if one.arg == "part" and _is_text(one)]
    return -1 if by_name else None


def _is_text(argument):
    return isinstance(argument.annotation, ast.Name) and argument.annotation.id == "str"


def _given(call, takes):
    if ast.unparse(call.func) in OTHERS:
        return None
    name = call.func.attr if isinstance(call.func, ast.Attribute) else None
    name = call.func.id if isinstance(call.func, ast.Name) else name
    named = next((one.value for one in call.keywords if one.arg == "part"), None)
    if name in takes and 0 <= takes[name] < len(call.args):
        return call.args[takes[name]]
    return named if name in takes or name == "write" else None


def _says(value):
    return isinstance(value, ast.Constant) or (isinstance(value, ast.Name) and value.id == "part")
