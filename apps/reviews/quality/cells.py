"""Reads the figures of one period and scope: sums by line of each dimension, people by cell."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations
from typing import Any, Self

from django.db import connection, transaction

from apps.accounts.models import User
from apps.reviews.quality.figures import COUNTS, MASKS, Cell, Counts
from apps.reviews.quality.periods import Quarter
from apps.reviews.quality.suppression import Cell as InnerCell

Line = str | date


class Dimension(StrEnum):
    """What the figures are broken down by; the values are columns of WeeklyFigure."""

    OPERATOR = "operator"
    WEEK = "week"
    THEME = "theme"
    DEPARTEMENT = "departement"

    def read(self, line: str) -> Line:
        """A line from its text."""
        return date.fromisoformat(line) if self is Dimension.WEEK else line


@dataclass(frozen=True, slots=True)
class Filter:
    """One line of one dimension: the whole page then speaks of it alone. One at a time: with more,
    what one page hides could be computed from others."""

    dimension: Dimension
    line: Line


@dataclass(frozen=True, slots=True)
class Scope:
    """The weeks of a quarter, of all départements or some."""

    period: Quarter
    everywhere: bool
    departements: tuple[str, ...] = ()

    @classmethod
    def of(cls, user: User, period: Quarter) -> Self:
        return cls(period, user.is_national, () if user.is_national else tuple(user.scope))

    def parameters(self) -> dict[str, Any]:
        """Of the queries below."""
        return {
            "begin": self.period.begin,
            "end": self.period.end,
            "everywhere": self.everywhere,
            "scope": list(self.departements),
        }


Cells = dict[Dimension, dict[Line, Cell]]
# Two dimensions, in the order of Dimension: a table has one orientation, whoever asks for it.
Pair = tuple[Dimension, Dimension]
People = dict[Pair, dict[str, dict[InnerCell, int]]]

PAIRS: tuple[Pair, ...] = tuple(combinations(Dimension, 2))
_SUMS = ", ".join([*(f"sum({name})" for name in COUNTS), *(f"bit_or({name})" for name in MASKS)])
_IN_SCOPE = """
  FROM reviews_weeklyfigure
 WHERE week BETWEEN %(begin)s AND %(end)s AND (%(everywhere)s OR departement = ANY(%(scope)s))
"""
# Grouped with the operator, each time: exactness weighs the operators of every line.
_SUM_LINES = f"""
SELECT CASE grouping(week, theme, departement)
       WHEN 3 THEN 'week' WHEN 5 THEN 'theme' ELSE 'departement' END,
       coalesce(week::text, theme, departement), operator, {_SUMS} {_IN_SCOPE} {{only}}
 GROUP BY GROUPING SETS ((week, operator), (theme, operator), (departement, operator))
"""
_SUMMED_LINES = f"""
SELECT dimension, line, operator, {", ".join((*COUNTS, *MASKS))}
  FROM reviews_quarterfigure WHERE quarter = %(quarter)s
"""  # noqa: S608 - see above
_UNITE_PEOPLE = f"""
SELECT grouping({", ".join(Dimension)}), {", ".join(Dimension)},
       {", ".join(f"bit_or({mask})" for mask in MASKS)} {_IN_SCOPE}
 GROUP BY GROUPING SETS ({{pairs}})
"""


@contextmanager
def one_snapshot() -> Iterator[None]:
    """All that is read inside is of one moment: figures and what is hidden of them belong together.
    A transaction that is already open keeps its own rule."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def sum_lines(chosen: Filter | None = None) -> str:
    """The query that sums weekly rows by line: dimension, line, operator, COUNTS, MASKS."""
    return _SUM_LINES.format(only=f"AND {chosen.dimension} = %(line)s" if chosen else "")


def read_cells(scope: Scope, chosen: Filter | None) -> Cells:
    """The sums of each line of each dimension, of the lines that `chosen` leaves."""
    is_summed = scope.everywhere and chosen is None
    parameters = {**scope.parameters(), "quarter": scope.period.key}
    if chosen:
        parameters["line"] = chosen.line
    cells: Cells = {dimension: {} for dimension in Dimension}
    for name, text, operator, *sums in _rows(
        _SUMMED_LINES if is_summed else sum_lines(chosen), parameters
    ):
        dimension, counts = Dimension(name), Counts(*map(int, sums))
        cells[dimension].setdefault(dimension.read(text), Cell()).add(operator, counts)
        if dimension is Dimension.WEEK:
            cells[Dimension.OPERATOR].setdefault(operator, Cell()).add(operator, counts)
    return cells


def read_people(scope: Scope, pairs: Collection[Pair]) -> People:
    """The people of each cell of the tables that these pairs of dimensions make, by set of
    MASKS."""
    query = _UNITE_PEOPLE.format(pairs=", ".join(f"({one}, {other})" for one, other in pairs))
    people: People = {pair: {family: {} for family in MASKS} for pair in pairs}
    # grouping() has a bit set for each column that is not grouped by, the last column's first.
    dimensions = tuple(Dimension)
    masks = {
        sum(8 >> place for place, each in enumerate(dimensions) if each not in pair): pair
        for pair in pairs
    }
    for mask, *values in _rows(query, scope.parameters()):
        pair = masks[mask]
        row, column = (values[dimensions.index(each)] for each in pair)
        for family, united in zip(MASKS, values[len(dimensions) :], strict=True):
            people[pair][family][row, column] = united
    return people


def _rows(query: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return list(cursor.fetchall())
