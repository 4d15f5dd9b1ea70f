"""The 95 % interval that stands beside each published share."""

from math import sqrt

_Z = 1.959964


def wilson(successes: int, n: int) -> tuple[float, float] | None:
    """Wilson's score interval of `successes` out of `n`; None when n is 0."""
    if n == 0:
        return None
    low, high = wilson_of_share(successes / n, n)
    return round(low, 4), round(high, 4)


def wilson_of_share(share: float, n: float) -> tuple[float, float]:
    """Wilson's score interval of a share (0 to 1) on `n` observations, which may be an effective
    number and so not whole; `n` > 0."""
    centre = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z * sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2)) / (1 + _Z**2 / n)
    return max(0.0, centre - half), min(1.0, centre + half)
