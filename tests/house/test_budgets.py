"""Budgets that do not depend on the machine: bytes and questions to the database.

What depends on the machine is measured by python -m bench, and never here.
"""

from sqlmodel import select

from app.demo import actions as demo
from app.demo import queries as demo_queries
from app.demo.queries import Group
from app.people.models import Person
from bench import first_visit, large_plan, queries
from tests.conftest import TUESDAY_MORNING


def test_a_page_asks_as_much_for_a_plan_fifty_times_larger(app, browse, session, tmp_path):
    queries.load_small_and_large(session, tmp_path)
    large_id = session.exec(select(Person.id).where(Person.key == large_plan.PATIENT)).one()
    browser = browse("ann")
    small_page = browser.get("/contract").text
    browser.press(f"/demo/people/{large_id}")
    large_page = browser.get("/contract").text

    small = queries.counts(app, patient="ann", staff="sam")
    large = queries.counts(app, patient=large_plan.PATIENT, staff=large_plan.STAFF)

    assert large_page.count("Walks every day") == 50 * small_page.count("Walks every day") > 0
    assert large == small


def test_a_page_asks_no_more_than_its_budget(app, people):
    asked = queries.counts(app, patient="ann", staff="sam")

    over = {page: count for page, count in asked.items() if count > queries.BUDGETS[page]}
    assert over == {}


def test_the_next_step_of_every_demo_patient_comes_in_the_first_flight(app, session):
    demo.load(session, now=TUESDAY_MORNING)
    session.commit()
    sizes = {}
    patients = [one for one in demo_queries.everybody(session) if one.group is Group.PATIENTS]
    for one in patients:
        browser = app.test_client()
        browser.press(f"/demo/people/{one.id}")
        sizes[one.name, "sv"] = first_visit.bytes_to_read(browser)
        browser.press("/language", language="en")
        sizes[one.name, "en"] = first_visit.bytes_to_read(browser)

    assert len(sizes) >= 2 * 15
    assert {who: size for who, size in sizes.items() if size > first_visit.BYTES} == {}
