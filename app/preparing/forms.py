from app.base.forms import Form, WordsField, needed
from app.base.language import gettext as _
from app.preparing.rules import LONGEST, MOST_NOTES, MOST_OPEN


class OwnWordsForm(Form):
    """Something that the patient, or somebody who helps, wants to bring up; or its answer."""

    words = WordsField(needed, longest=LONGEST)

    def refuse_more(self) -> None:
        """Say that nothing more can be asked now. What was written stands there still."""
        told = _(
            "You have %(most)s questions that wait already. Take one back first, "
            "or save this one for when you meet."
        )
        self.words.errors = [told % {"most": MOST_OPEN}]

    def refuse_more_notes(self) -> None:
        told = _("You have %(most)s notes. Take one away first.")
        self.words.errors = [told % {"most": MOST_NOTES}]
