"""Ann shares her plan with Rut: shares made for the tests, and a plan with a word of its own for
every part, so that one sees where a part is spoken of."""

from datetime import date

from sqlmodel import select

from app.people.models import CareRole, SignInSession
from app.requests.content import RequestKind
from app.requests.models import Request
from app.self_care.models import Entry
from app.sharing.content import NEEDS, Part, Relation, Thing
from app.sharing.models import KeptOut, Share
from tests.conftest import TUESDAY_MORNING

TODAY = TUESDAY_MORNING.date()
BEGUN = {"agreed_at": TUESDAY_MORNING, "starts_on": TODAY}


def share(session, people, *parts, does=(), patient="ann", helper="rut", **said):
    """Let a patient share these parts of their plan, and what else is needed for these deeds."""
    made = Share(
        patient_id=people[patient],
        helper_id=people[helper] if helper else None,
        relation=Relation.SIBLING,
        sees=[*{*parts, *(NEEDS[deed] for deed in does)}],
        does=list(does),
        drawn_up_at=TUESDAY_MORNING,
        **{
            "called": (helper or "Rut").title(),
            "review_on": date(2027, 5, 24),
            **BEGUN,
            **said,
        },
    )
    session.add(made)
    session.commit()
    return made


def recorded(session, people, basis, *parts, **said):
    """Let Sam have written down what Ann decided, or who represents her, at their clinic."""
    sam = session.exec(select(CareRole).where(CareRole.key == "sam")).one()
    by = {"recorded_by_id": sam.id, "recorded_at_unit_id": sam.unit_id, "basis": basis}
    heard = {"decided_on": TODAY, "present": "Sam och Ann"}
    shown = {"scope": "Sörja för person", "shown_on": TODAY, "shown_to_id": sam.unit_id}
    until = date(2027, 3, 1)
    days = {"ends_on": until, "review_on": until}
    needed = shown if basis.represents else heard
    return share(session, people, *parts, **{**by, **needed, **days, **said})


def share_instead(session, people, share_before, *parts, **said):
    """End a share, and make another between the same two."""
    end(session, share_before)
    return share(session, people, *parts, **said)


def end(session, shared):
    shared.ended_at = TUESDAY_MORNING
    session.add(shared)
    session.commit()


def keep_out(session, people, kind, key, *, kept_out=True):
    """Keep one thing of Ann's out of every share, or let it in."""
    said = KeptOut(patient_id=people["ann"], kind=kind, key=str(key), kept_out=kept_out)
    session.merge(said)
    session.commit()


def open_plan(session, people, *, helper="rut", patient="ann"):
    """Open a patient's plan for somebody who is signed in, as a press of a button does."""
    found = select(SignInSession).where(SignInSession.person_id == people[helper])
    for row in session.exec(found):
        row.plan_of_id = people[patient]
        session.add(row)
    session.commit()


