"""The dashboard of one period and scope: totals, and a table for each dimension, with what must
stay hidden left out."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from apps.accounts.models import Departement, User
from apps.answering.enums import OPERATOR_NAMES
from apps.reviews.quality.cells import (
    Cells,
    Dimension,
    Filter,
    Line,
    read_cells,
    read_people,
)
from apps.reviews.quality.figures import MASKS, Cell, Figures
from apps.reviews.quality.periods import Quarter
from apps.reviews.quality.suppression import (
    MINIMUM,
    TOTAL,
    hidden_in_line,
    hidden_in_table,
)

_OPERATORS: dict[str, str] = {each.value: name for each, name in OPERATOR_NAMES.items()}

# For each dimension, for each set of people, the lines whose figures stay hidden.
Hidden = dict[Dimension, dict[str, set[Line]]]


@dataclass(frozen=True, slots=True)
class Row:
    key: Line
    label: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A table: `rows` may be shown, `hidden` further lines may not."""

    dimension: Dimension
    rows: list[Row]
    hidden: int


@dataclass(frozen=True, slots=True)
class Dashboard:
    """`total` is None when too few people stand behind it, or would be left without it."""

    period: Quarter
    chosen: Filter | None
    total: Figures | None
    breakdowns: dict[Dimension, Breakdown]

    @property
    def gaps(self) -> list[Row]:
        """Themes with requests that found no answer, most first."""
        themes = self.breakdowns.get(Dimension.THEME)
        rows = [row for row in themes.rows if row.figures.counts.declined] if themes else []
        return sorted(rows, key=lambda row: -row.figures.counts.declined)


def build_dashboard(user: User, period: Quarter, chosen: Filter | None = None) -> Dashboard:
    """The figures that a supervisor may see, within their scope."""
    cells = read_cells(user, period, chosen)
    total = Cell.union(cells[Dimension.OPERATOR].values())
    hidden_of_total = {
        family for family in MASKS if 0 < getattr(total.counts, family).bit_count() < MINIMUM
    }
    if chosen:
        hidden, beside = _hidden_beside(user, period, chosen)
        hidden_of_total |= beside
    else:
        hidden = _hidden_in_lines(cells)
    if "people" in hidden_of_total or not total.counts.people:
        return Dashboard(period, chosen, None, {})
    return Dashboard(
        period,
        chosen,
        total.figures(frozenset(hidden_of_total)),
        {each: _breakdown(each, cells[each], hidden[each]) for each in hidden},
    )


def label_of(dimension: Dimension, line: Line, names: Mapping[str, str] | None = None) -> str:
    """How a line is called on the page; `names` are those of départements."""
    if isinstance(line, date):
        return f"{line:%d/%m/%Y}"
    if dimension is Dimension.OPERATOR and line in _OPERATORS:
        return _OPERATORS[line]
    if dimension is Dimension.DEPARTEMENT:
        return (names or departement_names()).get(line, line) or _("No desk")
    return line or _("Not recognised")


def departement_names() -> dict[str, str]:
    return {each.code: str(each) for each in Departement.objects.all()}


def _hidden_in_lines(cells: Cells) -> Hidden:
    """What tables of one dimension hide, their total being shown."""
    hidden: Hidden = {}
    for dimension, lines in cells.items():
        first = hidden_in_line({line: cell.counts.people for line, cell in lines.items()})
        hidden[dimension] = {
            family: hidden_in_line(
                {line: getattr(cell.counts, family) for line, cell in lines.items()}, first
            )
            for family in MASKS
        }
    return hidden


def _hidden_beside(user: User, period: Quarter, chosen: Filter) -> tuple[Hidden, set[str]]:
    """What the page of one line hides, given that those of the other lines can be looked at; and
    the sets of people for which not even its total may be shown."""
    hidden: Hidden = {}
    of_total: set[str] = set()
    for dimension, people in read_people(user, period, chosen.dimension).items():
        first = hidden_in_table(people["people"])
        hidden[dimension] = {}
        for family in MASKS:
            told = first if family == "people" else hidden_in_table(people[family], first)
            hidden[dimension][family] = {
                column
                for row, column in told
                if row == chosen.line and isinstance(column, str | date)
            }
            if (chosen.line, TOTAL) in told:
                of_total.add(family)
    return hidden, of_total


def _breakdown(
    dimension: Dimension, cells: Mapping[Line, Cell], hidden: Mapping[str, set[Line]]
) -> Breakdown:
    names = departement_names() if dimension is Dimension.DEPARTEMENT else {}
    hidden_sets: defaultdict[Line, set[str]] = defaultdict(set)
    for family, lines in hidden.items():
        for line in lines:
            hidden_sets[line].add(family)
    rows = [
        Row(line, label_of(dimension, line, names), cell.figures(frozenset(hidden_sets[line])))
        for line, cell in cells.items()
        if "people" not in hidden_sets[line]
    ]
    by_name = dimension in (Dimension.WEEK, Dimension.DEPARTEMENT)
    rows.sort(
        key=lambda row: str(row.key) if by_name else (-row.figures.counts.requests, row.label)
    )
    return Breakdown(dimension, rows, len(hidden["people"]))
