"""Which circumstance to ask for, when the best sheet splits on cases left open by the request."""

from collections.abc import Sequence

from apps.answering.passages import DecidingFact
from apps.answering.situations import case_words
from apps.answering.wording import content_stems

_MOST = 3


def deciding_facts(titles: Sequence[str], request: str) -> tuple[DecidingFact, ...]:
    """Up to three of `titles`, exclusive cases of one sheet in its order, as facts to choose from.

    None when there is no choice, or when the request tells which case is meant.
    """
    distinct = list(dict.fromkeys(title for title in titles if title))
    if len(distinct) < 2:
        return ()
    asked = case_words(request)
    stems = [set(content_stems(title)) for title in distinct]
    shared = set.intersection(*stems)
    if any((own - shared) & asked for own in stems):
        return ()
    return tuple(
        DecidingFact(label=title, follow_up=f"L’usager est dans ce cas : {title}")
        for title in distinct[:_MOST]
    )
