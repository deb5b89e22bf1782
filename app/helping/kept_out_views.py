"""Where a patient keeps single commitments, times and plans out of everything they share."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from flask import Blueprint, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from app.appointments import queries as appointments
from app.base import clock
from app.base import db as database
from app.base.language import gettext as _
from app.base.language import plain
from app.base.limits import WRONG_ANSWER
from app.base.once import one_press
from app.contracts import plan_kinds
from app.contracts import queries as contracts
from app.contracts.rules import shown_plans
from app.helping.forms import ThingsForm
from app.sharing import actions as sharing
from app.sharing import door, preview, queries, share_actions, share_queries
from app.sharing.ages import Band
from app.sharing.content import Thing
from app.sharing.guardian_queries import guardians_of
from app.sharing.rules import Access
from app.sharing.second_yes import Second, may_let_in, needed

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
    locked: bool
    """Whether it is kept out and the reader cannot let it be seen alone."""

    @property
    def value(self) -> str:
        return f"{self.kind.value}:{self.key}"


@pages.get("")
def show() -> ResponseReturnValue:
    preview.stop_looking()
    access, _patient = door.open_own("sharing")
    return _page(list(_choices(database.session(), access)))


@pages.post("")
@one_press
def keep(db: Session) -> ResponseReturnValue:
    """Keep what was ticked and what was not, of what stood on the page."""
    preview.stop_looking()
    access, _patient = door.open_own_to_change(db, "sharing")
    form, now, found = ThingsForm(), clock.now(), list(_choices(db, access))
    changed = [one for one in found if _is_changed(one, form)]
    if any(one.locked for one in changed):
        return make_response(_page([_ticked(one, form) for one in found]), WRONG_ANSWER)
    for one in changed:
        share_actions.keep_out(
            db,
            access.patient_id,
            (one.kind, one.key),
            kept_out=not one.kept_out,
            by=sharing.actor(access),
            now=now,
        )
    return redirect(url_for("helping.shares"), code=303)


def _page(found: list[Choice]) -> str:
    return render_template(
        "helping/single.html",
        choices={kind: [one for one in found if one.kind is kind] for kind in Thing},
    )


def _is_changed(one: Choice, form: ThingsForm) -> bool:
    return one.value in form.asked.ticked and (one.value in form.shown.ticked) is one.kept_out


def _ticked(one: Choice, form: ThingsForm) -> Choice:
    """Return a choice as it was ticked. What cannot be let in stays as it is."""
    changed = _is_changed(one, form) and not one.locked
    return replace(one, kept_out=not one.kept_out) if changed else one


def _choices(db: Session, access: Access) -> Iterator[Choice]:
    said, second = queries.things_kept_out(db, access.patient_id), _second(db, access)
    own: set[tuple[Thing, str]] = set()
    if second is not Second.NOBODY:
        own = share_queries.kept_out_by(db, access.patient_id, person_id=access.person_id)
    for kind, key, what, when, sensitive in _things(db, access):
        kept_out = said.get((kind, key), sensitive)
        alone = may_let_in(second, own=(kind, key) in own, sensitive=sensitive)
        yield Choice(kind, key, what, when, sensitive, kept_out, locked=kept_out and not alone)


def _second(db: Session, access: Access) -> Second:
    """Return whose yes is needed too before more is shared."""
    today = clock.local_day(clock.now())
    child = access.band is Band.CHILD
    guardians = guardians_of(db, access.patient_id, today=today) if child else ()
    return needed(access.band, guardians=guardians, by_id=access.person_id)


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
