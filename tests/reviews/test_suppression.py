"""Nothing under five people, and nothing that lets a hidden figure be computed back (S-09)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.reviews.quality.cells import Dimension, Filter
from apps.reviews.quality.figures import MASKS
from apps.reviews.quality.hiding import hidden_by_line
from apps.reviews.quality.suppression import TOTAL, hidden_in_line, hidden_in_table


def crowd(number: int, first: int = 0) -> int:
    """A set of `number` people."""
    return ((1 << number) - 1) << first


def test_a_cell_of_four_people_is_hidden_and_one_of_five_is_shown():
    people = {"caf": crowd(4), "cpam": crowd(3, 4), "ants": crowd(5)}
    assert hidden_in_line(people) == {"caf", "cpam"}


def test_a_hidden_cell_alone_takes_the_smallest_other_with_it():
    people = {"caf": crowd(2), "cpam": crowd(30), "ants": crowd(9)}
    assert hidden_in_line(people) == {"caf", "ants"}


def test_hidden_cells_hold_five_people_together():
    """Else the total less the cells shown would be a figure about three people."""
    people = {"caf": crowd(2), "cpam": crowd(1, 2), "ants": crowd(9), "msa": crowd(30)}
    assert hidden_in_line(people) == {"caf", "cpam", "ants"}


def test_a_total_of_four_people_hides_everything():
    assert hidden_in_line({"caf": crowd(4), "cpam": crowd(2)}) == {"caf", "cpam"}


def test_nobody_is_no_secret():
    assert hidden_in_line({"caf": 0, "cpam": crowd(8)}) == set()


def test_a_small_cell_inside_a_table_hides_a_rectangle():
    """Row, column and total are shown: differencing over any of them must not give it back."""
    people = {(row, column): crowd(10) for row in "abc" for column in "xyz"}
    people["a", "x"] = crowd(3)
    hidden = hidden_in_table(people)
    assert ("a", "x") in hidden
    assert len(hidden) == 4
    assert len([cell for cell in hidden if cell[0] == "a"]) == 2
    assert len([cell for cell in hidden if cell[1] == "x"]) == 2


def test_two_rectangles_joined_by_one_cell_do_not_give_that_cell_away():
    """Each row and column of the hidden cells holds two or more; the joining one is still told."""
    rows, columns = range(4), range(4)
    small = {(0, 0), (0, 1), (1, 0), (1, 1), (2, 2), (2, 3), (3, 2), (3, 3), (1, 2)}
    people = {
        (row, column): crowd(3, 3 * (row + column)) if (row, column) in small else crowd(20)
        for row in rows
        for column in columns
    }
    hidden = hidden_in_table(people)
    assert not deducible(people, hidden)


def test_a_small_margin_is_hidden_with_another_one():
    people = {("a", "x"): crowd(2), ("a", "y"): crowd(1, 2), ("b", "x"): crowd(12)}
    people |= {("b", "y"): crowd(9), ("c", "x"): crowd(20), ("c", "y"): crowd(20)}
    hidden = hidden_in_table(people)
    assert {("a", TOTAL), ("b", TOTAL)} <= hidden
    assert ("c", TOTAL) not in hidden
    assert not deducible(people, hidden)


def test_what_one_family_of_figures_hides_the_other_hides_too():
    people = {(row, column): crowd(10) for row in "ab" for column in "xy"}
    assert ("a", "x") in hidden_in_table(people, {("a", "x")})
    assert not deducible(people, hidden_in_table(people, {("a", "x")}))


def deducible(people: dict, hidden: set) -> set:
    """The hidden cells that follow from what is shown, by linear algebra and no cleverness: a cell
    follows if it is a combination of the equations « the cells of a line add up to its margin »."""
    rows = sorted({row for row, _ in people}, key=str)
    columns = sorted({column for _, column in people}, key=str)
    unknown = sorted(hidden, key=str)
    place = {cell: number for number, cell in enumerate(unknown)}
    equations = []
    for row in [*rows, TOTAL]:
        equations.append([(row, column) for column in [*columns, TOTAL]])
    for column in [*columns, TOTAL]:
        equations.append([(row, column) for row in [*rows, TOTAL]])
    matrix = np.zeros((len(equations), len(unknown)))
    for number, line in enumerate(equations):
        for cell in line:
            if cell in place:
                is_margin = cell[0] is TOTAL or cell[1] is TOTAL
                matrix[number, place[cell]] = -1 if is_margin else 1
    if not unknown:
        return set()
    rank = np.linalg.matrix_rank(matrix)
    told = set()
    for cell, number in place.items():
        unit = np.zeros((1, len(unknown)))
        unit[0, number] = 1
        if np.linalg.matrix_rank(np.vstack([matrix, unit])) == rank:
            told.add(cell)
    return told


tables = st.integers(2, 5).flatmap(
    lambda rows: st.integers(2, 5).flatmap(
        lambda columns: st.lists(
            st.sampled_from([0, 1, 2, 3, 4, 5, 6, 9, 15, 30]),
            min_size=rows * columns,
            max_size=rows * columns,
        ).map(
            lambda sizes: {
                (number // columns, number % columns): crowd(size, number % 7)
                for number, size in enumerate(sizes)
            }
        )
    )
)


@given(tables)
def test_no_hidden_cell_follows_from_rows_columns_and_totals(people: dict):
    """S-09, on tables drawn at random; the judge is linear algebra, not the code under test."""
    everyone = 0
    for mask in people.values():
        everyone |= mask
    hidden = hidden_in_table(people)
    assert all(cell in hidden for cell, mask in people.items() if 0 < mask.bit_count() < 5)
    if everyone.bit_count() >= 5:
        assert deducible(people, hidden) == set()


@pytest.mark.parametrize("seed", range(200))
def test_the_pages_of_rows_and_those_of_columns_give_nothing_back_together(seed: int):
    """S-09: a cell stands on the page of its operator and on that of its theme; what the one hides
    the other hides. (Deciding twice, once for each, gave figures away.)"""
    rng = np.random.default_rng(seed)
    people = {
        (row, column): crowd(int(rng.choice([0, 1, 2, 3, 5, 9, 15, 30])), int(rng.integers(7)))
        for row in ("ants", "caf", "cpam", "msa")
        for column in ("Argent", "Famille", "Papiers", "Santé")
    }
    pair = (Dimension.OPERATOR, Dimension.THEME)
    hidden = hidden_by_line({pair: dict.fromkeys(MASKS, people)})
    rows, columns = ({key[place] for key in people} for place in (0, 1))
    on_rows = {
        (row, column)
        for row in rows
        for column in hidden[Filter(pair[0], row)].of(pair[1])["people"]
    }
    on_columns = {
        (row, column)
        for column in columns
        for row in hidden[Filter(pair[1], column)].of(pair[0])["people"]
    }
    assert on_rows == on_columns
    totals = {(row, TOTAL) for row in rows if "people" in hidden[Filter(pair[0], row)].total}
    totals |= {(TOTAL, c) for c in columns if "people" in hidden[Filter(pair[1], c)].total}
    everyone = crowd(0)
    for mask in people.values():
        everyone |= mask
    if everyone.bit_count() >= 5:
        assert deducible(people, on_rows | totals) == set()


@pytest.mark.parametrize("seed", range(3))
def test_a_whole_country_is_protected_in_time_to_show_it(seed: int):
    rng = np.random.default_rng(seed)
    people = {
        (row, column): crowd(int(rng.integers(0, 40)) if rng.random() < 0.3 else 0)
        for row in range(101)
        for column in range(50)
    }
    hidden = hidden_in_table(people)
    assert len(hidden) < len(people)
