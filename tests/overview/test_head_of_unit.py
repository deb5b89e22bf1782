"""The head of a unit reads what its staff have opened, by person and patient, month by month."""

import re
from datetime import timedelta

import pytest
from sqlmodel import col, select, update

from app.journal import queries as journal_queries
from app.journal.models import Happening, JournalEntry
from app.people.models import CareRole, Person, Unit
from bench.queries import counting
from tests.conftest import TUESDAY_MORNING
from tests.overview.read import words_on
from tests.overview.test_looked import MINUTE, look, utc
from tests.pages import check
from tests.sharing.test_knock import page

__all__ = ["look"]


@pytest.fixture
def tora(tell, browse, in_english):
    """Return the browser of Tora, whom a file says to be head of Ann's clinic."""
    _tell_of_head(tell, "yes")
    return browse("staff:tora")


@pytest.fixture
def by_sam(people):
    return f"/care/looked/2026-11/{people['staff:sam']}"


def _tell_of_head(tell, heads):
    tell("ann", tora={"heads_unit": heads})


def cards_on(response):
    """Return the cards of a page as {heading: [line, …]}."""
    assert response.status_code == 200
    cards = check(response.text).findall(".//section")
    return {_words(card.find("h2")): [_words(line) for line in card.iter("li")] for card in cards}


def _words(element):
    return " ".join("".join(element.itertext()).split())


def test_the_head_reads_who_has_opened_how_much(tora, look, people):
    look(TUESDAY_MORNING)
    look(TUESDAY_MORNING, part="contacts")
    look(TUESDAY_MORNING, of="carl")
    look(TUESDAY_MORNING, by="staff:tora")

    assert cards_on(tora.get("/care/looked")) == {
        "November 2026": [
            "Sam Påhittad 2 patients, 3 pages opened",
            "Tora Reserv 1 patient, 1 page opened",
        ]
    }


@pytest.mark.usefixtures("tora")
def test_the_head_reads_line_for_line_what_was_opened_of_whom(browse, sees, now, by_sam):
    for minutes, path in ((0, "/contract"), (5, "/contract"), (7, "/contacts"), (41, "/contract")):
        now(TUESDAY_MORNING + minutes * MINUTE)
        assert sees("staff:sam", "ann").get(path).status_code == 200

    assert cards_on(browse("staff:tora").get(by_sam)) == {
        "Ann Exempelsson": [
            "The plan Tuesday 24 November 10:11",
            "Your contacts Tuesday 24 November 09:37",
            "The plan Tuesday 24 November 09:30–09:35",
        ]
    }


def test_other_units_and_other_roles_are_not_there(tora, look, session, by_sam):
    other = session.exec(select(Unit.id).where(Unit.key == "other")).one()
    look(TUESDAY_MORNING, unit_id=other)
    look(TUESDAY_MORNING, unit_id=None)
    look(TUESDAY_MORNING, by="staff:stella", of="carl", unit_id=other)

    read = words_on(tora.get("/care/looked"))

    assert "Nobody at the unit has opened anything about a patient this month." in read
    assert tora.get(by_sam).status_code == 404
    assert tora.get(f"/care/looked?unit={other}").status_code == 404
    assert tora.get("/care/looked?unit=lines").status_code == 404


def test_a_month_ends_at_midnight_in_sweden(tora, look, by_sam):
    midnight = utc(2026, 10, 31, 23)
    look(midnight - timedelta(microseconds=1))
    look(midnight)

    november, october = tora.get(by_sam), tora.get(by_sam.replace("2026-11", "2026-10"))

    assert cards_on(november) == {"Ann Exempelsson": ["The plan Sunday 1 November 00:00"]}
    assert cards_on(october) == {"Ann Exempelsson": ["The plan Saturday 31 October 23:59"]}
    links = re.findall(r'href="/care/looked/([-\d]+)\?', tora.get("/care/looked/2026-11").text)
    assert links == ["2026-10"]


