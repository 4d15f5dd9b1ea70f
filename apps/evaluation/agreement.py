"""How far two who judge agree beyond chance: Cohen's kappa with its interval, and their table."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

LEAST_PAIRS = 30
"""Under this, the interval of kappa is too wide and too optimistic to say anything."""
_Z = 1.959964


@dataclass(frozen=True, slots=True)
class Agreement:
    """`n` pairs, the share that agree, kappa and its 95 % interval (None where undefined)."""

    n: int
    observed: float
    kappa: float | None
    interval: tuple[float, float] | None


def agreement(pairs: Iterable[tuple[str, str]]) -> Agreement | None:
    """Cohen's kappa of pairs of verdicts (first, second); None without a pair.

    Kappa is (po - pe) / (1 - pe): J. Cohen, A coefficient of agreement for nominal scales,
    Educational and Psychological Measurement 20 (1960), p. 37-46. Its large-sample variance is
    equation 13 of J. Fleiss, J. Cohen and B. Everitt, Large sample standard errors of kappa and
    weighted kappa, Psychological Bulletin 72 (1969), p. 323-327. Few pairs make it optimistic.
    """
    counts = Counter(pairs)
    n = sum(counts.values())
    if n == 0:
        return None
    cells = {pair: count / n for pair, count in counts.items()}
    observed = sum(share for (first, second), share in cells.items() if first == second)
    rows, columns = _margins(cells)
    expected = sum(rows[name] * columns[name] for name in rows)
    if expected == 1:  # both reviewers used one verdict only: chance explains all
        return Agreement(n, observed, None, None)
    kappa = (observed - expected) / (1 - expected)
    half = _Z * sqrt(max(0.0, _variance(cells, rows, columns, observed, expected) / n))
    return Agreement(n, observed, kappa, (max(-1.0, kappa - half), min(1.0, kappa + half)))


@dataclass(frozen=True, slots=True)
class Compared:
    """Verdicts of a model beside those of people. `rows`: for each verdict of people, how often the
    model gave each one, in the same order."""

    n: int
    agreement: Agreement | None
    rows: list[tuple[str, list[int]]]

    @property
    def is_enough(self) -> bool:
        return self.n >= LEAST_PAIRS


def compared(pairs: Iterable[tuple[str, str]], names: Sequence[str]) -> Compared:
    """Of pairs (people's, model's), with every name that either may use."""
    counts = Counter(pairs)
    rows = [(person, [counts[person, model] for model in names]) for person in names]
    return Compared(counts.total(), agreement(counts.elements()), rows)


def _margins(
    cells: dict[tuple[str, str], float],
) -> tuple[defaultdict[str, float], defaultdict[str, float]]:
    """The shares of each verdict, by the first and by the second reviewer."""
    rows: defaultdict[str, float] = defaultdict(float)
    columns: defaultdict[str, float] = defaultdict(float)
    for (first, second), share in cells.items():
        rows[first] += share
        columns[second] += share
    return rows, columns


def _variance(
    cells: dict[tuple[str, str], float],
    rows: defaultdict[str, float],
    columns: defaultdict[str, float],
    observed: float,
    expected: float,
) -> float:
    """n times the variance of kappa (Fleiss, Cohen and Everitt, equation 13)."""
    agreeing = sum(
        share * ((1 - expected) - (rows[a] + columns[a]) * (1 - observed)) ** 2
        for (a, b), share in cells.items()
        if a == b
    )
    differing = (1 - observed) ** 2 * sum(
        share * (columns[a] + rows[b]) ** 2 for (a, b), share in cells.items() if a != b
    )
    constant = (observed * expected - 2 * expected + observed) ** 2
    return (agreeing + differing - constant) / (1 - expected) ** 4
