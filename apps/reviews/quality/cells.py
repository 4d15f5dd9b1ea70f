"""Reads the weekly rows of one period and scope: sums by line of each dimension, people by cell."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db import connection

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


@dataclass(frozen=True, slots=True)
class Filter:
    """One line of one dimension: the whole page then speaks of it alone. One at a time: with more,
    what one page hides could be computed from others."""

    dimension: Dimension
    line: Line


Cells = dict[Dimension, dict[Line, Cell]]
People = dict[str, dict[InnerCell, int]]

_SUMS = ", ".join([*(f"sum({name})" for name in COUNTS), *(f"bit_or({name})" for name in MASKS)])
_GROUPED = (Dimension.WEEK, Dimension.THEME, Dimension.DEPARTEMENT)
# Grouped with the operator, each time: exactness weighs the operators of every line.
SUM_LINES = f"""
SELECT grouping(week, theme, departement), week, theme, departement, operator, {_SUMS}
  FROM reviews_weeklyfigure
 WHERE week BETWEEN %(begin)s AND %(end)s AND (%(everywhere)s OR departement = ANY(%(scope)s))
       {{only}}
 GROUP BY GROUPING SETS ((week, operator), (theme, operator), (departement, operator))
"""  # noqa: S608 - names of columns, all from this module
_UNITE_PEOPLE = f"""
SELECT grouping({{others}}), {{dimension}}, {{others}}, {", ".join(f"bit_or({m})" for m in MASKS)}
  FROM reviews_weeklyfigure
 WHERE week BETWEEN %(begin)s AND %(end)s AND (%(everywhere)s OR departement = ANY(%(scope)s))
 GROUP BY GROUPING SETS ({{sets}})
"""  # noqa: S608 - see above


def read_cells(user: User, period: Quarter, chosen: Filter | None) -> Cells:
    """The sums of each line of each dimension, of the lines that `chosen` leaves."""
    only = f"AND {chosen.dimension} = %(line)s" if chosen else ""
    cells: Cells = {dimension: {} for dimension in Dimension}
    line = chosen.line if chosen else None
    for mask, *lines, operator, sums in _read(SUM_LINES.format(only=only), user, period, line, 5):
        # grouping() has a bit set for each column that is not grouped by.
        place = {0b011: 0, 0b101: 1, 0b110: 2}[mask]
        counts = Counts(**dict(zip((*COUNTS, *MASKS), sums, strict=True)))
        cells[_GROUPED[place]].setdefault(lines[place], Cell()).add(operator, counts)
        if place == 0:
            cells[Dimension.OPERATOR].setdefault(operator, Cell()).add(operator, counts)
    return cells


def read_people(user: User, period: Quarter, dimension: Dimension) -> dict[Dimension, People]:
    """For each other dimension, the people of each cell of the table that it makes with this one,
    by set of MASKS."""
    others = [each for each in Dimension if each is not dimension]
    query = _UNITE_PEOPLE.format(
        dimension=dimension,
        others=", ".join(others),
        sets=", ".join(f"({dimension}, {other})" for other in others),
    )
    people: dict[Dimension, People] = {other: {family: {} for family in MASKS} for other in others}
    for mask, row, *columns, masks in _read(query, user, period, None, 2 + len(others)):
        place = {0b011: 0, 0b101: 1, 0b110: 2}[mask]
        for family, united in zip(MASKS, masks, strict=True):
            people[others[place]][family][row, columns[place]] = united
    return people


def _read(
    query: str, user: User, period: Quarter, line: Line | None, keys: int
) -> "list[tuple[Any, ...]]":
    """Rows: the first `keys` columns, then all others as one tuple."""
    parameters: dict[str, Any] = {
        "begin": period.begin,
        "end": period.end,
        "everywhere": user.is_national,
        "scope": list(user.scope),
        "line": line,
    }
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return [(*row[:keys], row[keys:]) for row in cursor.fetchall()]
