"""Which themes a request is about, from those of the sheets found for it."""

from collections import defaultdict
from collections.abc import Sequence

from apps.answering.passages import SheetHit

_SHEETS_HEARD = 5
_MOST_THEMES = 2
# A second theme is proposed when it weighs at least so much of the first.
_SECOND = 0.6


def themes_of(sheets: Sequence[SheetHit]) -> tuple[str, ...]:
    """The theme that the best sheets share, the first sheet's opinion weighing most; two at most.

    Its accuracy stands in docs/search.md.
    """
    weights: defaultdict[str, float] = defaultdict(float)
    for place, sheet in enumerate(sheets[:_SHEETS_HEARD], 1):
        if sheet.theme:
            weights[sheet.theme] += 1 / place
    ranked = sorted(weights, key=lambda theme: -weights[theme])[:_MOST_THEMES]
    return tuple(theme for theme in ranked if weights[theme] >= _SECOND * weights[ranked[0]])
