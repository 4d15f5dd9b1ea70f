"""The words of a passage that bear a sentence: chosen here, copied byte for byte."""

from dataclasses import dataclass
from functools import lru_cache

from apps.answering.passages import Passage
from apps.answering.sentences import split_sentences
from apps.answering.wording import content_stems

_LONGEST_WINDOW = 3
_LENGTH_COST = 0.04


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, list item or table row of a passage: its span in `passage.text`."""

    start: int
    end: int
    is_item: bool
    stems: frozenset[str]


@lru_cache(maxsize=512)
def units_of(text: str) -> tuple[Unit, ...]:
    """The sentences, list items and rows of a passage's text, in order, without bullets."""
    units: list[Unit] = []
    line_start = 0
    for line in text.split("\n"):
        is_item = line.startswith("- ")
        offset = line_start + (2 if is_item else 0)
        is_whole = is_item or " | " in line
        body = line[2:] if is_item else line
        spans = [(0, len(body))] if is_whole else split_sentences(body)
        for start, end in spans:
            if body[start:end].strip():
                stems = frozenset(content_stems(body[start:end]))
                units.append(Unit(offset + start, offset + end, is_item, stems))
        line_start += len(line) + 1
    return tuple(units)


def supporting_quote(sentence: str, passage: Passage) -> str:
    """The part of the passage that says most of the sentence: a substring of `passage.text`.

    A sentence that stands in the passage is its own quote; else the window of up to three
    sentences, items or rows that shares most words with it, the shortest among equals.
    """
    bare = sentence.strip()
    if bare and bare in passage.text:
        return bare
    units = units_of(passage.text)
    if not units:
        return passage.text
    wanted = frozenset(content_stems(sentence))
    best, best_score = (units[0], units[0]), -1.0
    for size in range(1, _LONGEST_WINDOW + 1):
        for first in range(len(units) - size + 1):
            window = units[first : first + size]
            held = wanted & frozenset().union(*(unit.stems for unit in window))
            score = len(held) / max(len(wanted), 1) - _LENGTH_COST * size
            if score > best_score:
                best, best_score = (window[0], window[-1]), score
    return passage.text[best[0].start : best[1].end]
