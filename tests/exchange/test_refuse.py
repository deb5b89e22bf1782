"""Every fault in a contract file is told by file, line and field, and nothing is kept."""

import re
from pathlib import Path

import pytest
from sqlmodel import func, select

from app.exchange import actions
from app.exchange.actions import FaultyFilesError
from app.journal.models import JournalEntry
from app.people.models import Person
from tests.conftest import TUESDAY_MORNING
from tests.exchange.good import GOOD


def _line_of(text, words):
    return text[: text.index(words)].count("\n") + 1


FAULTS = [
    ("goals:", "gaols:", "contracts.1.gaols", "did you mean goals?"),
    ("kind: matters", "kind: matterz", "contracts.1.sayings.1.kind", "'matterz' is not one of"),
    ("said_on: 2026-11-20", "said_on: 20 nov", "contracts.1.sayings.1.said_on", "is not a date"),
    ("due_on: 2027-06-01", "due_onn: 2027-06-01", "contracts.1.goals.1.due_onn", "did you mean due_on?"),
    ("words: Cykla till sjön", "wordz: Cykla till sjön", "contracts.1.goals.1.words", "is missing"),
    ("at: 10.00-10.45", "at: kl tio", "contracts.1.appointments.1.at", "is not a clock time"),
    ("at: 10.00-10.45", "at: 10.45-10.00", "contracts.1.appointments.1.at", "ends before it starts"),
    ("at: 10.00-10.45", "at: 25.00", "contracts.1.appointments.1.at", "is not a clock time"),
    ("on: 2026-12-01\n        at: 10.00-10.45", "on: 2027-03-28\n        at: 02.30", "contracts.1.appointments.1.at", "skipped by the clocks"),
    ("        role: sam\n        mode: visit", "        role: sma\n        mode: visit", "contracts.1.appointments.1.role", "did you mean sam?"),
    ("published_by: sam", "published_by: nobody", "contracts.1.published_by", "there is no 'nobody' among staff"),
    ('"195902262806"', '"195902262807"', "people.ann.personnummer", "check digit"),
    ('"195902262806"', '"19590226"', "people.ann.personnummer", "twelve digits"),
    ("phone: 031-390 06 60", "phone: fråga Sam", "units.clinic.phone", "is not a phone number"),
    ('"08.00-11.00, 13.00-15.00"', '"13.00-15.00, 08.00-11.00"', "units.clinic.hours.week.1.open", "must follow each other"),
    ('"08.00-11.00, 13.00-15.00"', "08.00-11.00, 13.00-15.00", "units.clinic.hours.week.1.13.00-15.00", "are quotation marks missing"),
    ("days: mon-fri, open: \"08", "days: mon-fry, open: \"08", "units.clinic.hours.week.1.days", "is not a day"),
    ("    goals:\n      - ", "    goals:\n        ", "contracts.1.goals", "should be a list"),
    ("units: [clinic]", "units: []", "contracts.1.units", "should list the units"),
    ("status: active\n      indications", "indications", "contracts.1.terms.status", "is missing"),
    ("as_of: 2026-11-24", "as_of: i dag", "as_of", "is not a date"),
    ("source: tests", "source: Våra Tester", "source", "should name who keeps this file"),
    ("nasta-steg/1", "nasta-steg/9", "format", "should be nasta-steg/1"),
    ("who: care, role: sam", "who: care", "contracts.1.commitments.2", "exactly one party"),
    ("key: walk", "key: call", "contracts.1.commitments.2.key", "is used before in this list"),
    ("address: \"https://example.com/boka\"", "address: \"javascript:alert(1)\"", "units.clinic.channels.1.address", "https://"),
    ("address: \"https://example.com/boka\"", "address: \"https://user:pw@example.com/\"", "units.clinic.channels.1.address", "has no blanks"),
    ("phone: 031-390 06 60", "phone: ٠٣١-٣٩٠ ٠٦ ٦٠", "units.clinic.phone", "is not a phone number"),
    ('"195902262806"', '"١٩٥٩٠٢٢٦٢٨٠٦"', "people.ann.personnummer", "twelve digits"),
    ("    goals:", "    supports: [" + "{what: Tid}, " * 501 + "]\n    goals:", "contracts.1.supports", "has over 500 lines"),
    ("question: 4", "question: 9", "contracts.1.follow_ups.1.answers", "has no question 9"),
    ("      - asked_on: 2026-11-20", "      - question_set: vgr-6\n        asked_on: 2026-11-20", "contracts.1.follow_ups.1.question_set", "there is no question set 'vgr-6'"),
    ("      - asked_on: 2026-11-20", "      - set_version: 9\n        asked_on: 2026-11-20", "contracts.1.follow_ups.1.set_version", "vgr-5 has no version 9"),
    ("    street: Exempelgatan 2", "    question_set: vgr5", "units.clinic.question_set", "there is no question set 'vgr5'; did you mean vgr-5?"),
    ("    street: Exempelgatan 2", "    follow_up_months: 0", "units.clinic.follow_up_months", "greater than or equal to 1"),
    ("    street: Exempelgatan 2", "    follow_up_months: 25", "units.clinic.follow_up_months", "less than or equal to 24"),
    ("language: en\n    street", "language: klingon\n    street", "people.ann.language", "is not a language of Nästa steg"),
    ("due_on: 2027-06-01", "due_on: 2027-02-30", "contracts.1.goals.1.due_on", "is not a date"),
    ("    version: 1", "    key: {a: b}\n    version: 1", "contracts.1.key", "should be a plain text"),
    ("    version: 1", "    key: [a]\n    version: 1", "contracts.1.key", "should be a plain text"),
    ("    version: 1", "    ? [a, b]\n    : c\n    version: 1", "contracts.1", "where the name of a field should be"),
    ("    version: 1", "    version: 99999999999999999999", "contracts.1.version", "is not a whole number from 1 to 2147483647"),
    ("key: walk", "key: {a: b}", "contracts.1.commitments.1.key", "should be a plain text"),
    ("substitute: tora", "substitute: sam", "staff.sam.substitute", "is somebody else, never oneself"),
    ("family_name: Exempelsson", 'family_name: "Exem\\0pelsson"', "people.ann.family_name", "cannot be printed"),
    ("street: Exempelgatan 2", 'street: "Exempelgatan\\n2"', "units.clinic.street", "should be one line"),
    ("street: Exempelgatan 2", f"street: {'x' * 201}", "units.clinic.street", "is longer than 200 characters"),
    ("  rut:", f"  {'r' * 201}:", "people", "longer than 200 characters"),
    ("  rut:", '  "staff:rut":', "people.staff:rut", "does not begin with staff:"),
    ("born_on: 1959-02-26", "born_on: 1959-02-27", "people.ann.born_on", "does not agree with the number, which says 1959-02-26"),
    ("rut: {given_name: Rut,", "rut: {born_on: 1859-02-26, given_name: Rut,", "people.rut.born_on", "is before 1900"),
    ("rut: {given_name: Rut,", "rut: {born_on: 2026-11-25, given_name: Rut,", "people.rut.born_on", "is born after the day of the file, 2026-11-24"),
    ("takes_part: [comes-along]", "since: 2026-03-01, until: 2026-02-28", "contracts.1.relatives.1.until", "is before since, 2026-03-01"),
    ("{key: care, kind: VP,", "{key: care, kind: VP, valid_from: 2026-03-01, valid_to: 2026-02-28,", "contracts.1.plans.1.valid_to", "is before valid_from, 2026-03-01"),
    ("at: 10.00-10.45", "at: 10.00-10.45\n        answer_by: 2026-12-02", "contracts.1.appointments.1.answer_by", "the last day to answer is after the time itself"),
    ("manner: at-meeting", f"together_with: {'x' * 201}", "contracts.1.follow_ups.1.together_with", "is longer than 200 characters"),
    ("rule: \"FREQ=WEEKLY;BYDAY=TU,FR\"", "rule: FREQ=MONTHLY", "contracts.1.self_care.1.schedule.rule", "counts days or weeks"),
    ("rule: \"FREQ=WEEKLY;BYDAY=TU,FR\"", "rule: varje tisdag", "contracts.1.self_care.1.schedule.rule", "is not a rule such as FREQ=DAILY"),
    ("rule: \"FREQ=WEEKLY;BYDAY=TU,FR\"", "rule: FREQ=WEEKLY", "contracts.1.self_care.1.schedule.rule", "names its weekdays"),
    ("rule: \"FREQ=WEEKLY;BYDAY=TU,FR\"", 'rule: "FREQ=WEEKLY;BYDAY=1TU"', "contracts.1.self_care.1.schedule.rule", "'1TU' is not a weekday"),
    ("rule: \"FREQ=WEEKLY;BYDAY=TU,FR\"", 'rule: "FREQ=WEEKLY;BYDAY=TU,TU"', "contracts.1.self_care.1.schedule.rule", "names a weekday twice"),
    ("rule: \"FREQ=WEEKLY;BYDAY=TU,FR\"", 'rule: "FREQ=DAILY;BYDAY=TU"', "contracts.1.self_care.1.schedule.rule", "names weekdays with FREQ=WEEKLY"),
    ("rule: \"FREQ=WEEKLY;BYDAY=TU,FR\"", 'rule: "FREQ=DAILY;COUNT=5"', "contracts.1.self_care.1.schedule.rule", "has no COUNT here; give until beside it"),
    ("rule: \"FREQ=WEEKLY;BYDAY=TU,FR\"", 'rule: "FREQ=DAILY;BYHOUR=8"', "contracts.1.self_care.1.schedule.rule", "has no BYHOUR here; give at beside it"),
    ("rule: \"FREQ=WEEKLY;BYDAY=TU,FR\"", 'rule: "FREQ=DAILY;INTERVAL=0"', "contracts.1.self_care.1.schedule.rule", "has an INTERVAL of 1 to 366"),
    ("rule: \"FREQ=WEEKLY;BYDAY=TU,FR\"", 'rule: "FREQ=WEEKLY;WKST=SU;BYDAY=TU"', "contracts.1.self_care.1.schedule.rule", "counts weeks from Monday"),
    ("rule: \"FREQ=WEEKLY;BYDAY=TU,FR\"", 'rule: "FREQ=DAILY;FREQ=DAILY"', "contracts.1.self_care.1.schedule.rule", "says the same part twice"),
    ("starts_on: 2026-11-20, at: [morning]", "starts_on: 2026-11-20, at: [\"8.70\"]", "contracts.1.self_care.1.schedule.at.1", "'8.70' is not morning, midday"),
    ("starts_on: 2026-11-20, at: [morning]", "starts_on: 2026-11-20, at: [morning, morning]", "contracts.1.self_care.1.schedule.at", "names a time of the day twice"),
    ("starts_on: 2026-11-20, at: [morning]", "starts_on: 2026-11-20, at: [morning], times: 2", "contracts.1.self_care.1.schedule", "says when by at or by times, not both"),
    ("starts_on: 2026-11-20, at: [morning]", "starts_on: 2026-11-20, until: 2026-11-19, at: [morning]", "contracts.1.self_care.1.schedule.until", "is before starts_on, 2026-11-20"),
    ("starts_on: 2026-11-20, at: [morning]", "starts_onn: 2026-11-20", "contracts.1.self_care.1.schedule.starts_onn", "is not a field here"),
    ("{rule: \"FREQ=WEEKLY;BYDAY=TU,FR\", starts_on: 2026-11-20, at: [morning]}", "{starts_on: 2026-11-20, at: [morning]}", "contracts.1.self_care.1.schedule", "then it is as needed"),
    ("unit: mmHg}", "lowest: 0}", "contracts.1.self_care.1.measures.1", "a scale has both lowest and highest"),
    ("{key: upper,", "{key: Övre trycket,", "contracts.1.self_care.1.measures.1.key", "is written with a-z, 0-9"),
    ("unit: mmHg}]", "unit: mmHg}, {key: upper, name: Igen}]", "contracts.1.self_care.1.measures", "'upper' is used twice in this list"),
    ("due_on: 2027-06-01", "due_date: 2027-06-01", "contracts.1.goals.1.due_date", "did you mean due_on?"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "place", "words"), FAULTS)
