"""Reminders, phones and contact points, made as the pages and the plan would make them."""

import uuid
from base64 import urlsafe_b64encode
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlmodel import select

from app.people.models import Device
from app.push import actions as push
from app.push.content import Reached
from app.push.models import PushSubscription
from app.reminders import contact_sealing
from app.reminders.content import Channel, DeliveryState, ReminderKind, ReminderState
from app.reminders.models import ContactPoint, Delivery, Reminder
from tests.conftest import SETTINGS, TUESDAY_MORNING

ORIGIN = "https://push.example.org"
AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)


def reminder(session, recipient_id, *, of=None, due=TUESDAY_MORNING, **said):
    """Add a reminder that waits. Without more it is due now, of a time tomorrow."""
    row = Reminder(
        **{
            "recipient_id": recipient_id,
            "patient_id": of or recipient_id,
            "kind": ReminderKind.TIME,
            "key": uuid.uuid4().hex,
            "about_at": due + A_DAY,
            "planned_at": due,
            "due_at": due,
            "useless_at": due + A_DAY,
            **said,
        }
    )
    session.add(row)
    session.commit()
    return row


def phone(session, person_id, *, endpoint=None, keys=None, now=TUESDAY_MORNING, key_id="ours"):
    """Let somebody have one more phone, that has been shown to receive pushes."""
    device = Device(person_id=person_id, name="Phone", own=True, added_at=now)
    session.add(device)
    session.flush()
    reached = Reached(endpoint or f"{ORIGIN}/{uuid.uuid4()}", *(keys or browser_keys()))
    push.subscribe(
        session,
        reached,
        person_id=person_id,
        device_id=device.id,
        origin=reached.endpoint.rpartition("/")[0],
        key_id=key_id,
        secret_key=SETTINGS.secret_key,
        now=now,
    )
    found = session.exec(select(PushSubscription).filter_by(device_id=device.id)).one()
    proved_at = now - A_DAY
    push.note_returned(session, push.ask(session, found.id, now=proved_at), now=proved_at)
    session.commit()
    session.refresh(found)
    return found


def browser_keys():
    """Return what a browser makes to be reached by: its public key and a secret."""
    public = generate_private_key(SECP256R1()).public_key()
    point = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return in_base64url(point), in_base64url(uuid.uuid4().bytes)


def in_base64url(found):
    return urlsafe_b64encode(found).decode().rstrip("=")


def contact_point(session, person_id, channel, address, *, now=TUESDAY_MORNING):
    """Let somebody have an address or number that they have confirmed."""
    row = ContactPoint(
        person_id=person_id,
        channel=Channel(channel),
        sealed=contact_sealing.close(address, secret_key=SETTINGS.secret_key),
        made_at=now,
        confirmed_at=now,
    )
    session.add(row)
    session.commit()
    return row


def told_by_push(session, person_id, **said):
    """Let somebody have been told of something by a push, and return the id in its address."""
    row, message_id = reminder(session, person_id, **said), uuid.uuid4()
    row.state, row.told_at, row.message_id = ReminderState.TOLD, row.due_at, message_id
    sent = Delivery(
        message_id=message_id,
        recipient_id=person_id,
        channel=Channel.PUSH,
        to_id=uuid.uuid4(),
        made_at=row.due_at,
        due_at=row.due_at,
        useless_at=row.useless_at,
        state=DeliveryState.ACCEPTED,
        accepted_at=row.due_at,
    )
    session.add_all([row, sent])
    session.commit()
    return sent.id
