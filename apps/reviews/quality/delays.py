"""Delays as histograms that can be added: a number in base BASE, one digit for each bucket."""

from bisect import bisect_right
from math import ceil, sqrt

BASE = 10**8  # more answers than any bucket will ever hold
# From 125 ms to 32 s, four to each doubling: what is said of a delay between them is wrong by a
# factor of 2^(1/8) at most, 9.1 %.
THRESHOLDS_MS = tuple(round(125 * 2 ** (step / 4)) for step in range(33))
# Under so many answers, a twentieth of them is less than one.
ENOUGH_FOR_P95 = 20


def histogram(delays_ms: list[int]) -> int:
    """The histogram of these delays."""
    return sum(BASE ** bisect_right(THRESHOLDS_MS, delay) for delay in delays_ms)


def percentile(histogram: int, share: float) -> float | None:
    """The delay in ms within which `share` (0 to 1) of the answers came: the geometric middle of
    its bucket; 125 ms for less than that, 32 s for more. None without answers."""
    counts = []
    while histogram:
        histogram, count = divmod(histogram, BASE)
        counts.append(count)
    rank, place = ceil(share * sum(counts)), 0
    if not counts:
        return None
    while (rank := rank - counts[place]) > 0:
        place += 1
    lower = THRESHOLDS_MS[max(place - 1, 0)]
    upper = THRESHOLDS_MS[min(place, len(THRESHOLDS_MS) - 1)]
    return sqrt(lower * upper)
