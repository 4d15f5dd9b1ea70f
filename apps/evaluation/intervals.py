"""The 95 % interval that stands beside each published share."""

from math import sqrt

_Z = 1.959964


def wilson(successes: int, n: int) -> tuple[float, float] | None:
    """Wilson's score interval of `successes` out of `n`; None when n is 0."""
    if n == 0:
        return None
    share = successes / n
    centre = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    half = _Z * sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2)) / (1 + _Z**2 / n)
    return round(max(0.0, centre - half), 4), round(min(1.0, centre + half), 4)
