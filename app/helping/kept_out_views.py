"""Where a patient keeps single commitments, times and plans out of everything they share."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.appointments import queries as appointments
from app.base import clock
from app.base import db as database
from app.base.language import gettext as _
from app.base.language import plain
from app.base.once import one_press
from app.contracts import plan_kinds
from app.contracts import queries as contracts
from app.contracts.rules import shown_plans
from app.helping.forms import ThingsForm
from app.sharing import actions as sharing
from app.sharing import door, queries, share_actions
from app.sharing.content import Thing
from app.sharing.rules import Access

pages = Blueprint("kept_out", __name__, url_prefix="/sharing/single")


@dataclass(frozen=True)
class Choice:
    """One thing in the plan, and whether those it is shared with may see it."""

    kind: Thing
    key: str
    what: str
    when: datetime | None
    sensitive: bool
    kept_out: bool

    @property
    def value(self) -> str:
        return f"{self.kind.value}:{self.key}"


@pages.get("")
def show() -> ResponseReturnValue:
    door.stop_looking()
    access, _patient = door.open_own("sharing")
    found = list(_choices(database.session(), access))
    return render_template(
        "helping/single.html",
        choices={kind: [one for one in found if one.kind is kind] for kind in Thing},
    )


@pages.post("")
@one_press
def keep(db: Session) -> ResponseReturnValue:
    """Keep what was ticked and what was not, of what stood on the page."""
    door.stop_looking()
    access, _patient = door.open_own_to_change(db, "sharing")
    form, now = ThingsForm(), clock.now()
    for one in _choices(db, access):
        kept_out = one.value not in form.shown.ticked
        if one.value in form.asked.ticked and kept_out is not one.kept_out:
            share_actions.keep_out(
                db,
                access.patient_id,
                (one.kind, one.key),
                kept_out=kept_out,
                by=sharing.actor(access),
                now=now,
            )
    return redirect(url_for("helping.shares"), code=303)


def _choices(db: Session, access: Access) -> Iterator[Choice]:
    said = queries.things_kept_out(db, access.patient_id)
    for kind, key, what, when, sensitive in _things(db, access):
        yield Choice(kind, key, what, when, sensitive, said.get((kind, key), sensitive))


def _things(db: Session, access: Access) -> Iterator[tuple[Thing, str, str, datetime | None, bool]]:
    """Find every single thing that can be kept out."""
    published = contracts.latest_of(db, access)
    if published:
        for plan in shown_plans(published.agreement.plans):
            sensitive = plan_kinds.FACTS[plan.kind].sensitive
            title = plain(plan.title) if plan.title else _("A plan without a name")
            yield Thing.PLAN, plan.key, title, None, sensitive
        for sip in published.agreement.sips:
            yield Thing.PLAN, sip.key, _("Coordinated individual plan (SIP)"), None, False
        for one in published.agreement.commitments:
            yield Thing.COMMITMENT, one.key, plain(one.what), None, False
    now = clock.now()
    coming = appointments.coming_times_of(db, access, now=now)
    past = appointments.past_times_of(db, access, now=now)
    for time in {one.id: one for one in (*coming, *past)}.values():
        yield Thing.TIME, str(time.id), plain(time.what), time.starts_at, False
