"""Somebody who opens every page of figures again and again, and works out what they can.

They know which patients each unit has, which the staff there do, and how figures are made.
"""

import csv
import io
import re
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from itertools import chain, combinations
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from flask.testing import FlaskClient

YEARS = (2025, 2026)
CARD = re.compile(r"question-(.+)-(\d+)-(\d+)")
SAYS = re.compile(r"(?P<bound>at least |at most )?(?P<part>\d+) of (?P<whole>\d+)")
SMALL = range(1, 5)

Cell = tuple[uuid.UUID, str, str, int, int]
"""A unit, a month, a question set, its version and a question."""
Said = tuple[int | None, int | None, str, int | None]
"""What stands in a cell: patients, how many answered, at least or at most, how many said yes."""
Lists = Mapping[str, Mapping[uuid.UUID, set[uuid.UUID]]]
"""For each month the patients who are counted at each unit."""


@dataclass
class Attacker:
    """What somebody has read so far, in the order they read it."""

    app: Flask
    read: dict[Cell, list[Said]] = field(default_factory=lambda: defaultdict(list))

    def look(self, person_id: uuid.UUID, units: Iterable[uuid.UUID]) -> None:
        """Open everything there is, as somebody who works at some of these units."""
        browser = self.app.test_client()
        browser.press(f"/demo/people/{person_id}")
        browser.press("/language", language="en")
        for unit in units:
            for period in ("", *(f"/{year}" for year in YEARS)):
                path = f"/care/follow-up/{unit}{period}"
                self._keep(unit, _cells_of_page(_main(_body(browser, path))))
                self._keep(unit, _cells_of_file(_body(browser, f"{path}/figures.csv")))

    def _keep(
        self, unit: uuid.UUID, cells: Iterable[tuple[tuple[str, str, int, int], Said]]
    ) -> None:
        for cell, said in cells:
            self.read[unit, *cell].append(said)

    def changed(self) -> list[Cell]:
        """Return the cells that did not say the same each time, on every page and in every file."""
        return [cell for cell, said in self.read.items() if len(set(said)) > 1]

    def small_groups(self, lists: Lists) -> list[tuple[str, object, int]]:
        """Return the groups of one to four persons that can be worked out, and how."""
        last = {cell: said[-1] for cell, said in self.read.items()}
        found = chain(
            _read_directly(last),
            _between_looks(self.read),
            _between_questions(last),
            _between_sets(last),
            _between_units(last, lists),
        )
        return [(how, where, size) for how, where, size in found if size in SMALL]


def _body(browser: FlaskClient, path: str) -> str:
    # Past the strict client of the tests, which would spend its time on reading the pages too.
    answer = FlaskClient.open(browser, path)
    assert answer.status_code in (200, 404)
    return answer.get_data().decode("utf-8-sig") if answer.status_code == 200 else ""


def _main(page: str) -> str:
    return page[page.find("<main") : page.find("</main>")]


@cache
def _cells_of_page(main: str) -> list[tuple[tuple[str, str, int, int], Said]]:
    """Read the tables of a page. Most pages say what they said the last time."""
    return list(_cells_of_tables(html5lib.parse(main, namespaceHTMLElements=False)))


def _cells_of_tables(tree: Element) -> Iterator[tuple[tuple[str, str, int, int], Said]]:
    for card in tree.iter("section"):
        if card_name := CARD.fullmatch(card.get("aria-labelledby") or ""):
            name, version, number = card_name.groups()
            for row in card.find(".//tbody").iter("tr"):
                month = row.find(".//time").get("datetime")
                yield (month, name, int(version), int(number)), _said(row)


def _said(row: Element) -> Said:
    yes, answered = ("".join(cell.itertext()) for cell in row.iter("td"))
    of_patients, of_answered = SAYS.search(answered), SAYS.search(yes)
    bound = (of_answered.group("bound") or "exactly ").strip() if of_answered else "hidden"
    return (
        int(of_patients.group("whole")) if of_patients else None,
        int(of_patients.group("part")) if of_patients else None,
        bound,
        int(of_answered.group("part")) if of_answered else None,
    )


def _cells_of_file(written: str) -> Iterator[tuple[tuple[str, str, int, int], Said]]:
    for month, name, version, _, number, _, patients, answered, _, yes, _ in list(
        csv.reader(io.StringIO(written), delimiter=";")
    )[1:]:
        bound = re.match(r"at least|at most|hidden", yes)
        digits = re.search(r"\d+", yes)
        yield (
            (month, name, int(version), int(number)),
            (
                int(patients) if patients != "hidden" else None,
                int(answered) if answered != "hidden" else None,
                bound.group() if bound else "exactly",
                int(digits.group()) if digits else None,
            ),
        )


