"""The code of a letter can be read, typed and pasted, and cannot be guessed."""

import math
import re

import pytest

from app.activation import rules

LOOK_ALIKE = ("O0", "I1", "L1", "Z2", "S5", "B8", "UV")


def test_a_code_has_at_least_eighty_bits():
    assert rules.LENGTH * math.log2(len(set(rules.SIGNS))) > 80
    assert len({rules.new_code() for _ in range(500)}) == 500


def test_of_signs_that_look_alike_only_one_is_in_use():
    for pair in LOOK_ALIKE:
        assert len(set(pair) & set(rules.SIGNS)) == 1, pair


@pytest.mark.parametrize("pair", LOOK_ALIKE)
def test_the_other_one_is_read_as_it(pair):
    other, used = sorted(pair, key=lambda sign: sign in rules.SIGNS)

    assert rules.read_code(other * 18) == rules.read_code(used * 18) == used * 18


@pytest.mark.parametrize(
    "written",
    [
        "{grouped}",
        "{lower}",
        "  {grouped}\n",
        "{dashed}",
        "{dotted}",
        "{thin}",
    ],
)
def test_what_makes_no_difference_to_a_person_makes_none_here(written):
    for _ in range(50):
        code = rules.new_code()
        grouped = rules.in_groups(code)
        typed = written.format(
            grouped=grouped,
            lower=grouped.lower(),
            dashed=grouped.replace(" ", "\u2013"),
            dotted=grouped.replace(" ", "."),
            thin=grouped.replace(" ", "\u202f"),
        )

        assert rules.read_code(typed) == code


def test_one_wrong_sign_is_another_code():
    code = rules.new_code()

    for place, sign in enumerate(code):
        other = "A" if sign != "A" else "C"
        assert rules.read_code(code[:place] + other + code[place + 1 :]) != code


def test_a_code_is_written_in_groups_of_three():
    assert re.fullmatch(r"(\w{3} ){5}\w{3}", rules.in_groups(rules.new_code()))


def test_the_hashes_say_nothing_without_the_key_and_the_code():
    first = rules.hash_of_code("ACD" * 6, secret_key="one key")

    assert first == rules.hash_of_code("ACD" * 6, secret_key="one key")
    assert first != rules.hash_of_code("ACD" * 6, secret_key="another key")
    assert rules.hash_of_digits("1234", code="A") != rules.hash_of_digits("1234", code="C")


@pytest.mark.parametrize("odd", ["", "\x00", "🦆" * 500, "å" * 18, "' OR 1=1 --", "\ud800"])
def test_odd_codes_are_merely_wrong(odd):
    typed = rules.read_code(odd.encode("utf-8", "replace").decode())

    assert rules.hash_of_code(typed, secret_key="key")
    assert rules.kept(odd).isprintable()
