"""What a calendar says of a time: no more than that it is booked, unless the patient wants more."""

from collections.abc import Iterable

from app.appointments.calendar_files import Entry
from app.appointments.cards import Time
from app.appointments.content import State
from app.base.language import gettext as _
from app.base.language import plain
from app.base.words import printable
from app.people.cards import UnitCard
from app.people.directory import Directory
from app.slots.content import Mode


def silent(time: Time) -> Entry:
    """Say that there is a time. Nothing shows that it has to do with care."""
    return Entry(time, title=_title(time, _("Booked time")), more=_assumed_end(time))


def telling(time: Time, directory: Directory) -> Entry:
    """Say what it is, where, and whom to call. Not for somebody whose identity is protected."""
    unit = directory.unit(time.unit_id, time.role_id)
    line = directory.first_line(role_id=time.role_id, unit_id=time.unit_id)
    questions = _("Questions? Call %(phone)s.") % {"phone": line.phone} if line else ""
    return Entry(
        time,
        title=_title(time, printable(plain(time.what))),
        where=_where(time, unit),
        more="\n".join(_said(questions, _assumed_end(time))),
    )


def _title(time: Time, title: str) -> str:
    """Name a time, and say so when it is cancelled: some calendars do not show it otherwise."""
    if time.state is State.CANCELLED:
        return _("Cancelled: %(title)s") % {"title": title}
    return title


def _assumed_end(time: Time) -> str:
    return "" if time.ends_at else _("No end has been set. The calendar shows an hour.")


def _where(time: Time, unit: UnitCard | None) -> str:
    place = printable(plain(time.place)) if time.place else ""
    if time.mode is Mode.HOME_VISIT:
        return ", ".join(_said(_("At your home"), place))
    elif time.mode is Mode.PHONE:
        return _("By phone. Health care calls.")
    elif time.mode is Mode.VIDEO:
        return _("Video call")
    else:
        at = (unit.name, unit.street, unit.town) if unit else ()
        return ", ".join(_said(*at, place))


def _said(*texts: str | None) -> Iterable[str]:
    return [text for text in texts if text]
