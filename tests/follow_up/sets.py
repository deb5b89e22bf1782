"""Sets of follow-up questions as somebody may publish them later, beside those there are."""

import shutil

import pytest
import yaml

from app.follow_up import question_sets

PUBLISHED = question_sets.FOLDER


@pytest.fixture
def publish(monkeypatch, tmp_path):
    """Return what publishes one more version of a set, with some questions in other words."""
    folder = tmp_path / "questions"
    shutil.copytree(PUBLISHED, folder)
    monkeypatch.setattr(question_sets, "FOLDER", folder)
    question_sets._versions.cache_clear()

    def one_more(name="vgr-5", version=2, *, order=None, **words):
        content = yaml.safe_load((PUBLISHED / f"{name}.yaml").read_text(encoding="utf-8"))
        content["version"] = version
        numbered = {question["number"]: question for question in content["questions"]}
        for number, text in words.items():
            numbered[int(number.removeprefix("question_"))]["words"] = {"sv": text, "en": text}
        content["questions"] = [numbered[number] for number in order or numbered]
        file = folder / f"{name}-{version}.yaml"
        file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
        question_sets._versions.cache_clear()

    yield one_more
    question_sets._versions.cache_clear()