PLAN_WITH_MARKS = {
    "terms": {
        "status": "active",
        "indications": ["long-term"],
        "indication_words": "Plangrunden",
        "next_review_on": "2027-04-21",
        "relatives_words": "Anhörigorden",
        "children_close": "yes",
        "children_words": "Barnorden",
        "version_words": "Planversionen",
        "coming_changes": [{"on": "2026-12-09", "words": "Planändringen"}],
    },
    "sayings": [{"key": "story", "kind": "worry", "words": "Berättelseoron"}],
    "goals": [{"key": "goal", "words": "Berättelsemålet", "due_on": "2027-06-13"}],
    "commitments": [
        {"key": "mine", "who": "me", "what": "Planpromenaden", "due_on": "2027-04-19"},
        {"key": "care", "who": "care", "role": "stella", "what": "Plansamtalet"},
        {"key": "ruts", "who": "relative", "relative": "rut", "what": "Planskjutsen"},
        {"key": "other", "who": "other", "actor": "choir", "what": "Plansången"},
        {
            "key": "kept",
            "who": "care",
            "role": "sam",
            "what": "Undanhållna löftet",
            "due_on": "2027-10-03",
        },
        {
            "key": "of-kept",
            "who": "care",
            "role": "sam",
            "what": "Undanhållna planens löfte",
            "plan": "kept",
        },
    ],
    "activities": [
        {"key": "a", "categories": ["treating"], "what": "Planinsatsen", "state": "ongoing"},
        {
            "key": "b",
            "categories": ["treating"],
            "what": "Undanhållna insatsen",
            "state": "ongoing",
            "plan": "kept",
        },
    ],
    "plans": [
        {
            "key": "open",
            "kind": "VP",
            "title": "Plantiteln",
            "valid_to": "2027-05-30",
            "unit": "clinic",
            "approved_for_patient": "yes",
        },
        {
            "key": "kept",
            "kind": "RP",
            "title": "Undanhållna planen",
            "unit": "clinic",
            "approved_for_patient": "yes",
        },
        {
            "key": "sensitive",
            "kind": "SPLPTLRV",
            "title": "Känsliga planen",
            "unit": "clinic",
            "approved_for_patient": "yes",
        },
        {"key": "unapproved", "kind": "HP", "title": "Hemliga planen", "unit": "clinic"},
    ],
    "sips": [{"key": "sip", "responsible": "region", "goals": "Plansipen"}],
    "actors": [{"key": "choir", "name": "Plankören", "what": "Planövningen"}],
    "relatives": [
        {
            "key": "rut",
            "name": "Rut Exempelsson",
            "relation": "syster",
            "phone": "08-465 004 02",
            "words": "Anhörigsynen",
        },
        {"key": "per", "name": "Per Anhörigsson", "relation": "bror"},
    ],
    "children": [{"key": "child", "born_year": "2017", "needs": "Barnbehovet"}],
    "supports": [{"key": "s", "what": "Planstödet"}],
    "preferences": [{"key": "p", "purpose": "letters", "words": "Planbreven"}],
    "advice": [{"key": "advice", "box": "feel-well", "words": "Hemmarådet"}],
    "self_care": [
        {
            "key": "walk",
            "kind": "assessed",
            "what": "Hemmamätningen",
            "schedule": {"rule": "FREQ=DAILY", "starts_on": "2026-11-20"},
            "assessed_by": "sam",
            "assessed_on": "2026-11-20",
            "reassessed_on": "2027-07-23",
        }
    ],
    "appointments": [
        {
            "key": "visit",
            "state": "booked",
            "what": "Nästa besöket",
            "on": "2026-12-01",
            "at": "10.00-10.45",
            "role": "sam",
            "mode": "visit",
            "change": "online",
        },
        {
            "key": "scan",
            "state": "planned",
            "what": "Tidsröntgen",
            "window_from": "2027-03-17",
            "window_to": "2027-03-18",
            "unit": "clinic",
        },
        {
            "key": "at-once",
            "state": "booked",
            "what": "Tidskrocken",
            "on": "2026-12-01",
            "at": "10.30-11.00",
            "unit": "clinic",
        },
        {
            "key": "kept",
            "state": "booked",
            "what": "Undanhållna tiden",
            "on": "2026-12-01",
            "at": "10.15-10.40",
            "unit": "clinic",
        },
        {
            "key": "kept-later",
            "state": "booked",
            "what": "Undanhållna senare tiden",
            "on": "2027-09-11",
            "at": "10.15",
            "unit": "clinic",
        },
        {
            "key": "been",
            "state": "done",
            "what": "Tidsminnet",
            "on": "2026-11-02",
            "at": "9.00",
            "unit": "clinic",
        },
    ],
    "follow_ups": [
        {
            "asked_on": "2026-11-20",
            "asked_by": "sam",
            "manner": "at-meeting",
            "next_on": "2027-08-29",
            "answers": [
                {"question": "1", "reply": "yes"},
                {"question": "4", "reply": "partly", "words": "Uppföljningssvaret"},
            ],
            "actions": ["Uppföljningsåtgärden"],
        }
    ],
}
"""What the contract file says of Ann's plan. Its words begin with the part that they belong to."""
MARKS = {
    Part.NEXT_STEP: ("Synundersökning", "Sam Påhittad"),
    Part.TIMES: (
        "Nästa besöket",
        "Tidsröntgen",
        "Tidskrocken",
        "Tidsminnet",
        "Två tider samtidigt",
        "17–18 mar",
    ),
    Part.PLAN: (
        "Plangrunden",
        "Planversionen",
        "Planändringen",
        "Planpromenaden",
        "Plansamtalet",
        "Planskjutsen",
        "Plansången",
        "Planinsatsen",
        "Plantiteln",
        "Plansipen",
        "Plankören",
        "Planövningen",
        "Planstödet",
        "Planbreven",
        "Stella Annan",
        "Andra kliniken",
        "19 apr",
        "21 apr",
        "30 maj",
        "Går ut varje dag",
        "Version ",
    ),
    Part.STORY: ("Berättelseoron", "Berättelsemålet", "13 jun"),
    Part.SELF_CARE: ("Hemmarådet", "Hemmamätningen", "23 jul", "Sjunga i kören"),
    Part.FOLLOW_UP: ("Uppföljningssvaret", "Uppföljningsåtgärden", "29 aug"),
}
"""Words that stand on some page when a part is shared, and on none when it is not."""
EARLIER = {Part.STORY: ("Cykla till sjön",), Part.SELF_CARE: ("Mäter blodtrycket", "Går till sjön")}
"""Words of the version before, which stand among the news for those who see the plan as well."""
KEPT_OUT = ("Undanhållna", "11 sep", "3 okt")
"""Words that stand on some page unless one commitment, one plan and two times are kept out."""
NEVER = (
    "Anhörigorden",
    "Anhörigsynen",
    "Anhörigsson",
    "Barnorden",
    "Barnbehovet",
    "född 2017",
    "Hemliga planen",
    "Känsliga planen",
    "Önskeorden",
    "Vårdsvaret",
    "Anteckningen",
    "Meddelandet",
)
"""Words that never stand on a page for anybody Ann shares with."""


def write_what_is_never_shared(session, people, entry_id):
    """Let Ann have asked for something and been answered, and have written something down."""
    ann = people["ann"]
    asked = {"patient_id": ann, "kind": RequestKind.TIME, "asked_at": TUESDAY_MORNING}
    session.add(Request(**asked, about="a", words="Önskeorden"))
    answered = {"answered_at": TUESDAY_MORNING, "answer": "Vårdsvaret"}
    session.add(Request(**asked, about="b", words="Önskeorden två", **answered))
    entry = session.get(Entry, entry_id)
    entry.words = "Anteckningen"
    session.add(entry)
    session.commit()


def keep_the_marked_out(session, people, appointment_ids):
    """Keep out what is called so."""
    keep_out(session, people, Thing.COMMITMENT, "kept")
    keep_out(session, people, Thing.PLAN, "kept")
    for appointment_id in appointment_ids:
        keep_out(session, people, Thing.TIME, appointment_id)
