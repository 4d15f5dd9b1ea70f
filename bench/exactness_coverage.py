"""Does the published interval cover the truth? 10,000 simulated seasons at a fixed seed.

Prints the table of docs/quality.md: python -m bench.exactness_coverage [--seasons 10000]
Each season draws n answers of each operator at random, judges them by that operator's true
exactness, and publishes three figures: ours, one interval over all reviews thrown together, and
the share of good ratings among the counsellors who chose to rate.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from apps.evaluation.estimation import Stratum, stratified_share
from apps.evaluation.intervals import wilson

SEED = 2026
ANSWERS = 20_000
# Of those who got a wrong answer, and of those who got a right one, how many rate; and how often
# a rating says what a reviewer would: people rate what annoys or delights them.
RATES_WRONG, RATES_RIGHT, IS_TOLD = 0.15, 0.05, 0.9


@dataclass(frozen=True)
class Scenario:
    """Shares of demand and true exactness by operator, and reviews drawn for each."""

    name: str
    demand: Sequence[float]
    truth: Sequence[float]
    reviews: Sequence[int]


BIG_SIX = (0.19, 0.16, 0.16, 0.15, 0.14, 0.20)
THIRTEEN = (0.19, 0.16, 0.16, 0.15, 0.14, 0.05, 0.04, 0.03, 0.03, 0.02, 0.01, 0.01, 0.01)
USUAL = (0.97, 0.93, 0.94, 0.96, 0.86, 0.92)
ONE_BAD = (0.99, 0.95, 0.90, 0.97, 0.60, 0.85)
HIGH = (0.995, 0.99, 0.98, 0.99, 0.97, 0.98)
UNEQUAL = (0.97, 0.94, 0.93, 0.96, 0.80, 0.90, 0.85, 0.99, 0.70, 0.90, 0.80, 0.60, 0.90)
SCENARIOS = [
    Scenario("six operators, 20 reviews each", BIG_SIX, USUAL, [20] * 6),
    Scenario("six operators, 65 reviews each", BIG_SIX, USUAL, [65] * 6),
    Scenario("one operator far worse, 20 each", BIG_SIX, ONE_BAD, [20] * 6),
    Scenario("nearly all right, 20 each", BIG_SIX, HIGH, [20] * 6),
    Scenario("thirteen operators, 5 reviews each", THIRTEEN, UNEQUAL, [5] * 13),
    Scenario("thirteen operators, 20 reviews each", THIRTEEN, UNEQUAL, [20] * 13),
    Scenario("thirteen operators, 65 reviews each", THIRTEEN, UNEQUAL, [65] * 13),
]


def coverage(scenario: Scenario, seasons: int) -> dict[str, float]:
    """Shares of seasons whose interval holds the truth, for ours, pooled and ratings; `truth`;
    `width`, the mean width of ours."""
    rng = np.random.default_rng(SEED)
    truth = float(np.dot(scenario.demand, scenario.truth) / sum(scenario.demand))
    volumes = [round(ANSWERS * part) for part in scenario.demand]
    held = {"ours": 0, "pooled": 0, "ratings": 0}
    width = 0.0
    for _ in range(seasons):
        right = rng.binomial(scenario.reviews, scenario.truth)
        ours = stratified_share(
            Stratum(volume, n, int(hits))
            for volume, n, hits in zip(volumes, scenario.reviews, right, strict=True)
        )
        if ours is None:
            raise ValueError("a scenario needs reviews")
        width += (ours.high - ours.low) / seasons
        held["ours"] += ours.low <= truth <= ours.high
        held["pooled"] += _covers(int(right.sum()), sum(scenario.reviews), truth)
        held["ratings"] += _covers(*_ratings(rng, volumes, scenario.truth), truth)
    return {"truth": truth, "width": width, **{k: n / seasons for k, n in held.items()}}


def _covers(hits: int, n: int, truth: float) -> bool:
    interval = wilson(hits, n)
    return interval is not None and interval[0] <= truth <= interval[1]


def _ratings(
    rng: np.random.Generator, volumes: Sequence[int], truth: Sequence[float]
) -> tuple[int, int]:
    """(good ratings, ratings) of a season in which counsellors choose what they rate."""
    right = rng.binomial(volumes, truth)
    of_right = rng.binomial(right, RATES_RIGHT)
    of_wrong = rng.binomial(np.array(volumes) - right, RATES_WRONG)
    good = rng.binomial(of_right, IS_TOLD) + rng.binomial(of_wrong, 1 - IS_TOLD)
    return int(good.sum()), int((of_right + of_wrong).sum())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seasons", type=int, default=10_000)
    seasons = parser.parse_args().seasons
    print("| season | truth | ours covers | mean width | pooled Wilson covers | ratings cover |")
    print("|---|--:|--:|--:|--:|--:|")
    for scenario in SCENARIOS:
        found = coverage(scenario, seasons)
        print(
            f"| {scenario.name} | {found['truth']:.3f} | **{found['ours']:.1%}** "
            f"| {found['width']:.3f} | {found['pooled']:.1%} | {found['ratings']:.1%} |"
        )


if __name__ == "__main__":
    main()
