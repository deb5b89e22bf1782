"""Which number a person can be known by, and which number a phone can dial."""

from datetime import date

import pytest
from markupsafe import escape
from pydantic import ValidationError

from app.people import numbers
from app.people.content import PersonContent, UnitContent
from app.people.numbers import UnlikelyNumberError
from app.people.phone_links import with_numbers_to_tap

PUBLISHED = {
    "195802232636": date(1958, 2, 23),
    "195902262806": date(1959, 2, 26),
    "195801082743": date(1958, 1, 8),
    "198501139995": date(1985, 1, 13),
    "201312142381": date(2013, 12, 14),
    "198401279289": date(1984, 1, 27),
    "198402179298": date(1984, 2, 17),
    "193801029202": date(1938, 1, 2),
    "196602103464": date(1966, 2, 10),
    "196601062620": date(1966, 1, 6),
}
"""Numbers that Skatteverket has published for tests: nobody has them."""
SAMORDNINGSNUMMER = "196403722397"
RESERVE_NUMBER = "19500101T123"


@pytest.mark.parametrize(("number", "born"), PUBLISHED.items())
def test_a_personnummer_states_a_birth_date(number, born):
    assert numbers.birth_date_of_personnummer(number) == born


def test_a_samordningsnummer_states_its_day_with_sixty_added():
    assert numbers.birth_date_of_samordningsnummer(SAMORDNINGSNUMMER) == date(1964, 3, 12)


@pytest.mark.parametrize(
    "number",
    [
        pytest.param("195902262807", id="another check digit"),
        pytest.param("195902262816", id="another digit"),
        pytest.param("195902302806", id="30 February"),
        pytest.param("195913262806", id="the thirteenth month"),
        pytest.param("5902262806", id="ten digits"),
        pytest.param("19590226-2806", id="a dash"),
        pytest.param("590226-2806", id="ten digits and a dash"),
        pytest.param("1959022628061", id="thirteen digits"),
        pytest.param(" 195902262806", id="a blank"),
        pytest.param("195902262806\n", id="a new line"),
        pytest.param("19590226280O", id="a letter"),
        pytest.param("000000000000", id="zeros"),
        pytest.param("", id="nothing"),
        pytest.param(RESERVE_NUMBER, id="a reserve number"),
    ],
)
@pytest.mark.parametrize(
    "read", [numbers.birth_date_of_personnummer, numbers.birth_date_of_samordningsnummer]
)
def test_a_number_that_is_not_one_is_refused(read, number):
    with pytest.raises(UnlikelyNumberError):
        read(number)


def test_the_two_kinds_are_not_taken_for_each_other():
    with pytest.raises(UnlikelyNumberError, match="is a samordningsnummer"):
        numbers.birth_date_of_personnummer(SAMORDNINGSNUMMER)

    with pytest.raises(UnlikelyNumberError, match="is not a samordningsnummer"):
        numbers.birth_date_of_samordningsnummer("195902262806")


@pytest.mark.parametrize("number", [RESERVE_NUMBER, "19500101P123", "19500101F12A", "195001011234"])
def test_a_reserve_number_may_hold_letters_in_two_places(number):
    assert numbers.checked_reserve_number(number) == number


