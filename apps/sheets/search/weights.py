"""How much each part of the ranking counts; docs/search.md has the figures.

Equal weights of the rankers held out better than fitted ones (bench/fit_search.py). The others were
chosen among a few round values on the golden questions and the labour phrases.
"""

RANK_OFFSET = 20.0
SHEET_WEIGHTS: dict[str, float] = {
    "passages": 1.0,
    "sheets": 1.0,
    "titles": 1.0,
    "meaning_of_passages": 1.0,
    "meaning_of_sheets": 1.0,
}
# Beside its rank, how much a sheet's score counts, as a share of the best one's.
SCORE_WEIGHT = 1.0
# How much counts the share of its title that the request says.
TITLE_WEIGHT = 0.5
PASSAGE_WEIGHTS: dict[str, float] = {"words": 1.0, "meaning": 1.0, "sheet": 0.8}
# What a passage of a kind that is asked for gains.
WANTED_KIND = 1.1
CIVIL_SERVICE_PRIOR = 0.6
MINORS_PRIOR = 0.8
# What a local sheet gains in its territory over an official one that is as good, and how far it
# goes before the official sheet that it says it completes. Set by hand, not fitted: the
# evaluation sets hold no local sheet.
LOCAL_PRIOR = 1.1
BEFORE_OFFICIAL = 1.01
