"""Delays as histograms that can be added, and the percentiles read from them (S-09)."""

import random
from math import ceil

import pytest

from apps.reviews.quality.delays import BASE, THRESHOLDS_MS, histogram, percentile


@pytest.mark.parametrize("seed", range(50))
@pytest.mark.parametrize("share", [0.5, 0.95])
def test_a_percentile_is_wrong_by_nine_per_cent_at_most(seed: int, share: float) -> None:
    """S-09: against the sorted delays themselves."""
    draw = random.Random(seed)
    delays = [
        min(max(round(draw.lognormvariate(7, 1)), 125), 31_999)
        for _ in range(draw.randrange(1, 500))
    ]
    exact = sorted(delays)[ceil(share * len(delays)) - 1]
    assert percentile(histogram(delays), share) == pytest.approx(exact, rel=0.092)


def test_histograms_of_two_weeks_add_up() -> None:
    assert histogram([900, 40]) + histogram([900, 60_000]) == histogram([40, 900, 900, 60_000])


def test_what_is_out_of_the_scale_reads_as_its_end() -> None:
    assert percentile(histogram([3]), 0.5) == THRESHOLDS_MS[0] == 125
    assert percentile(histogram([90_000]), 0.5) == THRESHOLDS_MS[-1] == 32_000


def test_no_answer_has_no_delay() -> None:
    assert percentile(0, 0.5) is None


def test_ten_million_answers_alike_stay_in_their_bucket() -> None:
    assert percentile(10_000_000 * histogram([900]) + histogram([20_000]), 0.95) < 1000
    assert BASE > 10_000_000
