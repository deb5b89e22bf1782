"""What is told of a month never shows a group of one to four persons.

Tried in every world there can be: the worlds that would look the same from outside are put
together, and if a group is small in all of them, whoever looks knows that it is.
"""

from collections import defaultdict
from functools import partial
from itertools import combinations, combinations_with_replacement, product

import pytest

from app.follow_up.figures import Count, Counted, Few, Figure, told_of

SET = ("vgr-5", 1)


def told(patients, *counts, rule=told_of):
    """Return what is told when so many answered questions 1, 2 … and so many of them said yes."""
    counted = {number: Count(*count) for number, count in enumerate(counts, 1) if count[0]}
    return rule(Counted(patients, {SET: counted}))


def figures(*args):
    found = told(*args)
    return found[1] if found else []


@pytest.mark.parametrize(
    ("patients", "answered", "shown"),
    [
        pytest.param(4, 4, False, id="four patients"),
        pytest.param(9, 5, False, id="four who did not answer"),
        pytest.param(9, 4, False, id="four who answered"),
        pytest.param(10, 5, True, id="five of each"),
        pytest.param(10, 10, False, id="everybody"),
        pytest.param(40, 36, False, id="four of many who did not"),
        pytest.param(40, 35, True, id="five of many who did not"),
    ],
)
def test_how_many_answered_is_told_when_five_did_and_five_did_not(patients, answered, shown):
    assert [one.answered for one in figures(patients, (answered, 0))] == [answered] * shown


@pytest.mark.parametrize(
    ("answered", "yes", "expected"),
    [
        pytest.param(9, 5, (None, None), id="too few to say which side is small"),
        pytest.param(10, 5, (5, None), id="five on each side"),
        pytest.param(10, 4, (None, Few.YES), id="four said yes"),
        pytest.param(10, 6, (None, Few.OTHERS), id="four said something else"),
        pytest.param(10, 0, (None, Few.YES), id="nobody said yes"),
        pytest.param(10, 10, (None, Few.OTHERS), id="everybody said yes"),
    ],
)
def test_how_many_said_yes_is_told_when_five_did_and_five_did_not(answered, yes, expected):
    (one,) = figures(40, (answered, yes))

    assert (one.yes, one.few) == expected


def test_a_question_that_a_few_passed_by_is_not_told_of():
    shown = figures(40, (20, 10), (19, 10), (15, 8), (20, 5), (11, 6))

    assert [(one.question, one.answered) for one in shown] == [(1, 20), (3, 15), (4, 20)]


def test_of_two_sets_in_a_month_the_one_with_most_answers_is_told_of():
    sets = {("skr-7", 1): {1: Count(12, 6)}, ("vgr-5", 1): {1: Count(13, 6), 2: Count(2, 1)}}

    assert told_of(Counted(40, sets)) == (("vgr-5", 1), [Figure(1, 40, 13, 6)])
    assert told_of(Counted(40)) is None


def small_groups(worlds, rule, *, least):
    """Return the groups that are between 1 and least - 1 in all worlds that look the same.

    worlds: for each, how many patients, the counts, and the sizes of the groups in it by name.
    """
    seen = defaultdict(lambda: defaultdict(int))
    for patients, counts, groups in worlds:
        found = rule(Counted(patients, {SET: counts}))
        looks = (patients, found and tuple(found[1]))
        sizes = seen[looks]
        for name, size in groups.items():
            sizes[name] |= 1 << (size + patients)
    small = {looks[0]: sum(1 << (size + looks[0]) for size in range(1, least)) for looks in seen}
    return [
        (looks, name)
        for looks, sizes in seen.items()
        for name, mask in sizes.items()
        if mask & ~small[looks[0]] == 0
    ]


def worlds_of_two_questions(patients):
    """Every number of answers to two questions, whoever gave them.

    The attacker may believe that whoever answered one of them answered the other too, so the
    difference between them is a group as well.
    """
    numbers = [(a, y) for a in range(patients + 1) for y in range(a + 1)]
    for (a1, y1), (a2, y2) in product(numbers, numbers):
        groups = {
            "answered": a1,
            "did not answer": patients - a1,
            "said yes": y1,
            "said something else": a1 - y1,
            "did not say yes": patients - y1,
            "passed the other by": a1 - a2,
        }
        yield patients, {1: Count(a1, y1), 2: Count(a2, y2)}, groups


@pytest.mark.parametrize("patients", range(1, 21))
def test_no_small_group_shows_whatever_was_answered(patients):
    assert small_groups(worlds_of_two_questions(patients), told_of, least=5) == []


NONE, YES, OTHER = range(3)
CELLS = list(product((NONE, YES, OTHER), repeat=2))
"""What one person can have answered to two questions."""


def worlds_of_persons(patients, *, largest):
    """Every way in which so many persons can have answered two questions.

    The groups are all that can be named by what they answered to both, such as "yes to the first
    and nothing to the second, or nothing to either", up to so many kinds of persons.
    """
    named = [kinds for size in range(1, largest + 1) for kinds in combinations(range(9), size)]
    for bars in combinations_with_replacement(range(9), patients):
        sizes = [0] * 9
        for kind in bars:
            sizes[kind] += 1
        counts = {}
        for place, question in enumerate((1, 2)):
            yes = sum(n for cell, n in zip(CELLS, sizes, strict=True) if cell[place] == YES)
            other = sum(n for cell, n in zip(CELLS, sizes, strict=True) if cell[place] == OTHER)
            counts[question] = Count(yes + other, yes)
        groups = {kinds: sum(sizes[kind] for kind in kinds) for kinds in named}
        yield patients, counts, groups


@pytest.mark.parametrize(
    ("patients", "least", "largest"),
    [
        pytest.param(6, 2, 4, id="six persons, two instead of five"),
        pytest.param(8, 2, 2, id="eight persons, two instead of five"),
        pytest.param(9, 3, 2, id="nine persons, three instead of five"),
    ],
)
def test_no_small_group_shows_by_what_persons_answered_to_two_questions(patients, least, largest):
    """The same rule with smaller numbers, so that every world can be tried."""
    worlds = worlds_of_persons(patients, largest=largest)

    assert small_groups(worlds, partial(told_of, least=least), least=least) == []


def only_small_numbers_hidden(counted):
    """The rule that comes to mind first: hide a number below five."""
    shown = [
        Figure(question, counted.patients, count.answered, count.yes if count.yes >= 5 else None)
        for question, count in counted.sets[SET].items()
        if count.answered >= 5
    ]
    return (SET, shown) if shown else None


def each_side_hidden(counted):
    """The rule that comes to mind next: hide each side below five, and say which it was."""
    shown = []
    for question, count in counted.sets[SET].items():
        others = count.answered - count.yes
        few = {(True, False): Few.YES, (False, True): Few.OTHERS}.get((count.yes < 5, others < 5))
        yes = count.yes if count.yes >= 5 and others >= 5 else None
        if min(count.answered, counted.patients - count.answered) >= 5:
            shown.append(Figure(question, counted.patients, count.answered, yes, few))
    return (SET, shown) if shown else None


@pytest.mark.parametrize(
    ("rule", "shows"),
    [
        (
            only_small_numbers_hidden,
            {"did not answer", "said something else", "did not say yes", "passed the other by"},
        ),
        (each_side_hidden, {"said yes", "said something else", "passed the other by"}),
    ],
)
def test_rules_that_hide_less_are_seen_through(rule, shows):
    """The trial itself must be able to fail."""
    found = small_groups(worlds_of_two_questions(16), rule, least=5)

    assert shows <= {name for _looks, name in found}
