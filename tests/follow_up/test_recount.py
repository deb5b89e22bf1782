"""What is told equals what somebody would count who went through all answers by hand."""

from collections import defaultdict
from datetime import UTC, date, datetime

from hypothesis import HealthCheck, given, settings
from sqlmodel import Session, select

from app.contracts.models import Contract, ContractVersion, DraftCareContact
from app.follow_up import figures, figures_queries
from app.follow_up.figures_models import UnitFigure
from app.follow_up.models import FollowUp
from app.people.models import CareRole
from app.sharing.models import CareRelation
from tests.follow_up.worlds import MONTHS, SETS, WORLDS, count, house, inhabit, let_answer, writing

__all__ = ["house"]

COUNTED_ON = datetime(2026, 11, 10, 12, tzinfo=UTC)
LAST_DAYS = {
    MONTHS[0]: date(2026, 8, 31),
    MONTHS[1]: date(2026, 9, 30),
    MONTHS[2]: date(2026, 10, 31),
}
EARLY = datetime(1900, 1, 1, tzinfo=UTC)


@given(world=WORLDS)
@settings(
    max_examples=25,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_figures_equal_a_plain_recount(house, world):
    with house() as engine:
        with writing(engine) as session:
            let_answer(session, world, inhabit(session, world))
        count(engine, now=COUNTED_ON)

        with Session(engine) as session:
            plain = by_hand(session)
            assert everything_counted(session) == plain
            assert everything_told(session) == as_the_page_says(plain)


def everything_counted(session):
    """Return what the application counts, before anything is hidden."""
    return {
        (unit, month): (
            counted.patients,
            {asked: as_pairs(of) for asked, of in counted.sets.items()},
        )
        for month, last_day in LAST_DAYS.items()
        for unit, counted in figures.count(
            figures.units_counted_at(figures_queries.in_care_on(session, last_day)),
            figures_queries.occasions_in(session, month),
        ).items()
    }


def as_pairs(counts):
    return {question: (one.answered, one.yes) for question, one in counts.items()}


def everything_told(session):
    return {
        (one.unit_id, one.month, one.question_set, one.set_version, one.question): (
            one.patients,
            one.answered,
            one.yes,
            one.few and one.few.value,
        )
        for one in session.exec(select(UnitFigure))
    }


def by_hand(session):
    """Go through every unit, month, set, question and patient."""
    rows = {
        table: session.exec(select(table)).all() for table in (FollowUp, CareRelation, Contract)
    }
    plain = {}
    for month, last_day in LAST_DAYS.items():
        for unit, patients in patients_by_unit(session, rows, last_day).items():
            sets = {asked: numbers(rows[FollowUp], patients, month, asked) for asked in SETS}
            plain[unit, month] = (len(patients), {asked: of for asked, of in sets.items() if of})
    return plain


def as_the_page_says(plain):
    """Choose one set for each unit and month, and hide what the page says is hidden."""
    told = {}
    for (unit, month), (patients, sets) in plain.items():
        sizes = {asked: sum(number for number, _ in of.values()) for asked, of in sets.items()}
        for asked in sorted(sizes, key=lambda one: (sizes[one], one))[-1:]:
            for question, (answered, yes) in shown(sets[asked], patients).items():
                told[unit, month, *asked, question] = (patients, answered, *hidden(answered, yes))
    return told


def patients_by_unit(session, rows, day):
    lists = defaultdict(set)
    leads = dict(
        session.exec(
            select(DraftCareContact.contract_id, CareRole.unit_id)
            .where(DraftCareContact.role_id == CareRole.id)
            .where(DraftCareContact.lead)
        ).all()
    )
    published = {
        one.contract_id for one in session.exec(select(ContractVersion)) if one.published_on <= day
    }
    for contract in rows[Contract]:
        stopped = contract.status.value in ("ended", "declined", "paused")
        since = contract.status_since
        if contract.id not in published or (stopped and (since is None or since <= day)):
            continue
        units = [
            (one.starts_on, one.unit_id)
            for one in rows[CareRelation]
            if one.patient_id == contract.patient_id
            and one.starts_on <= day
            and (one.ends_on is None or day <= one.ends_on)
        ]
        if not units:
            continue
        lead = leads.get(contract.id)
        chosen = lead if lead in [unit for _, unit in units] else min(units)[1]
        lists[chosen].add(contract.patient_id)
    return lists


def numbers(follow_ups, patients, month, asked):
    """Return, for each question, how many of these patients answered and how many said yes."""
    in_month = [
        one
        for one in follow_ups
        if (one.question_set, one.set_version) == asked
        and (one.asked_on.year, one.asked_on.month) == (month.year, month.month)
    ]
    found = {}
    for question in range(1, 8):
        replies = [last_reply(in_month, patient, question) for patient in patients]
        if answered := [reply for reply in replies if reply]:
            found[question] = (len(answered), answered.count("yes"))
    return found


def last_reply(follow_ups, patient, question):
    """Return the last thing said: by the patient or the child, else by the guardians."""
    said = {True: [], False: []}
    for one in follow_ups:
        for told in one.answers:
            if one.patient_id == patient and told.question == question:
                when = (one.asked_on, one.recorded_at or EARLY, one.key)
                said[one.answered_by.value == "guardians"].append((when, told.reply.value))
    voice = said[False] or said[True]
    return max(voice)[1] if voice else None


def shown(questions, patients):
    """Take away a question that fewer than five answered, or did not, or a few passed by."""
    kept = {}
    for question, (answered, yes) in sorted(questions.items(), key=lambda one: -one[1][0]):
        if answered < 5 or patients - answered < 5:
            continue
        if all(other == answered or other - answered >= 5 for other, _ in kept.values()):
            kept[question] = (answered, yes)
    return kept


def hidden(answered, yes):
    if answered < 10:
        return None, None
    if yes < 5:
        return None, "yes"
    if answered - yes < 5:
        return None, "others"
    return yes, None
