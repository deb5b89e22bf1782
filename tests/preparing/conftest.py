import pytest
from sqlmodel import col, select

from app.preparing.models import MattersNow, Question
from app.sharing.content import Deed, Part
from tests.sharing.shared import share


@pytest.fixture(autouse=True)
def everybody_in_english(in_english):
    pass


@pytest.fixture
def ann(browse):
    return browse("ann")


@pytest.fixture
def rut(browse, session, people):
    """Return a browser where Rut has opened what Ann shares with her."""

    def helps(*, sees=(Part.TIMES, Part.STORY), does=(Deed.WRITE,)):
        shared = share(session, people, does=does)
        shared.sees = [*sees]
        session.add(shared)
        session.commit()
        browser = browse("rut")
        browser.press(f"/helping/{people['ann']}")
        browser.share = shared
        return browser

    return helps


@pytest.fixture
def asked(session):
    """Return the questions that there are, the first asked first."""

    def found():
        session.expire_all()
        return session.exec(select(Question).order_by(col(Question.asked_at), Question.id)).all()

    return found


@pytest.fixture
def said(session):
    """Return everything that was ever said to matter, what stands still last."""

    def found():
        session.expire_all()
        return session.exec(
            select(MattersNow).order_by(col(MattersNow.ended_at).nulls_last())
        ).all()

    return found


def ask(browser, words="Får jag cykla?"):
    return browser.press("/prepare/questions", **{"question-words": words})


def say(browser, words="Att kunna cykla."):
    return browser.press("/prepare/matters", **{"matters-words": words})


def answer(browser, question, words="Ja, från och med mars."):
    field = f"answer-{question.id}-words"
    return browser.press(f"/prepare/questions/{question.id}/answer", **{field: words})
