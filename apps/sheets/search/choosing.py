"""Of the passages found: kinds that are asked for first, near-identical ones once."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from apps.answering.passages import Passage, SheetHit
from apps.answering.ports import Understanding
from apps.sheets.search.weights import WANTED_KIND

# Variants of one text, under several cases of one sheet, begin alike.
_SAME_BEGINNING = 200


_BEST = 20
# A sheet is followed as a whole: of the likeliest ones, more is given than made the best.
_SHEETS_FOLLOWED = 4
_OF_EACH = 8


def choose_passages(
    passages: Sequence[Passage], sheets: Sequence[SheetHit], understanding: Understanding
) -> list[Passage]:
    """The 20 best, then what brings each of the 4 best sheets to 8; of the near-identical
    passages of one sheet, the best only."""
    apart = _without_repetitions(passages, understanding)
    chosen, others = apart[:_BEST], apart[_BEST:]
    held = Counter(passage.sheet_id for passage in chosen)
    followed = {sheet.sheet_id for sheet in sheets[:_SHEETS_FOLLOWED]}
    for passage in others:
        if passage.sheet_id in followed and held[passage.sheet_id] < _OF_EACH:
            held[passage.sheet_id] += 1
            chosen.append(passage)
    return chosen


def _without_repetitions(
    passages: Sequence[Passage], understanding: Understanding
) -> list[Passage]:
    """Best first, kinds that are asked for preferred."""
    scored = [
        replace(each, score=each.score * WANTED_KIND) if each.kind in understanding.wanted else each
        for each in passages
    ]
    kept: dict[tuple[str, str], Passage] = {}
    for passage in sorted(scored, key=lambda each: -each.score):
        beginning = "".join(passage.text.split())[:_SAME_BEGINNING]
        kept.setdefault((passage.sheet_id, beginning), passage)
    return list(kept.values())
