"""A published version is numbered and stays as it is; how far somebody has read only grows."""

import threading
import uuid
from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from app.base import db
from app.contracts import actions, queries
from app.contracts.actions import PublishedDiffersError
from app.contracts.agreement import Agreement
from app.contracts.content import CommitmentState
from app.contracts.models import Contract, ContractVersion, DraftCommitment, VersionRead
from app.journal.actions import OPERATOR, Actor
from app.journal.models import Happening, JournalEntry, Role
from app.sharing.rules import Access, own
from tests.conftest import TUESDAY_MORNING

DAY = date(2026, 11, 24)


def agreement(*goals, status="active"):
    return Agreement.model_validate(
        {"terms": {"status": status}, "goals": [{"key": goal, "words": goal} for goal in goals]}
    )


@pytest.fixture
def contract(session, people):
    """A contract of Rut's, who has none from before."""
    contract = Contract(source="desk", key="rut", patient_id=people["rut"], status="active")
    session.add(contract)
    session.commit()
    return contract


@pytest.fixture
def publish(session, contract):
    """Make what the agreement says the next version of Rut's contract."""

    def publish_now(said, *, number=None, on=DAY, contract=contract):
        actions.redraft(session, contract, said)
        version = actions.publish(
            session,
            contract,
            published_on=on,
            published_by_id=None,
            by=OPERATOR,
            now=TUESDAY_MORNING,
            number=number,
        )
        session.commit()
        return version

    return publish_now


@pytest.fixture
def latest(session, people):
    """Return what Rut reads of her contract."""
    return lambda: queries.latest_of(session, own(people["rut"]))


@pytest.fixture
def read(app, people):
    """Somebody says that they have read Rut's contract up to this version."""

    def read_up_to(number, reader="rut", *, now=TUESDAY_MORNING):
        with app.app_context(), db.transaction() as writing:
            actions.mark_read(
                writing,
                patient_id=people["rut"],
                by=Actor(people[reader] if reader else None, Role.PATIENT),
                number=number,
                now=now,
            )

    return read_up_to


def test_versions_are_numbered_from_one(session, publish, contract):
    assert queries.latest_number(session, contract.id) == 0

    numbers = [publish(agreement(goal)).number for goal in ("a", "b", "a")]

    assert numbers == [1, 2, 3]
    assert queries.latest_number(session, contract.id) == 3


def test_a_version_may_have_a_number_from_elsewhere(publish):
    assert publish(agreement("a"), number=7).number == 7
    assert publish(agreement("b")).number == 8


def test_a_version_says_all_that_the_draft_said_when_it_was_published(session, tell, people):
    (ann,) = session.exec(select(Contract).where(Contract.key == "ann")).all()
    tell("ann", goals=[{"key": "a", "words": {"en": "Cycle", "sv": "Cykla"}}])

    published = queries.latest_of(session, own(people["ann"]))

    assert published.agreement == queries.draft_of(session, ann)
    assert published.agreement.goals[0].words.original == "en"
    assert published.agreement.lead.key == "sam"


def test_publishing_is_in_the_journal(session, publish, people):
    version = publish(agreement("a"))

    (row,) = session.exec(
        select(JournalEntry).where(
            JournalEntry.happening == Happening.CONTRACT_PUBLISHED.value,
            JournalEntry.patient_id == people["rut"],
        )
    )
    assert (row.about_id, row.details) == (version.id, {"number": 1})


@pytest.mark.parametrize(
    ("said", "number", "published"),
    [
        pytest.param(agreement("b"), None, True, id="just what the newest says"),
        pytest.param(agreement("a"), None, False, id="what an older one says"),
        pytest.param(agreement("c"), None, False, id="something new"),
        pytest.param(agreement("a"), 1, True, id="the first again"),
        pytest.param(agreement("b"), 2, True, id="the second again"),
        pytest.param(agreement("b"), 3, False, id="a number that is free"),
    ],
)
def test_what_is_published_already_is_known(session, publish, contract, said, number, published):
    publish(agreement("a"))
    publish(agreement("b"))

    assert actions.is_published(session, contract, said, number) is published


def test_a_number_never_stands_for_two_things(session, publish, contract):
    publish(agreement("a"), number=3)

    with pytest.raises(PublishedDiffersError, match="version 3 is already published and says"):
        actions.is_published(session, contract, agreement("b"), 3)
    with pytest.raises(PublishedDiffersError, match="version 2 comes before those"):
        actions.is_published(session, contract, agreement("a"), 2)


def test_nothing_is_published_before_the_first_version(session, contract):
    assert not actions.is_published(session, contract, agreement(), None)
    assert not actions.is_published(session, contract, agreement(), 1)


def test_a_new_draft_is_not_read_before_it_is_published(session, publish, contract, latest):
    publish(agreement("a"))

    actions.redraft(session, contract, agreement("b"))
    session.commit()

    assert [goal.key for goal in latest().agreement.goals] == ["a"]
    assert [goal.key for goal in queries.draft_of(session, contract).goals] == ["b"]