def _read_directly(last: Mapping[Cell, Said]) -> Iterator[tuple[str, object, int]]:
    for cell, (patients, answered, bound, yes) in last.items():
        if patients is not None and answered is not None:
            yield "answered", cell, answered
            yield "did not answer", cell, patients - answered
        if bound == "exactly" and yes is not None:
            yield "said yes", cell, yes
            yield "said something else", cell, answered - yes


def _between_looks(read: Mapping[Cell, list[Said]]) -> Iterator[tuple[str, object, int]]:
    """Whoever came or went between two looks is the difference between them."""
    for cell, said in read.items():
        for earlier, later in combinations(dict.fromkeys(said), 2):
            for place in (0, 1, 3):
                if earlier[place] is not None and later[place] is not None:
                    yield "since the last look", cell, abs(later[place] - earlier[place])


def _between_questions(last: Mapping[Cell, Said]) -> Iterator[tuple[str, object, int]]:
    """Whoever passed a question by, if all who answered one answered the other too."""
    for (one, said), (other, also) in combinations(last.items(), 2):
        if one[:4] == other[:4] and said[1] is not None and also[1] is not None:
            yield "passed a question by", (one, other), abs(said[1] - also[1])


def _between_sets(last: Mapping[Cell, Said]) -> Iterator[tuple[str, object, int]]:
    """Whoever answered neither of two sets, if nobody answered both."""
    for (one, said), (other, also) in combinations(last.items(), 2):
        if one[:2] == other[:2] and one[2:4] != other[2:4] and None not in (said[1], also[1]):
            yield "answered neither set", (one, other), said[0] - said[1] - also[1]


def _between_units(last: Mapping[Cell, Said], lists: Lists) -> Iterator[tuple[str, object, int]]:
    """What the figures of several units add up to, for patients who are on the same lists."""
    for question in {cell[1:] for cell in last}:
        units, on_lists = lists.get(question[0], {}), defaultdict(int)
        for patient in set().union(*units.values()):
            on_lists[frozenset(unit for unit, of in units.items() if patient in of)] += 1
        equations = list(_equations(last, question, on_lists))
        for size in range(1, len(on_lists) + 1):
            for group in combinations(on_lists, size):
                yes = {(one, "yes"): Fraction(1) for one in group}
                others = {(one, "others"): Fraction(1) for one in group}
                for name, wanted in (("yes", yes), ("others", others), ("all", yes | others)):
                    if (worked_out := _solved(wanted, equations)) is not None:
                        yield f"on certain lists: {name}", (question, group), worked_out
                        if name == "all":
                            everybody = sum(on_lists[one] for one in group)
                            yield "on certain lists: no answer", question, everybody - worked_out


Unknown = tuple[frozenset[uuid.UUID], str]
Equation = tuple[dict[Unknown, Fraction], Fraction]


def _equations(
    last: Mapping[Cell, Said],
    question: tuple[str, str, int, int],
    on_lists: Mapping[frozenset[uuid.UUID], int],
) -> Iterator[Equation]:
    for cell, (_, answered, bound, yes) in last.items():
        here = [one for one in on_lists if cell[0] in one]
        if cell[1:] == question and answered is not None:
            both = {(one, said): Fraction(1) for one in here for said in ("yes", "others")}
            yield both, Fraction(answered)
            if bound == "exactly" and yes is not None:
                yield {(one, "yes"): Fraction(1) for one in here}, Fraction(yes)


def _solved(wanted: dict[Unknown, Fraction], equations: list[Equation]) -> int | None:
    """Return the sum that is wanted, if the equations leave no choice (Gauss)."""
    rows: list[tuple[Unknown, Equation]] = []
    for equation in equations:
        left, right = _reduced(*equation, rows)
        if left:
            rows.append((next(iter(left)), (left, right)))
    left, right = _reduced(wanted, Fraction(0), rows)
    return None if left else int(-right)


def _reduced(
    left: dict[Unknown, Fraction], right: Fraction, rows: list[tuple[Unknown, Equation]]
) -> Equation:
    left = dict(left)
    for pivot, (other, value) in rows:
        if factor := left.get(pivot, Fraction(0)) / other[pivot]:
            for unknown, number in other.items():
                left[unknown] = left.get(unknown, Fraction(0)) - factor * number
            right -= factor * value
    return {unknown: number for unknown, number in left.items() if number}, right
