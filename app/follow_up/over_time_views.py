from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.base import db
from app.follow_up import over_time, queries
from app.sharing import door

pages = Blueprint("over_time", __name__, url_prefix="/follow-up/over-time")


@pages.get("")
def show() -> ResponseReturnValue:
    access, _patient = door.open_plan("follow-up")
    voices = over_time.over_time(queries.follow_ups_of(db.session(), access))
    sets = {(voice.question_set, voice.set_version) for voice in voices}
    return render_template("follow_up/over_time.html", voices=voices, several_sets=len(sets) > 1)
