"""One press, one effect: the same form sent twice does its work once and leads to the same page."""

import hashlib
import uuid
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from flask import abort, make_response, redirect, request, session
from flask.typing import ResponseReturnValue
from sqlmodel import Field, Session, SQLModel, col, delete, select, update

from app.base import clock, db
from app.base.adding import add_unless_there

FIELD = "once"
NOT_PART_OF_THE_QUESTION = {FIELD, "csrf_token", "happened"}
"""What may differ when the same form comes again: a phone that kept it adds when it was written."""
PERSON = "person"
"""Where the signed cookie says whose sign-in it is."""

Given = ParamSpec("Given")
View = Callable[Concatenate[Session, Given], ResponseReturnValue]


class OnceKey(SQLModel, table=True):
    """A form that was sent: what it asked for, and where the answer was."""

    __tablename__ = "once_key"

    key: uuid.UUID = Field(primary_key=True)
    question: str = Field(description="Fingerprint of who asked what")
    answer: str = ""
    sent_at: datetime = Field(index=True)


def new_key() -> str:
    """Return a key for a form about to be drawn."""
    return str(uuid.uuid4())


def one_press(view: View[Given]) -> Callable[Given, ResponseReturnValue]:
    """Run the view in one transaction, together with the note that its form has been used.

    The view gets the session as its first argument and answers with a redirect. The same
    key again is sent to the same address, without anything else that the first answer carried,
    such as cookies; the same key with another question is refused (422). A view that aborts,
    or whose transaction fails, keeps nothing, and its key may be used again. A view may also
    answer with the form once more and what is wrong with it (4xx): then what it noted is kept,
    such as that somebody guessed wrongly, and the key may be used again.
    """

    @wraps(view)
    def pressed(*args: Given.args, **kwargs: Given.kwargs) -> ResponseReturnValue:
        key, question = _key(), _question()
        with db.transaction() as writing:
            if not claim(writing, key, question=question):
                return _same_address(writing, key, question)
            answer = make_response(view(writing, *args, **kwargs))
            if answer.status_code >= 400:
                writing.exec(delete(OnceKey).where(col(OnceKey.key) == key))
                return answer
            location = answer.location
            assert location, "A view behind one_press answers with a redirect."  # noqa: S101  # a mistake of ours, never of the visitor
            writing.exec(update(OnceKey).where(col(OnceKey.key) == key).values(answer=location))
            return answer

    return pressed


def same_again() -> ResponseReturnValue | None:
    """Return where this form has already led, or nothing when it has not been used.

    For a form whose own token is out of date because its first press changed who is signed
    in: nothing more is done for it, and whoever presses twice lands where the first press did.
    """
    key = request.form.get(FIELD, type=uuid.UUID)
    used = db.session().get(OnceKey, key) if key else None
    return redirect(used.answer, code=303) if used and used.answer else None


def forget_before(writing: Session, moment: datetime) -> None:
    """Drop the keys of forms sent before this moment."""
    writing.exec(delete(OnceKey).where(col(OnceKey.sent_at) < moment))


def claim(writing: Session, key: uuid.UUID, *, question: str) -> bool:
    """Note the key as used. Two at the same moment wait for each other, and one is second."""
    return add_unless_there(writing, OnceKey(key=key, question=question, sent_at=clock.now()))


def _key() -> uuid.UUID:
    try:
        return uuid.UUID(request.form.get(FIELD, ""))
    except ValueError:
        abort(400)


def _question() -> str:
    """Return a fingerprint of who asks for what; the words themselves are not kept.

    Who it is says the signed cookie, also when its sign-in has just ended: then the form was
    the one that ended it, and pressing twice is no other question. It is the person and not the
    sign-in, so that what was received before a connection broke is known again after the next one.
    """
    fields = sorted(
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in NOT_PART_OF_THE_QUESTION
    )
    who = session.get(PERSON) or session.get("_user_id", "")
    return hashlib.sha256(repr((who, request.path, fields)).encode()).hexdigest()


def _same_address(writing: Session, key: uuid.UUID, question: str) -> ResponseReturnValue:
    used = writing.exec(select(OnceKey).where(OnceKey.key == key)).one()
    if used.question != question:
        abort(422)
    return redirect(used.answer, code=303)
