"""Figures of a set of answers: counts, shares, and exactness with its interval."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from apps.evaluation.estimation import Estimate, Stratum, stratified_share
from apps.evaluation.intervals import wilson
from apps.reviews.quality.delays import ENOUGH_FOR_P95, percentile

COUNTS = (
    "requests", "answered", "declined", "reviewable", "sentences", "supported", "handed_over",
    "edited", "rated", "helpful", "reviewed", "judged_right", "judged_dangerous", "timed",
    "prompt", "finished_in_time", "first_text_delays", "total_delays",
)  # fmt: skip
MASKS = ("people", "handed_people", "rated_people", "reviewed_people")


@dataclass(slots=True)
class Counts:
    """Sums over rows of WeeklyFigure, in the order of COUNTS and MASKS; delays are histograms, the
    last four are sets of people folded into bits."""

    requests: int = 0
    answered: int = 0
    declined: int = 0
    reviewable: int = 0
    sentences: int = 0
    supported: int = 0
    handed_over: int = 0
    edited: int = 0
    rated: int = 0
    helpful: int = 0
    reviewed: int = 0
    judged_right: int = 0
    judged_dangerous: int = 0
    timed: int = 0
    prompt: int = 0
    finished_in_time: int = 0
    first_text_delays: int = 0
    total_delays: int = 0
    people: int = 0
    handed_people: int = 0
    rated_people: int = 0
    reviewed_people: int = 0

    def add(self, other: "Counts") -> None:
        """Add sums, unite people."""
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in MASKS:
            setattr(self, name, getattr(self, name) | getattr(other, name))


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` out of `n`, with the 95 % interval of Wilson; nothing when `n` is 0."""

    hits: int
    n: int

    @property
    def value(self) -> float | None:
        return self.hits / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float] | None:
        return wilson(self.hits, self.n)


@dataclass(frozen=True, slots=True)
class Delays:
    """Milliseconds within which half and 95 % of the answers came; None when too few did."""

    half: float | None
    p95: float | None

    @classmethod
    def of(cls, histogram: int, n: int) -> Self:
        return cls(
            percentile(histogram, 0.5),
            percentile(histogram, 0.95) if n >= ENOUGH_FOR_P95 else None,
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """What is shown of a set of answers. A share that may not be shown, for fewer than five people
    stand behind it or behind what would be left, is None."""

    counts: Counts
    answered: Share
    supported: Share
    prompt: Share
    finished_in_time: Share
    first_text: Delays
    whole: Delays
    edited: Share | None
    helpful: Share | None
    reviewed: int | None
    exactness: Estimate | None
    danger: Estimate | None


@dataclass(slots=True)
class Cell:
    """The counts of one line of a table, whole and by operator (the strata of exactness)."""

    counts: Counts = field(default_factory=Counts)
    strata: dict[str, Counts] = field(default_factory=dict)

    def add(self, operator: str, counts: Counts) -> None:
        self.counts.add(counts)
        self.strata.setdefault(operator, Counts()).add(counts)

    @classmethod
    def union(cls, cells: Iterable[Self]) -> Self:
        """All of them together."""
        whole = cls()
        for cell in cells:
            for operator, counts in cell.strata.items():
                whole.add(operator, counts)
        return whole

    def figures(self, hidden: frozenset[str] = frozenset()) -> Figures:
        """`hidden` names the sets of people (of MASKS) whose figures may not be shown."""
        counts = self.counts
        shows_reviews = "reviewed_people" not in hidden
        return Figures(
            counts=counts,
            answered=Share(counts.answered, counts.answered + counts.declined),
            supported=Share(counts.supported, counts.sentences),
            prompt=Share(counts.prompt, counts.timed),
            finished_in_time=Share(counts.finished_in_time, counts.timed),
            first_text=Delays.of(counts.first_text_delays, counts.timed),
            whole=Delays.of(counts.total_delays, counts.timed),
            edited=None if "handed_people" in hidden else Share(counts.edited, counts.handed_over),
            helpful=None if "rated_people" in hidden else Share(counts.helpful, counts.rated),
            reviewed=counts.reviewed if shows_reviews else None,
            exactness=self._estimate("judged_right") if shows_reviews else None,
            danger=self._estimate("judged_dangerous") if shows_reviews else None,
        )

    def _estimate(self, verdict: str) -> Estimate | None:
        return stratified_share(
            Stratum(counts.reviewable, counts.reviewed, getattr(counts, verdict))
            for counts in self.strata.values()
        )