def test_the_newest_version_is_the_one_that_is_read(publish, latest):
    publish(agreement("a"), on=DAY)
    publish(agreement("b"), on=DAY)

    assert (latest().number, latest().agreement.goals[0].key) == (2, "b")


def test_the_contract_in_use_is_read_even_when_another_ended_later(
    session, people, publish, latest
):
    publish(agreement("a"), on=DAY - timedelta(days=9))
    ended = Contract(source="desk", key="old", patient_id=people["rut"], status="ended")
    session.add(ended)
    session.commit()
    publish(agreement("b", status="ended"), on=DAY, contract=ended)

    assert latest().agreement.goals[0].key == "a"


@pytest.mark.parametrize("status", ["ended", "declined"])
def test_a_contract_that_is_over_is_read_when_there_is_no_other(publish, latest, status):
    publish(agreement("a", status=status))

    assert latest().agreement.terms.status == status


def test_who_has_no_contract_reads_none(latest, contract):
    assert latest() is None


@pytest.mark.parametrize(
    ("said_to_have_read", "kept"),
    [
        pytest.param([1], 1, id="the first"),
        pytest.param([1, 2], 2, id="forwards"),
        pytest.param([2, 1], 2, id="never backwards"),
        pytest.param([99], 2, id="never past the newest"),
    ],
)
def test_reading_is_never_undone(publish, latest, read, said_to_have_read, kept):
    publish(agreement("a"))
    publish(agreement("b"))

    for number in said_to_have_read:
        read(number)

    assert latest().read_number == kept


def test_everybody_reads_for_themselves(session, publish, people, read):
    publish(agreement("a"))

    read(1, "carl")

    readers = {
        reader: queries.latest_of(
            session, Access(people["rut"], people[reader], Role.PATIENT)
        ).read_number
        for reader in ("rut", "carl")
    }
    assert readers == {"rut": None, "carl": 1}


def test_reading_again_is_noted_with_its_moment(publish, latest, read):
    publish(agreement("a"))

    read(1)
    read(1, now=TUESDAY_MORNING + timedelta(minutes=5))

    assert latest().read_at == TUESDAY_MORNING + timedelta(minutes=5)


def test_there_is_nothing_to_read_without_a_version_or_a_reader(session, contract, publish, read):
    read(1)
    publish(agreement("a"))
    read(1, None)

    assert session.exec(select(VersionRead)).all() == []
    told = select(JournalEntry).where(JournalEntry.happening == Happening.CHANGES_READ.value)
    assert session.exec(told).all() == []


def test_saying_it_twice_at_the_same_moment_is_no_trouble(publish, latest, read):
    publish(agreement("a"))
    ready, refused = threading.Barrier(3), []

    def say():
        ready.wait()
        try:
            read(1)
        except Exception as error:
            refused.append(error)

    speakers = [threading.Thread(target=say) for _ in range(3)]
    for speaker in speakers:
        speaker.start()
    for speaker in speakers:
        speaker.join()

    assert refused == []
    assert latest().read_number == 1


@pytest.mark.parametrize(
    ("versions", "read_number", "known"),
    [
        pytest.param("a", None, None, id="the first, unread"),
        pytest.param("a", 1, None, id="the first, read"),
        pytest.param("ab", None, "a", id="the second, nothing read"),
        pytest.param("ab", 1, "a", id="the second, the first read"),
        pytest.param("ab", 2, None, id="the second, read"),
        pytest.param("abcd", 2, "b", id="two read of four"),
        pytest.param("abcd", None, "c", id="none read of four"),
    ],
)
def test_a_version_is_compared_with_the_last_one_read(
    session, people, publish, latest, read, versions, read_number, known
):
    for goal in versions:
        publish(agreement(goal))
        if read_number == ord(goal) - ord("a") + 1:
            read(read_number)

    earlier = queries.earlier_than(session, latest(), access=own(people["rut"]))

    assert (earlier.goals[0].key if earlier else None) == known


def test_the_version_one_knows_may_have_been_followed_by_a_gap(session, people, publish, latest):
    publish(agreement("a"), number=2)
    publish(agreement("b"), number=9)

    earlier = queries.earlier_than(session, latest(), access=own(people["rut"]))
    assert earlier.goals[0].key == "a"


def test_the_state_of_a_promise_is_read_as_it_is_now(session, publish, contract):
    said = {
        "terms": {"status": "active"},
        "commitments": [{"key": "walk", "who": "me", "what": "Går"}],
    }
    publish(Agreement.model_validate(said))
    assert queries.live_states(session, contract.id) == {"walk": CommitmentState.AGREED}

    kept = session.exec(
        select(DraftCommitment).where(col(DraftCommitment.contract_id) == contract.id)
    )
    kept.one().state = CommitmentState.DONE
    session.commit()

    assert queries.live_states(session, contract.id) == {"walk": CommitmentState.DONE}
    assert queries.live_states(session, uuid.uuid4()) == {}
    (version,) = session.exec(
        select(ContractVersion).where(ContractVersion.contract_id == contract.id)
    )
    assert version.document.commitments[0].state is CommitmentState.AGREED