def test_a_fault_is_told_with_its_place(load, session, right, wrong, place, words):
    assert right in GOOD
    text = GOOD.replace(right, wrong, 1)

    with pytest.raises(FaultyFilesError) as refused:
        load(text)

    told = [str(fault) for fault in refused.value.faults]
    found = [line for line in told if f": {place}: " in line and words in line]
    assert found, told
    line = int(re.search(r"clinic.yaml, line (\d+)", found[0]).group(1))
    first = _line_of(text, wrong.strip().split("\n")[0])
    assert abs(line - first) <= wrong.count("\n") + 12
    assert session.exec(select(func.count()).select_from(Person)).one() == 0
    assert session.exec(select(func.count()).select_from(JournalEntry)).one() == 0


def test_the_line_is_exactly_where_the_fault_stands(load):
    text = GOOD.replace("due_on: 2026-12-08", "due_on: nextweek")

    with pytest.raises(FaultyFilesError) as refused:
        load(text)

    (fault,) = refused.value.faults
    assert fault.line == _line_of(text, "due_on: nextweek")


def test_several_faults_are_told_at_once(load):
    text = GOOD
    for place in (1, 2, 5, 11, 13):
        right, wrong, _place, _words = FAULTS[place]
        text = text.replace(right, wrong, 1)

    with pytest.raises(FaultyFilesError) as refused:
        load(text)

    assert len(refused.value.faults) >= 5


