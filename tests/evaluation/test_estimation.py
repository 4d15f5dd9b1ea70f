"""The published exactness: weighted by volume, with an interval that covers the truth."""

import pytest

from apps.evaluation.estimation import Stratum, stratified_share
from bench.exactness_coverage import SCENARIOS, coverage


def test_each_operator_counts_for_its_volume_not_for_its_reviews():
    """S-09."""
    estimate = stratified_share([Stratum(900, 10, 9), Stratum(100, 90, 45)])
    assert estimate.share == pytest.approx(0.9 * 0.9 + 0.1 * 0.5)
    assert estimate.n == 100
    assert estimate.low < estimate.share < estimate.high
    assert estimate.effective_n < 15, "90 of the 100 reviews speak for a tenth of the answers"


def test_one_stratum_gives_about_the_interval_of_wilson():
    estimate = stratified_share([Stratum(1000, 100, 80)])
    assert (estimate.low, estimate.high) == pytest.approx((0.711, 0.866), abs=0.005)


def test_answers_all_judged_alike_still_leave_doubt():
    for hits in (0, 5):
        estimate = stratified_share([Stratum(500, 5, hits), Stratum(500, 5, hits)])
        assert estimate.share == hits / 5
        assert estimate.high - estimate.low > 0.15
    assert stratified_share([Stratum(10, 1, 1)]).low < 0.5


def test_a_stratum_without_review_is_told_and_not_guessed():
    estimate = stratified_share([Stratum(600, 20, 18), Stratum(400, 0, 0)])
    assert estimate.share == pytest.approx(0.9)
    assert estimate.covered == pytest.approx(0.6)


def test_nothing_judged_gives_no_figure():
    assert stratified_share([]) is None
    assert stratified_share([Stratum(100, 0, 0)]) is None


@pytest.mark.parametrize("scenario", [SCENARIOS[1], SCENARIOS[4]], ids=lambda each: each.name)
def test_the_interval_covers_the_truth_in_94_to_97_seasons_out_of_100(scenario):
    """S-09; the figures of docs/quality.md, by the code that made them."""
    found = coverage(scenario, 10_000)
    assert 0.94 <= found["ours"] <= 0.97
    assert found["ratings"] < 0.01


def test_one_interval_over_all_reviews_thrown_together_does_not_cover():
    found = coverage(SCENARIOS[6], 500)
    assert found["pooled"] < 0.05
    assert found["ours"] > 0.9
