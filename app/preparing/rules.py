"""Who may read what is brought up at the next meeting, and who may take it back."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.journal.models import Role
from app.preparing.cards import MattersCard, QuestionCard
from app.sharing.ages import Band
from app.sharing.content import Deed, Part, Thing
from app.sharing.rules import Access

LONGEST = 2000
"""How many characters there is room for."""
MOST_OPEN = 20
"""How many questions of one writer can wait for an answer at once."""


MOST_NOTES = 200
"""How many notes somebody can have for themselves."""


def may_have_notes(access: Access) -> bool:
    """Say whether this is a child or a young person, who can write for nobody but themselves."""
    return access.own and access.band.under_age


def may_take_back(access: Access, by_id: uuid.UUID) -> bool:
    """Say whether these words are theirs to take back.

    The patient may take back everything, and others what they wrote themselves.
    """
    theirs = access.may(Deed.WRITE) and by_id == access.person_id
    return access.own or (theirs and not access.preview)


def patient_first(said: Iterable[MattersCard], patient_id: uuid.UUID) -> list[MattersCard]:
    """Return what matters now with the patient's own words first."""
    return sorted(said, key=lambda one: one.by_id != patient_id)


def shown_to(access: Access, questions: Iterable[QuestionCard]) -> Sequence[QuestionCard]:
    """Return the questions that this reader may see, each with what may be seen of it.

    A question for a time that is kept out of what is shared does not exist for others.
    """
    let_in = [one for one in questions if may_read(access, one) and _is_let_in(access, one)]
    return [_for_reader(access, one) for one in let_in]


def may_read(access: Access, written: MattersCard | QuestionCard) -> bool:
    """Say whether somebody's own words may be read. From 13 one does not read one's guardians'."""
    young = access.young and access.band is Band.YOUNG
    return not (young and written.role == Role.GUARDIAN.value)


def _is_let_in(access: Access, question: QuestionCard) -> bool:
    time = question.appointment_id
    return time is None or access.shows(Thing.TIME, str(time))


def _for_reader(access: Access, question: QuestionCard) -> QuestionCard:
    if access.may_see(Part.TIMES):
        return question
    return replace(question, appointment_id=None, subject=None)