def _told(load, text):
    with pytest.raises(FaultyFilesError) as refused:
        load(text)
    return [str(fault).partition(": ")[2] for fault in refused.value.faults]


def test_faults_between_the_lines_are_all_told_at_their_own_fields(load):
    text = GOOD.replace(
        "    commitments:\n",
        "    care_contacts:\n"
        "      - {kind: doctor, role: sam, lead: yes}\n"
        "      - {kind: doctor, role: tora}\n"
        "      - {kind: other, role: tora, lead: yes}\n"
        "    activities:\n"
        "      - {what: Träning, categories: [treating], state: planned, plan: rehab}\n"
        "    commitments:\n"
        "      - {key: loose, who: relative, relative: nobody, what: Rut ringer., plan: gone}\n",
        1,
    )
    text = re.sub(r"\n    care_contacts:\n      - \{key: sam.*", "", text)

    with pytest.raises(FaultyFilesError) as refused:
        load(text)

    told = {(fault.steps[2:], fault.message) for fault in refused.value.faults}
    assert told == {
        (("care_contacts", 1, "kind"), "there can be one contact of the kind doctor, not several"),
        (
            ("care_contacts", 2, "lead"),
            "only one care contact can hold the contract together (lead)",
        ),
        (
            ("care_contacts", 2, "kind"),
            "a lead is a care contact, a doctor or a coordinating contact",
        ),
        (("activities", 0, "plan"), "there is no plan 'rehab'"),
        (("commitments", 0, "relative"), "there is no relative 'nobody'"),
        (("commitments", 0, "plan"), "there is no plan 'gone'"),
    }
    lines = {fault.line for fault in refused.value.faults if "plan" in fault.steps}
    assert lines == {_line_of(text, "plan: rehab"), _line_of(text, "plan: gone")}


