from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.base import db
from app.follow_up import queries
from app.follow_up.question_sets import question_sets
from app.sharing import door

pages = Blueprint("follow_up", __name__, url_prefix="/follow-up")


@pages.get("")
def follow_ups() -> ResponseReturnValue:
    access, patient = door.open_plan("follow-up")
    found = queries.follow_ups_of(db.session(), access.patient_id)
    return render_template(
        "follow_up/list.html",
        follow_ups=found,
        sets=question_sets(),
        directory=door.directory(
            patient,
            role_ids={one.asked_by_id for one in found if one.asked_by_id},
            unit_ids=[],
        ),
    )
