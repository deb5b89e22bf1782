import uuid
from datetime import date, datetime

from sqlmodel import Session

from app.base.words import Words
from app.journal import actions as journal
from app.journal.actions import Actor
from app.journal.models import Happening
from app.requests import actions as requests
from app.requests.content import RequestKind
from app.self_care.content import Sent
from app.self_care.models import Sending


def send(
    session: Session,
    sent: Sent,
    *,
    patient_id: uuid.UUID,
    first_on: date,
    last_on: date,
    called: Words,
    by: Actor,
    now: datetime,
) -> Sending:
    """Keep a copy for care, and ask them to read it. The same days again are another copy.

    called: what care's list calls it.
    """
    sending_id = uuid.uuid4()
    asked = requests.ask(
        session,
        RequestKind.READING,
        patient_id=patient_id,
        by=by,
        now=now,
        about=str(sending_id),
        subject=called,
    )
    sending = Sending(
        id=sending_id,
        patient_id=patient_id,
        request_id=asked.id,
        first_on=first_on,
        last_on=last_on,
        sent_at=now,
        document=sent,
    )
    session.add(sending)
    session.flush()
    journal.write(
        session,
        Happening.SELF_CARE_SENT,
        by=by,
        patient_id=patient_id,
        about=sending.id,
        now=now,
    )
    return sending
