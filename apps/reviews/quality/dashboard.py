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
    Dimension,
    Filter,
    Line,
    Scope,
    one_snapshot,
    read_cells,
)
from apps.reviews.quality.figures import MASKS, Cell, Figures
from apps.reviews.quality.hiding import hidden_beside, hidden_in_lines
from apps.reviews.quality.periods import Quarter
from apps.reviews.quality.suppression import MINIMUM

_OPERATORS: dict[str, str] = {each.value: name for each, name in OPERATOR_NAMES.items()}


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
    scope = Scope.of(user, period)
    with one_snapshot():
        cells = read_cells(scope, chosen)
        hidden = hidden_beside(scope, chosen) if chosen else hidden_in_lines(cells)
    total = Cell.union(cells[Dimension.OPERATOR].values())
    if hidden is None or not total.counts.people:
        return Dashboard(period, chosen, None, {})
    hidden_of_total = hidden.total | {
        family for family in MASKS if 0 < getattr(total.counts, family).bit_count() < MINIMUM
    }
    if "people" in hidden_of_total:
        return Dashboard(period, chosen, None, {})
    others = [each for each in Dimension if not chosen or each is not chosen.dimension]
    return Dashboard(
        period,
        chosen,
        total.figures(frozenset(hidden_of_total)),
        {each: _breakdown(each, cells[each], hidden.of(each)) for each in others},
    )


def label_of(dimension: Dimension, line: Line, names: Mapping[str, str] | None = None) -> str:
    """How a line is called on the page; `names` are those of départements."""
    if isinstance(line, date):
        return f"{line:%d/%m/%Y}"
    if dimension is Dimension.OPERATOR and line in _OPERATORS:
        return _OPERATORS[line]
    if dimension is Dimension.DEPARTEMENT:
        known = departement_names() if names is None else names
        return known.get(line, line) or _("No desk")
    return line or _("Not recognised")


def departement_names() -> dict[str, str]:
    return {each.code: str(each) for each in Departement.objects.all()}


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