@pytest.mark.parametrize(
    "number",
    [
        pytest.param("19500101t123", id="a small letter"),
        pytest.param("19500101TT23", id="a letter in the tenth place"),
        pytest.param("19500101T1T3", id="a letter in the eleventh place"),
        pytest.param("1950010TT123", id="a letter in the date"),
        pytest.param("19500101T12", id="eleven signs"),
        pytest.param("19500101T1234", id="thirteen signs"),
        pytest.param("19500101-T123", id="a dash"),
        pytest.param("19500101Å123", id="a letter of ours"),
        pytest.param("", id="nothing"),
    ],
)
def test_another_form_is_no_reserve_number(number):
    with pytest.raises(UnlikelyNumberError, match="eight digits, then four more signs"):
        numbers.checked_reserve_number(number)


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("personnummer", "195902262806"),
        ("samordningsnummer", SAMORDNINGSNUMMER),
        ("reserve-number", RESERVE_NUMBER),
        ("none", None),
    ],
)
def test_a_person_is_known_by_a_number_of_its_kind_or_by_none(kind, number):
    person = PersonContent.model_validate(
        {"given_name": "Ann", "identity_kind": kind, "identity_number": number}
    )

    assert person.identity_number == number


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        pytest.param("personnummer", SAMORDNINGSNUMMER, id="a number of another kind"),
        pytest.param("samordningsnummer", "195902262806", id="and the other way round"),
        pytest.param("reserve-number", "19500101t123", id="no reserve number"),
        pytest.param("personnummer", "195902262807", id="a wrong check digit"),
        pytest.param("none", "195902262806", id="a number of no kind"),
        pytest.param("personnummer", None, id="a kind and no number"),
        pytest.param("made-up", "195902262806", id="a kind that is not one"),
    ],
)
def test_a_number_that_does_not_fit_its_kind_is_refused(kind, number):
    with pytest.raises(ValidationError):
        PersonContent.model_validate(
            {"given_name": "Ann", "identity_kind": kind, "identity_number": number}
        )


@pytest.mark.parametrize(
    ("written", "dialled"),
    [
        ("031-390 06 11", "+46313900611"),
        ("08-465 004 00", "+46846500400"),
        ("0980-31 92 00", "+46980319200"),
        ("070-174 06 05", "+46701740605"),
        ("+46 31 390 06 11", "+46313900611"),
        ("+358 9 123 456", "+3589123456"),
        ("0046 31 390 06 11", "+46313900611"),
        ("00358 9 123 456", "+3589123456"),
        ("112", "112"),
        ("1177", "1177"),
        ("114 14", "11414"),
    ],
)
def test_a_phone_dials_what_is_written(written, dialled):
    assert numbers.checked_phone(written) == written
    assert numbers.dialable(written) == dialled


@pytest.mark.parametrize(
    "phone",
    [
        "08 465 004 70 (växeln)",
        "växeln",
        "",
        "1",
        "+",
        "031-390 06 6A",
        "031-390 06 60, 61",
        "-112",
    ],
)
def test_what_no_phone_can_dial_is_refused(phone):
    with pytest.raises(ValidationError, match="is not a phone number such as"):
        UnitContent.model_validate({"name": "Mottagningen", "phone": phone})


def test_no_number_is_no_fault():
    assert UnitContent.model_validate({"name": "Mottagningen", "phone": None}).phone is None


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        pytest.param(
            "Ring 031-390 06 60.",
            'Ring <a href="tel:+46313900660">031-390 06 60</a>.',
            id="a number in a sentence",
        ),
        pytest.param(
            "Ring 1177 eller 112.",
            'Ring <a href="tel:1177">1177</a> eller <a href="tel:112">112</a>.',
            id="short numbers",
        ),
        pytest.param(
            "08-465 004 00, 0980-31 92 00",
            '<a href="tel:+46846500400">08-465 004 00</a>,'
            ' <a href="tel:+46980319200">0980-31 92 00</a>',
            id="two numbers",
        ),
        pytest.param(
            "Den 2026-12-01 kl. 10.00-10.45",
            'Den 2026-12-01 kl. <span class="nowrap">10.00-10.45</span>',
            id="dates",
        ),
        pytest.param("<b> 2–3 gånger", "&lt;b&gt; 2–3 gånger", id="no number"),
    ],
)
def test_numbers_in_somebodys_words_can_be_tapped(words, shown):
    assert str(with_numbers_to_tap(escape(words))) == shown


def test_what_somebody_typed_is_never_markup():
    shown = with_numbers_to_tap("<b>Ring</b> 112 & 08-465 004 12")

    assert str(shown) == (
        '&lt;b&gt;Ring&lt;/b&gt; <a href="tel:112">112</a> &amp; '
        '<a href="tel:+46846500412">08-465 004 12</a>'
    )
