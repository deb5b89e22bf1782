"""What staff write down: what a patient has decided by word of mouth, and who represents them."""

import uuid
from collections.abc import Collection, Mapping
from datetime import date, timedelta

from wtforms import StringField

from app.base.forms import DayField, Form, LineField, WordsField, one_of
from app.base.language import gettext as _
from app.helping.forms import ShareForm, refuse, refuse_later
from app.people.cards import PersonCard
from app.sharing.cards import ShareCard
from app.sharing.content import NEVER_REPRESENTED, REPRESENTING, Basis, Deed, Part, Relation
from app.sharing.share_actions import Ground

LONGEST_SCOPE = 400
LONGEST_PRESENT = 200
EARLIEST = date(1990, 1, 1)
LONGEST = timedelta(days=366)
"""How long before staff go through it again with the patient."""


class OralForm(ShareForm):
    """What a patient has decided by word of mouth, when they did, and who was there."""

    decided = DayField()
    present = LineField(longest=LONGEST_PRESENT)

    def checks(
        self,
        known: Collection[str],
        allowed: Collection[Part | Deed],
        today: date,
        latest: date | None = None,
    ) -> tuple[bool, ...]:
        return (
            *super().checks(known, allowed, today, latest),
            is_past_day(self.decided, today),
            is_said(self.present),
            is_reviewed(self.ends, today),
        )

    def ground(self, role_id: uuid.UUID, unit_id: uuid.UUID) -> Ground:
        return Ground(
            basis=Basis.ORAL_WISH,
            recorded_by_id=role_id,
            recorded_at_unit_id=unit_id,
            decided_on=self.decided.day,
            present=self.present.data or "",
        )


class RepresentativeForm(ShareForm):
    """Who represents a patient, what they have to look after, and when staff saw the papers."""

    kind = StringField(validators=[one_of(REPRESENTING)])
    scope = WordsField(longest=LONGEST_SCOPE)
    shown = DayField()

    def checks(
        self,
        known: Collection[str],
        allowed: Collection[Part | Deed],
        today: date,
        latest: date | None = None,
    ) -> tuple[bool, ...]:
        self.relation.data = Relation.OTHER.value
        return (
            *super().checks(known, can_be_represented(allowed), today, latest),
            is_said(self.scope),
            is_past_day(self.shown, today),
            is_reviewed(self.ends, today),
        )

    def ground(self, role_id: uuid.UUID, unit_id: uuid.UUID) -> Ground:
        return Ground(
            basis=Basis(self.kind.data or ""),
            recorded_by_id=role_id,
            recorded_at_unit_id=unit_id,
            scope=self.scope.typed,
            shown_on=self.shown.day,
            shown_to_id=unit_id,
        )


class ReviewForm(Form):
    """Until when what was written down is still right."""

    ends = DayField()

    def until(self, today: date, *, starts_on: date, latest: date | None) -> date | None:
        """Return the day, or nothing when it cannot be it.

        starts_on: when what is reviewed begins. latest: the last day that guardians decide about.
        """
        fits = (
            self.validate(),
            is_reviewed(self.ends, today),
            self._begins_before(starts_on),
            self._is_theirs(latest),
        )
        return self.ends.day if all(fits) else None

    def _begins_before(self, starts_on: date) -> bool:
        if self.ends.day is None or self.ends.day >= starts_on:
            return True
        return refuse(self.ends, _("Choose a day after it has begun."))

    def _is_theirs(self, latest: date | None) -> bool:
        if latest is None or self.ends.day is None or self.ends.day <= latest:
            return True
        return refuse_later(self.ends, latest)


def can_be_represented(allowed: Collection[Part | Deed]) -> list[Part | Deed]:
    return [one for one in allowed if one not in NEVER_REPRESENTED]


def written_before(share: ShareCard, known: Mapping[str, PersonCard]) -> dict[str, object]:
    """Return what a form is filled with to correct what was written and not yet said yes to."""
    who = str(share.helper_id) if str(share.helper_id) in known else "new"
    return {
        "who": who,
        "called": share.called,
        "relation": share.relation.value,
        "kind": share.basis.value,
        "sees": [part.value for part in share.sees],
        "does": [deed.value for deed in share.does],
        "starts": share.starts_on.isoformat(),
        "ends": share.review_on.isoformat(),
        "decided": share.decided_on.isoformat() if share.decided_on else "",
        "present": share.present,
        "scope": share.scope,
        "shown": share.shown_on.isoformat() if share.shown_on else "",
    }


def is_said(field: StringField) -> bool:
    return bool((field.data or "").strip()) or refuse(field, _("Write something here first."))


def is_past_day(field: DayField, today: date) -> bool:
    if field.day is None:
        return refuse(field, _("Say which day it was."))
    elif field.day > today:
        return refuse(field, _("That day has not come yet."))
    elif field.day < EARLIEST:
        return refuse(field, _("Look once more at the year."))
    return True


def is_reviewed(field: DayField, today: date) -> bool:
    if field.day is None:
        return refuse(field, _("Say when you go through it again. Without that it cannot be kept."))
    elif not today < field.day <= today + LONGEST:
        return refuse(field, _("Choose a day that is still to come, within a year."))
    return True
