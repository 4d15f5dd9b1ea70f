"""Of the passages found: kinds that are asked for first, near-identical ones once."""

from collections.abc import Sequence
from dataclasses import replace

from apps.answering.passages import Passage
from apps.answering.ports import Understanding
from apps.sheets.search.weights import WANTED_KIND

# Variants of one text, under several cases of one sheet, begin alike.
_SAME_BEGINNING = 200


def choose_passages(passages: Sequence[Passage], understanding: Understanding) -> list[Passage]:
    """Best first; of the near-identical passages of one sheet, the best."""
    scored = [
        replace(each, score=each.score * WANTED_KIND) if each.kind in understanding.wanted else each
        for each in passages
    ]
    chosen: dict[tuple[str, str], Passage] = {}
    for passage in sorted(scored, key=lambda each: -each.score):
        beginning = "".join(passage.text.split())[:_SAME_BEGINNING]
        chosen.setdefault((passage.sheet_id, beginning), passage)
    return list(chosen.values())
