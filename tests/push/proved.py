"""The phones that reminders are pushed to, as the tests look at them."""

from sqlmodel import col, select

from app.push.models import PushSubscription
from app.push.queries import PROVED


def phones_of(session, person_id):
    question = select(PushSubscription).where(col(PushSubscription.person_id) == person_id, PROVED)
    return session.exec(question.execution_options(populate_existing=True)).all()
