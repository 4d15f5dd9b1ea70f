"""How much each part of the ranking counts; docs/search.md has the figures.

Fitted by `make evaluate` (bench/fit_search.py) on the golden questions and the labour phrases
together, by 8-fold cross-validation; equal weights of the rankers held out better than fitted ones.
"""

from dataclasses import dataclass

# The rankers of sheets, in the order of their weights.
RANKERS = ("passages", "sheets", "titles", "meaning_of_passages", "meaning_of_sheets")
RANK_OFFSET = 20.0


@dataclass(frozen=True, slots=True)
class SheetWeights:
    """`ranks`: one for each of RANKERS.

    `scores`: beside its rank, how much a sheet's score counts, as a share of the best one's.
    `titles`: how much counts the share of its title that the request says.
    `civil_service`, `minors`: what is left of a sheet that repeats others for these.
    """

    ranks: tuple[float, ...] = (1.0,) * len(RANKERS)
    scores: float = 1.5
    titles: float = 0.5
    civil_service: float = 0.4
    minors: float = 0.9


SHEET_WEIGHTS = SheetWeights()
PASSAGE_WEIGHTS: dict[str, float] = {"words": 1.0, "meaning": 1.0, "sheet": 0.8}
# What a passage of a kind that is asked for gains.
WANTED_KIND = 1.1
# What a local sheet gains in its territory over an official one that is as good, and how far it
# goes before the official sheet that it says it completes. Set by hand, not fitted: the
# evaluation sets hold no local sheet.
LOCAL_PRIOR = 1.1
BEFORE_OFFICIAL = 1.01