def test_everything_that_does_not_fit_a_time_is_told_at_its_field(load):
    wrong = "{key: scan, state: planned, what: Röntgen, on: 2026-12-09, at: 10.00-09.00}"
    text = re.sub(r"\{key: scan.*", wrong, GOOD)

    with pytest.raises(FaultyFilesError) as refused:
        load(text)

    assert {fault.steps[-1] for fault in refused.value.faults} == {
        "on", "at", "window_from", "unit"
    }  # fmt: skip


def test_a_number_can_say_that_somebody_is_not_born_yet(load):
    told = _told(load, GOOD.replace("as_of: 2026-11-24", "as_of: 1950-01-01"))

    assert "people.carl.personnummer: is born after the day of the file, 1950-01-01" in told


def test_days_that_are_the_last_that_fit_are_no_fault(load):
    text = GOOD.replace("rut: {given_name", "rut: {born_on: 2026-11-24, given_name")
    text = text.replace("carl:\n", "carl:\n    born_on: 1984-02-17\n")
    text = text.replace("takes_part: [comes-along]", "since: 2026-03-01, until: 2026-03-01")
    text = text.replace("at: 10.00-10.45", "at: 10.00-10.45\n        answer_by: 2026-12-01")

    assert load(text) > 0


@pytest.mark.parametrize("at", ["kl tio", "25.00", "25.00-26.00"])
def test_a_clock_time_that_is_refused_is_not_also_missed(load, at):
    told = _told(load, GOOD.replace("at: 10.00-10.45", f"at: {at}\n        answer_by: 2026-12-02"))

    assert told
    assert not [line for line in told if "has a start" in line or "the time itself" in line]


def test_faults_are_named_by_the_path_as_it_was_given(session, tmp_path):
    paths = [tmp_path / folder / "clinic.yaml" for folder in ("north", "south")]
    for path in paths:
        path.parent.mkdir()
        path.write_text(GOOD.replace("as_of: 2026-11-24", "as_of: i dag"), encoding="utf-8")

    with pytest.raises(FaultyFilesError) as refused:
        actions.load(session, paths, now=TUESDAY_MORNING)

    assert [fault.file for fault in refused.value.faults] == [str(path) for path in paths]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("- a list", id="a list"),
        pytest.param("just words", id="words"),
        pytest.param("a: [1, 2", id="broken"),
        pytest.param("a:\n\t- b", id="tabs"),
        pytest.param("a: &x 1\nb: *x", id="anchors"),
        pytest.param("a: 1\na: 2", id="a key twice"),
        pytest.param(GOOD.encode("latin-1", errors="replace"), id="not UTF-8"),
        pytest.param(b"\x00\x01\x02", id="binary"),
        pytest.param("[" * 5000, id="very deep"),
        pytest.param("a: " + "[" * 900 + "]" * 900, id="deep"),
    ],
)
def test_what_is_no_contract_file_is_refused_and_never_breaks(load, text):
    with pytest.raises(FaultyFilesError):
        load(text)


def test_a_file_without_end_is_read_no_further_than_it_may_be(session):
    with pytest.raises(FaultyFilesError, match="is larger than 5 MiB"):
        actions.load(session, [Path("/dev/zero")], now=TUESDAY_MORNING)


def test_a_file_that_is_not_there_is_a_fault(session, tmp_path):
    with pytest.raises(FaultyFilesError, match="cannot be opened"):
        actions.load(session, [tmp_path / "missing.yaml"], now=TUESDAY_MORNING)
