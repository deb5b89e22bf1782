from app.base.forms import Form, WordsField


class TooMuchForm(Form):
    """What would make it easier, if the patient wants to say."""

    words = WordsField()


class AskAboutLookForm(Form):
    """What the patient wants to know about a viewing by somebody else."""

    words = WordsField()
