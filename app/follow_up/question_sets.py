"""The sets of follow-up questions, read from the files beside the templates' own words."""

from functools import cache
from pathlib import Path

import yaml

from app.base.content import Fragment
from app.base.words import Words

FOLDER = Path(__file__).parent / "questions"


class Question(Fragment):
    number: int
    words: Words
    for_children: Words | None = None


class QuestionSet(Fragment):
    """A versioned set. Its questions are never edited: new words make a new version."""

    name: str
    version: int
    questions: tuple[Question, ...]

    def question(self, number: int) -> Question | None:
        return next((found for found in self.questions if found.number == number), None)


@cache
def question_sets() -> dict[str, QuestionSet]:
    """Return every set by its name, such as vgr-5."""
    sets = [
        QuestionSet.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
        for file in sorted(FOLDER.glob("*.yaml"))
    ]
    return {found.name: found for found in sets}
