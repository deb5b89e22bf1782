"""What a file may change of what is known of a person already."""

from app.people.content import IdentityKind, PersonContent
from app.people.models import Person

EMPTY = (None, "", False, IdentityKind.NONE)
OWN_CHOICES = frozenset({"language"})


def told_of(person: Person, content: PersonContent, *, source: str) -> dict[str, object]:
    """Return what a file may say of a person who is known already.

    Only the fields that the file gave, and never their language, which they choose
    themselves. Another source than the one they are first known from may only fill in what is
    empty: it can protect an identity, but not lay it open.
    """
    fields = content.model_fields_set - OWN_CHOICES
    if source != person.source:
        fields = {name for name in fields if getattr(person, name) in EMPTY}
    return {name: getattr(content, name) for name in sorted(fields)}
