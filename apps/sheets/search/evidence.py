"""Says how well a ranking covers a request: the figures from which `decide` decides."""

from collections.abc import Iterable

import numpy as np

from apps.answering.passages import Evidence, Passage, SheetHit
from apps.answering.ports import Understanding
from apps.answering.wording import content_stems
from apps.sheets.search.embedding import UseEmbedder
from apps.sheets.search.ranking import Ranking, query_stems
from apps.sheets.search.snapshot import Snapshot
from apps.sheets.search.vectors import Similarities

_SHEETS_HEARD = 3
_TOP = 10


def measure_evidence(
    understanding: Understanding,
    snapshot: Snapshot,
    ranking: Ranking,
    similarities: Similarities,
    passages: Iterable[Passage],
    sheets: Iterable[SheetHit],
) -> Evidence:
    """Each figure within 0..1; all 0 when nothing was found.

    `best_score`: cosine of the nearest passage or sheet, 0 unless by the embedded model: the
    decision is calibrated on its scale. `term_coverage`: share of the request's
    words, weighed by rarity, that the best passages and titles hold. `agreement`: share of the
    rankers that place the best sheet among their first ten. `margin`: how far the best sheet
    stands before the third.
    """
    if not len(ranking.sheets):
        return Evidence()
    nearest = [*similarities.passages.values(), *similarities.sheets.values()]
    first = int(ranking.sheets[0])
    places = [int((scores > scores[first]).sum()) for scores in ranking.rankers.values()]
    scores = ranking.sheet_scores
    third = float(scores[_SHEETS_HEARD - 1]) if len(scores) >= _SHEETS_HEARD else 0.0
    return Evidence(
        best_score=float(np.clip(max(nearest, default=0.0), 0, 1))
        if similarities.model == UseEmbedder.model
        else 0.0,
        term_coverage=_coverage(understanding, snapshot, passages, sheets),
        agreement=sum(place < _TOP for place in places) / len(places),
        margin=float(np.clip(1 - third / float(scores[0]), 0, 1)),
    )


def _coverage(
    understanding: Understanding,
    snapshot: Snapshot,
    passages: Iterable[Passage],
    sheets: Iterable[SheetHit],
) -> float:
    texts = [passage.text for passage in passages] + [sheet.title for sheet in sheets]
    held = {stem for text in texts for stem in content_stems(text)}
    weights = {
        stem: weight * snapshot.rarity(stem) for stem, weight in query_stems(understanding).items()
    }
    total = sum(weights.values())
    return sum(weights[stem] for stem in weights if stem in held) / total if total else 0.0
