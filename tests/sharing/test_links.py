"""No page leads its reader to where there is nothing, whoever they are and whatever they see."""

import re
from html import unescape

import pytest

from app.sharing.content import Part
from tests.sharing.shared import PLAN_WITH_MARKS, share
from tests.sharing.young import WHEN, born, family, open_plan, opens

__all__ = ["family", "opens"]

LINK = re.compile(r'<a\s[^>]*?href="(/[^"#]*)')
A_WEEK = re.compile(r"/self-care/history/.+")
"""Every week leads to the week before, for years. They are one page."""


@pytest.fixture(autouse=True)
def plan(tell):
    """Let every part of Ann's plan have something that can be led to."""
    tell("ann", **PLAN_WITH_MARKS)


@pytest.mark.parametrize("age", WHEN)
def test_the_patient(browse, session, people, in_english, age):
    born(session, people, WHEN[age])

    assert _that_lead_nowhere(browse("ann")) == []


def test_a_guardian(opens):
    assert _that_lead_nowhere(opens("rut")) == []


@pytest.mark.parametrize("part", Part)
def test_who_sees_one_part(browse, session, people, part):
    share(session, people, part)
    browser = browse("rut")
    open_plan(session, people)

    assert _that_lead_nowhere(browser) == []


def test_staff_at_work(sees):
    assert _that_lead_nowhere(sees("staff:sam", "ann")) == []


def _that_lead_nowhere(browser):
    """Follow every link from the first page on, and return those to where there is nothing."""
    waiting, known, nothing = ["/"], {"/"}, []
    while waiting:
        path = waiting.pop()
        page = browser.get(path)
        if page.status_code not in (200, 303):
            nothing.append((path, page.status_code))
        found = {unescape(link) for link in LINK.findall(page.get_data().decode(errors="replace"))}
        new = [link for link in found - known if not link.startswith("/static/")]
        known |= found
        waiting += [link for link in new if not A_WEEK.match(link)]
    assert len(known) > 8
    return nothing
