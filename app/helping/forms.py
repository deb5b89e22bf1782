"""With whom something is shared, what, and until when; and the code that answers it."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from wtforms import StringField

from app.base.forms import DayField, Form, LineField, TicksField, one_of
from app.base.language import gettext as _
from app.base.language import speech
from app.people.cards import PersonCard
from app.sharing.cards import ShareCard
from app.sharing.content import NEEDS, Deed, Part, Relation
from app.sharing.share_actions import Wanted

NEW = "new"
LONGEST_NAME = 80
FARTHEST = timedelta(days=5 * 366)


class ShareForm(Form):
    """Who may see what, and do what, from which day until which."""

    who = StringField()
    called = LineField(longest=LONGEST_NAME)
    relation = StringField(validators=[one_of(list(Relation))])
    sees = TicksField()
    does = TicksField()
    starts = DayField()
    ends = DayField()

    def wanted(
        self,
        known: Mapping[str, PersonCard],
        allowed: Collection[Part | Deed],
        *,
        today: date,
        latest: date | None = None,
    ) -> Wanted | None:
        """Return what was asked for, or nothing when something about it is odd.

        known: the people who need no invitation, by their ids as texts.
        latest: the last day that whoever shares can decide about.
        """
        if not all(self.checks(known, allowed, today, latest)):
            return None
        named = known.get(self.who.data or "")
        return Wanted(
            helper_id=named.id if named else None,
            called=named.given_name if named else (self.called.data or "").strip(),
            relation=Relation(self.relation.data or ""),
            sees=[part for part in Part if part in self.sees.ticked],
            does=[deed for deed in Deed if deed in self.does.ticked],
            starts_on=self.starts.day or today,
            ends_on=self.ends.day or latest,
        )

    def checks(
        self,
        known: Collection[str],
        allowed: Collection[Part | Deed],
        today: date,
        latest: date | None = None,
    ) -> tuple[bool, ...]:
        """Return what was found of everything that has to be right, so that all faults are told."""
        return (
            self.validate(),
            self._names_somebody(known),
            self._fits(allowed),
            self._days_fit(today, latest),
        )

    def _names_somebody(self, known: Collection[str]) -> bool:
        if self.who.data in known:
            return True
        elif self.who.data != NEW:
            return refuse(self.who, _("Choose one of these."))
        elif not (self.called.data or "").strip():
            return refuse(self.called, _("Write what you call them."))
        return True

    def _fits(self, allowed: Collection[Part | Deed]) -> bool:
        parts = {one for one in allowed if isinstance(one, Part)}
        deeds = {one for one in allowed if isinstance(one, Deed)}
        if not {*self.sees.ticked} <= parts:
            return refuse(self.sees, _("This cannot be shared."))
        if not {*self.does.ticked} <= deeds:
            return refuse(self.does, _("This cannot be shared."))
        if any(NEEDS[Deed(deed)] not in self.sees.ticked for deed in self.does.ticked):
            told = _("For this they also have to see it. Tick it above too.")
            return refuse(self.does, told)
        return True

    def _days_fit(self, today: date, latest: date | None) -> bool:
        first, last = self.starts.day or today, self.ends.day
        if first < today:
            return refuse(self.starts, _("That day has passed."))
        if last and not first <= last <= today + FARTHEST:
            return refuse(self.ends, _("Choose a day after the first one, within five years."))
        if latest and max(first, last or first) > latest:
            return refuse_later(self.starts if first > latest else self.ends, latest)
        return True


class CodeForm(Form):
    """The code that somebody who shares has given to the one they share with."""

    code = LineField()

    def refuse(self) -> None:
        refuse(self.code, _("There is no invitation with this code, or it is too late. Ask again."))


class ThingsForm(Form):
    """Which single things may be seen, of those that stood on the page."""

    asked = TicksField()
    shown = TicksField()


def said_before(share: ShareCard) -> dict[str, object]:
    """Return what a form is filled with to change what is shared."""
    return {
        "who": str(share.helper_id) if share.helper_id else NEW,
        "called": share.called,
        "relation": share.relation.value,
        "sees": [part.value for part in share.sees],
        "does": [deed.value for deed in share.does],
        "ends": share.ends_on.isoformat() if share.ends_on else "",
    }


def refuse_later(field: DayField, latest: date) -> bool:
    """Say that guardians decide about no day after this."""
    told = _("It can last until %(day)s. After that the young person decides.")
    return refuse(field, told % {"day": speech().day_and_month(latest)})


def refuse(field: StringField | TicksField, told: str) -> bool:
    if not field.errors:
        field.errors = [told]
    return False
