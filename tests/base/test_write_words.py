"""Words stand as their author wrote them, and nothing is translated by machine."""

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from app.base.words import LONGEST, Words

ANY = TypeAdapter(Words)


def test_a_text_is_in_the_language_of_its_surroundings():
    alone = ANY.validate_python("Hej")
    in_finnish = ANY.validate_python("Hei", context={"language": "fi"})

    assert alone == Words("sv", {"sv": "Hej"})
    assert in_finnish == Words("fi", {"fi": "Hei"})


def test_the_first_language_is_the_authors():
    words = ANY.validate_python({"en": "Hello", "sv": "Hej"}, context={"language": "sv"})

    assert words.original == "en"
    assert str(words) == "Hello"


@pytest.mark.parametrize(
    ("asked_for", "found"),
    [
        pytest.param("sv", ("Hej", "sv"), id="the author's language"),
        pytest.param("en", ("Hello", "en"), id="a translation"),
        pytest.param("fi", ("Hej", "sv"), id="the author's when there is none"),
    ],
)
def test_a_missing_language_is_the_authors(asked_for, found):
    words = Words("sv", {"sv": "Hej", "en": "Hello"})

    assert words.in_language(asked_for) == found


def test_the_authors_language_is_kept_first():
    words = Words("sv", {"en": "Hello", "sv": "Hej", "fi": "Hei"})

    assert list(words.as_json()) == ["sv", "en", "fi"]
    assert list(ANY.dump_python(words)) == ["sv", "en", "fi"]
    assert ANY.validate_python(ANY.dump_python(words)) == words


def test_words_that_are_equal_are_one_in_a_set():
    swedish_first = Words("sv", {"sv": "Hej", "en": "Hello"})
    written_anew = Words("sv", {"en": "Hello", "sv": "Hej"})
    english_first = Words("en", {"sv": "Hej", "en": "Hello"})

    assert {swedish_first, written_anew, english_first} == {swedish_first, english_first}


def test_words_are_checked_where_they_stand():
    class Note(BaseModel):
        words: Words

    with pytest.raises(ValidationError) as refused:
        Note.model_validate({"words": {"sv": ""}})

    assert refused.value.errors()[0]["loc"] == ("words",)


def test_words_that_are_words_already_stay():
    words = Words("sv", {"sv": "Hej"})

    assert ANY.validate_python(words) is words


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("  Hej  ", id="blanks around it are dropped"),
        pytest.param("\n\tHej\n", id="lines and tabs around it too"),
    ],
)
def test_a_text_is_without_blanks_around_it(text):
    assert str(ANY.validate_python(text)) == "Hej"


def test_lines_and_tabs_inside_a_text_stay():
    assert str(ANY.validate_python("Hej\n\tpå dig")) == "Hej\n\tpå dig"


@pytest.mark.parametrize("length", [1, LONGEST])
def test_a_text_may_be_long(length):
    assert len(str(ANY.validate_python("å" * length))) == length


@pytest.mark.parametrize(
    ("value", "message"),
    [
        pytest.param("å" * (LONGEST + 1), "is longer than 4000 characters", id="too long"),
        pytest.param("", "should be a text with something in it", id="empty"),
        pytest.param(" \n ", "should be a text with something in it", id="blank"),
        pytest.param({"sv": None}, "should be a text with something in it", id="nothing"),
        pytest.param({"sv": ["Hej"]}, "should be a text with something in it", id="a list inside"),
        pytest.param("Hej\x00", "cannot be printed", id="the null character"),
        pytest.param("Hej\x1b[1m", "cannot be printed", id="an escape"),
        pytest.param("Hej\x7f", "cannot be printed", id="delete"),
        pytest.param({}, "should be a text, or texts by language", id="no language"),
        pytest.param(["Hej"], "should be a text, or texts by language", id="a list"),
        pytest.param(None, "should be a text, or texts by language", id="nothing at all"),
        pytest.param(5, "should be a text, or texts by language", id="a number"),
        pytest.param({"SV": "Hej"}, "'SV' is not a language code", id="capitals"),
        pytest.param({"s": "Hej"}, "'s' is not a language code", id="one letter"),
        pytest.param({"sv-SE": "Hej"}, "'sv-SE' is not a language code", id="a country too"),
        pytest.param({"svea": "Hej"}, "'svea' is not a language code", id="four letters"),
        pytest.param({5: "Hej"}, "5 is not a language code", id="a number for a language"),
    ],
)
def test_what_is_not_words_is_refused(value, message):
    with pytest.raises(ValidationError, match=message):
        ANY.validate_python(value)


@pytest.mark.parametrize("code", ["sv", "fi", "smj"])
def test_a_language_has_two_or_three_letters(code):
    assert ANY.validate_python({code: "Hej"}).original == code
