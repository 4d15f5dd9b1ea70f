"""What pages hide: that of a whole scope by its totals, that of one line given all the others."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

from apps.reviews.models import LineSuppression
from apps.reviews.quality.cells import (
    PAIRS,
    Cells,
    Dimension,
    Filter,
    Line,
    People,
    Scope,
    read_people,
)
from apps.reviews.quality.figures import MASKS
from apps.reviews.quality.suppression import TOTAL, Key, hidden_in_line, hidden_in_table


@dataclass(frozen=True, slots=True)
class Hidden:
    """What a page hides. `lines`: for each dimension, for each set of people (of MASKS), the lines
    whose figures stay hidden; `total`: the sets for which not even the total may be shown."""

    lines: dict[Dimension, dict[str, set[Line]]] = field(default_factory=dict)
    total: set[str] = field(default_factory=set)

    def of(self, dimension: Dimension) -> dict[str, set[Line]]:
        return self.lines.setdefault(dimension, {family: set() for family in MASKS})

    def as_json(self) -> dict[str, Any]:
        return {
            "total": sorted(self.total),
            "lines": {
                dimension: {family: sorted(map(str, lines)) for family, lines in families.items()}
                for dimension, families in self.lines.items()
            },
        }

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Self:
        lines = {
            Dimension(name): {
                family: {Dimension(name).read(text) for text in texts}
                for family, texts in families.items()
            }
            for name, families in told["lines"].items()
        }
        return cls(lines, set(told["total"]))


def hidden_in_lines(cells: Cells) -> Hidden:
    """What tables of one dimension hide, their total being shown."""
    hidden = Hidden()
    for dimension, lines in cells.items():
        first = hidden_in_line({line: cell.counts.people for line, cell in lines.items()})
        for family in MASKS:
            people = {line: getattr(cell.counts, family) for line, cell in lines.items()}
            hidden.of(dimension)[family] |= hidden_in_line(people, first)
    return hidden


def hidden_beside(scope: Scope, chosen: Filter) -> Hidden | None:
    """What the page of one line hides, given that those of the other lines can be looked at; None
    when nothing is known of the line. The job has computed it for the whole country."""
    if not scope.everywhere:
        pairs = [pair for pair in PAIRS if chosen.dimension in pair]
        return hidden_by_line(read_people(scope, pairs)).get(chosen)
    known = LineSuppression.objects.filter(
        quarter=scope.period.key, dimension=chosen.dimension, line=str(chosen.line)
    ).first()
    return Hidden.from_json(known.hidden) if known else None


def hidden_by_line(people: People) -> dict[Filter, Hidden]:
    """For each line that has people, what its page hides: a table of two dimensions is decided on
    once, for the pages of its rows and of its columns alike."""
    hidden: dict[Filter, Hidden] = {}
    for (one, other), families in people.items():
        for row, column in families["people"]:
            hidden.setdefault(_line(one, row), Hidden())
            hidden.setdefault(_line(other, column), Hidden())
        first = hidden_in_table(families["people"])
        for family in MASKS:
            told = first if family == "people" else hidden_in_table(families[family], first)
            for row, column in told:
                if column is TOTAL:
                    hidden[_line(one, row)].total.add(family)
                elif row is TOTAL:
                    hidden[_line(other, column)].total.add(family)
                else:
                    _hide(hidden, _line(one, row), _line(other, column), family)
    return hidden


def _hide(hidden: dict[Filter, Hidden], one: Filter, other: Filter, family: str) -> None:
    hidden[one].of(other.dimension)[family].add(other.line)
    hidden[other].of(one.dimension)[family].add(one.line)


def _line(dimension: Dimension, key: Key) -> Filter:
    if not isinstance(key, str | date):
        raise TypeError(key)
    return Filter(dimension, key)
