import uuid
from functools import partial

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.appointments import queries, rules
from app.base import clock, db
from app.contracts import contacts
from app.contracts import queries as contracts
from app.sharing import door

pages = Blueprint("appointments", __name__, url_prefix="/appointments")


@pages.get("")
def times() -> ResponseReturnValue:
    access, patient = door.open_plan("appointments")
    session, now = db.session(), clock.now()
    published = contracts.latest_of(session, access.patient_id, reader_id=access.person_id)
    coming = queries.coming_times_of(session, access.patient_id, now=now)
    past = queries.past_times_of(session, access.patient_id, now=now)
    roles = {time.role_id for time in (*coming, *past) if time.role_id}
    units = {time.unit_id for time in (*coming, *past) if time.unit_id}
    agreement = published.agreement if published else None
    if contact := contacts.first_contact(agreement):
        roles.add(contact.role_id)
    directory = door.directory(patient, role_ids=roles, unit_ids=units)
    return render_template(
        "appointments/list.html",
        patient=patient,
        sorted_times=rules.sorted_by_kind(coming, past, now=now),
        overlaps=rules.overlapping(coming, now=now),
        directory=directory,
        units=directory.units_of((time.unit_id, time.role_id) for time in coming),
        call=directory.call(*contacts.lines_about(agreement, directory), now=now),
    )


@pages.get("/<uuid:appointment_id>")
def show(appointment_id: uuid.UUID) -> ResponseReturnValue:
    access, patient, time = door.open_one(
        "appointment", partial(queries.time_of, appointment_id=appointment_id)
    )
    now = clock.now()
    published = contracts.latest_of(db.session(), access.patient_id, reader_id=access.person_id)
    agreement = published.agreement if published else None
    contact = contacts.first_contact(agreement)
    directory = door.directory(
        patient,
        role_ids=[found for found in (time.role_id, contact and contact.role_id) if found],
        unit_ids=[time.unit_id] if time.unit_id else [],
    )
    lines = contacts.lines_about(agreement, directory, role_id=time.role_id, unit_id=time.unit_id)
    return render_template(
        "appointments/show.html",
        patient=patient,
        time=time,
        directory=directory,
        call=directory.call(*lines, now=now),
        not_before=agreement.terms.not_before if agreement else None,
        early=rules.too_early(time, not_before=agreement.terms.not_before if agreement else None),
        past=rules.is_past(time, now=now),
    )
