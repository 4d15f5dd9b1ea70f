"""Orders the given passages by their own words, beside the order in which search gave them."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from apps.answering.passages import Passage
from apps.answering.wording import content_stems

# BM25's usual constants.
_SATURATION = 1.2
_LENGTH_SHARE = 0.75


def places(passages: Sequence[Passage], query: Mapping[str, float]) -> dict[int, int]:
    """Place (0 is the best) by number (1 is the first passage given).

    `query` gives the weight of each stem asked for.
    """
    counts = [Counter(content_stems(_read(passage))) for passage in passages]
    holding = Counter(stem for count in counts for stem in count)
    mean = sum(count.total() for count in counts) / max(len(counts), 1)
    scores = [_score(count, query, holding, len(counts), mean) for count in counts]
    order = sorted(range(len(passages)), key=lambda index: -scores[index])
    return {index + 1: place for place, index in enumerate(order)}


def _read(passage: Passage) -> str:
    return " ".join((passage.sheet_title, *passage.heading_path, passage.text))


def _score(
    count: Counter[str], query: Mapping[str, float], holding: Counter[str], total: int, mean: float
) -> float:
    norm = _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * count.total() / max(mean, 1))
    return sum(
        weight
        * math.log(1 + (total - holding[stem] + 0.5) / (holding[stem] + 0.5))
        * count[stem]
        * (_SATURATION + 1)
        / (count[stem] + norm)
        for stem, weight in query.items()
        if count[stem]
    )
