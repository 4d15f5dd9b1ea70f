"""Cohen's kappa against values published elsewhere."""

from itertools import chain, repeat

import pytest

from apps.evaluation.agreement import agreement


def _pairs(table: list[list[int]]) -> list[tuple[str, str]]:
    return list(
        chain.from_iterable(
            repeat((str(row), str(column)), count)
            for row, counts in enumerate(table)
            for column, count in enumerate(counts)
        )
    )


def test_it_gives_the_published_value_for_two_dermatologists() -> None:
    """S-05: PROC FREQ's example of skin conditions; kappa .3449, interval .2030 to .4868."""
    table = [[10, 4, 1, 0], [5, 10, 12, 2], [2, 4, 12, 5], [0, 2, 6, 13]]
    found = agreement(_pairs(table))
    assert found is not None
    assert found.n == 88
    assert found.kappa == pytest.approx(0.3449, abs=5e-5)
    assert found.interval == pytest.approx((0.2030, 0.4868), abs=1e-4)


def test_it_gives_two_fifths_for_the_textbook_table() -> None:
    """S-05: 20 and 15 agreements among 50, chance at one half."""
    found = agreement(_pairs([[20, 5], [10, 15]]))
    assert found is not None
    assert found.observed == pytest.approx(0.7)
    assert found.kappa == pytest.approx(0.4)


def test_full_agreement_is_one_and_one_verdict_alone_has_no_kappa() -> None:
    full = agreement([("right", "right"), ("wrong", "wrong")])
    assert full is not None
    assert full.kappa == pytest.approx(1)
    alone = agreement([("right", "right")] * 9)
    assert alone is not None
    assert (alone.observed, alone.kappa, alone.interval) == (1, None, None)


def test_no_pair_gives_nothing() -> None:
    assert agreement([]) is None