@pytest.mark.parametrize("month", ["2026-12", "1999-12", "2026-13", "lines"])
def test_a_month_that_is_none_or_has_not_come_does_not_exist(tora, people, month):
    assert tora.get(f"/care/looked/{month}").status_code == 404
    assert tora.get(f"/care/looked/{month}/{people['staff:sam']}").status_code == 404


@pytest.mark.parametrize("reader", ["staff:sam", "staff:stella", "ann", "carl", "rut"])
def test_nobody_else_reads_it_or_sees_that_it_is_there(tora, browse, look, by_sam, reader):
    look(TUESDAY_MORNING)
    browser = browse(reader)

    for path in ("/care/looked", "/care/looked/2026-11", by_sam):
        assert page(browser.get(path)) == page(browser.get("/no/such/address"))
    if reader.startswith("staff:"):
        assert "/care/looked" not in browser.get("/care").text
    assert 'href="/care/looked"' in tora.get("/care").text


def test_who_is_no_longer_head_or_has_left_reads_it_no_more(tora, tell, session):
    assert tora.get("/care/looked").status_code == 200

    _tell_of_head(tell, "no")
    assert tora.get("/care/looked").status_code == 404

    _tell_of_head(tell, "yes")
    left = {"ends_on": TUESDAY_MORNING.date() - timedelta(days=1)}
    session.exec(update(CareRole).where(col(CareRole.key) == "tora").values(**left))
    session.commit()
    assert tora.get("/care/looked").status_code == 404


def test_that_the_head_has_read_it_is_written_down(tora, look, session, people, by_sam):
    look(TUESDAY_MORNING)

    tora.get("/care/looked")
    tora.get(by_sam)

    written = select(JournalEntry).where(JournalEntry.happening == Happening.LOOKS_READ.value)
    rows = session.exec(written.order_by(col(JournalEntry.number))).all()
    assert [(row.actor_id, row.about_id, row.patient_id, row.details) for row in rows] == [
        (people["staff:tora"], about, None, {"month": "2026-11"})
        for about in (None, people["staff:sam"])
    ]
    assert list(journal_queries.faults(session)) == []


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_in_it_can_be_changed(tora, look, session, by_sam, method):
    look(TUESDAY_MORNING)
    before = journal_queries.head(session)

    for path in ("/care/looked", "/care/looked/2026-11", by_sam):
        assert tora.open(path, method=method, data=tora.keys()).status_code == 405

    assert journal_queries.head(session) == before


def test_of_somebody_with_a_protected_identity_the_name_alone_is_there(
    tora, look, session, people, by_sam
):
    look(TUESDAY_MORNING)
    protected = update(Person).where(col(Person.id) == people["ann"])
    session.exec(protected.values(protected_identity=True))
    session.commit()

    read = tora.get(by_sam).text

    assert "Ann Exempelsson" in read
    assert "Exempelgatan" not in read


def test_who_is_not_known_any_more_stands_there_without_a_name(tora, look):
    look(TUESDAY_MORNING, by="nobody we know")

    assert cards_on(tora.get("/care/looked")) == {
        "November 2026": ["Somebody whose name is not kept here 1 patient, 1 page opened"]
    }


def test_a_page_asks_as_much_for_many_looks_as_for_a_few(app, tora, look, by_sam):
    look(TUESDAY_MORNING)

    def questions():
        counts = []
        for path in ("/care/looked", by_sam):
            with counting(app.extensions["engine"]) as asked:
                assert tora.get(path).status_code == 200
            counts.append(len(asked))
        return counts

    few = questions()
    for of in ("ann", "carl", "rut"):
        for part in ("contract", "contacts", "appointments"):
            look(TUESDAY_MORNING, part=part, of=of)
            look(TUESDAY_MORNING, part=part, of=of, by="staff:tora")

    assert questions() == few
