"""A share over all answers, from random samples of unequal strata, with its 95 % interval."""

from collections.abc import Iterable
from dataclasses import dataclass

from apps.evaluation.intervals import wilson_of_share


@dataclass(frozen=True, slots=True)
class Stratum:
    """One operator's answers: `volume` of them in all, `n` drawn at random and judged, of which
    `hits` have the property counted."""

    volume: int
    n: int
    hits: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """`share` (0 to 1) with its 95 % interval. `n`: judged in all; `effective_n`: the size of a
    simple random sample that would be as precise; `covered`: the part of the volume (0 to 1) that
    the sample speaks for."""

    share: float
    low: float
    high: float
    n: int
    effective_n: float
    covered: float


def stratified_share(strata: Iterable[Stratum]) -> Estimate | None:
    """The share of hits over the whole volume; None when nothing was judged.

    With W_h the part of stratum h in the volume and p_h = hits_h / n_h:

        share = Σ W_h p_h                                    (Cochran 1977, § 5.3)
        v     = Σ W_h² q_h (1 − q_h) / n_h,   q_h = (hits_h + ½) / (n_h + 1)
        n*    = q (1 − q) / v,   q = Σ W_h q_h               (Korn & Graubard 1998)
        interval = Wilson's, of `share` on n* observations   (Franco et al. 2019)

    The Jeffreys half in q_h keeps the variance of a small stratum whose answers were all judged
    alike from being nought; without it the interval is far too short with few reviews. Strata
    without a review say nothing: they are left out of the weights, and `covered` tells it.
    """
    known = list(strata)
    judged = [stratum for stratum in known if stratum.n > 0 and stratum.volume > 0]
    volume = sum(stratum.volume for stratum in judged)
    if not judged:
        return None
    weights = [stratum.volume / volume for stratum in judged]
    smoothed = [(stratum.hits + 0.5) / (stratum.n + 1) for stratum in judged]
    share = sum(w * s.hits / s.n for w, s in zip(weights, judged, strict=True))
    centre = sum(w * q for w, q in zip(weights, smoothed, strict=True))
    variance = sum(
        w**2 * q * (1 - q) / s.n for w, q, s in zip(weights, smoothed, judged, strict=True)
    )
    effective = centre * (1 - centre) / variance
    low, high = wilson_of_share(share, effective)
    return Estimate(
        share=share,
        low=low,
        high=high,
        n=sum(stratum.n for stratum in judged),
        effective_n=effective,
        covered=volume / sum(stratum.volume for stratum in known),
    )
