"""A sentence that says yes where its passage says no, or the reverse."""

import re
from collections.abc import Iterable

from apps.answering.passages import Passage
from apps.answering.quotes import units_of
from apps.answering.wording import content_stems, fold

_NEGATION = re.compile(
    r"\b(?:ne|n)\b.{1,40}?\b(?:pas|plus|jamais|aucune?|rien|ni)\b|\b(?:aucune?|jamais)\b"
    r"|\bpas (?:de|d|besoin|obligatoire|possible|necessaire)\b|\bim(?:possible|poss)|\binterdit"
)
_SAME_SUBJECT = 0.75
_SAME_LENGTH = 0.5


def turns_around(sentence: str, passages: Iterable[Passage]) -> bool:
    """Whether the unit nearest in words to the sentence is negative and it is not, or the reverse.

    Only a unit made of nearly the same words is compared: a longer one may hold both.
    """
    wanted = frozenset(content_stems(sentence))
    if not wanted:
        return False
    nearest, nearest_share = "", 0.0
    for passage in passages:
        for unit in units_of(passage.text):
            shared = len(wanted & unit.stems)
            share = shared / len(wanted)
            is_close = share >= _SAME_SUBJECT and shared >= _SAME_LENGTH * len(unit.stems)
            if is_close and share > nearest_share:
                nearest, nearest_share = passage.text[unit.start : unit.end], share
    return bool(nearest) and _is_negative(nearest) is not _is_negative(sentence)


def _is_negative(text: str) -> bool:
    return bool(_NEGATION.search(fold(text)))
