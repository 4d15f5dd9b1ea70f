"""The words of a passage that bear a sentence: chosen here, copied byte for byte."""

from dataclasses import dataclass
from functools import lru_cache

from apps.answering.passages import Passage
from apps.answering.sentences import split_sentences
from apps.answering.wording import content_stems

_LONGEST_WINDOW = 3
_LENGTH_COST = 0.04
_LONGEST_CONTEXT = 600


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

    A sentence that stands in the passage is quoted with the rest of its paragraph, a lead-in with
    its list, so that nothing is read out of its context. For any other, the window of up to three
    sentences, items or rows that shares most words with it, the shortest among equals.
    """
    bare = sentence.strip()
    start = passage.text.find(bare) if bare else -1
    if start >= 0:
        return _in_context(passage.text, start, start + len(bare))
    first, last = _best_window(frozenset(content_stems(sentence)), units_of(passage.text))
    return passage.text[first:last]


def _in_context(text: str, start: int, end: int) -> str:
    """The paragraph around a span when it is short enough, its list included; else the span."""
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    if text.startswith("- ", line_start):
        line_start += 2
    elif text[start:end].rstrip().endswith(":"):
        line_end = _end_of_list(text, line_end)
    if line_end - line_start <= _LONGEST_CONTEXT:
        start, end = line_start, line_end
    return text[start:end]


def _end_of_list(text: str, end: int) -> int:
    while text.startswith("\n- ", end):
        following = text.find("\n", end + 1)
        end = len(text) if following < 0 else following
    return end


def _best_window(wanted: frozenset[str], units: tuple[Unit, ...]) -> tuple[int, int]:
    best, best_score = (0, 0), -1.0
    for size in range(1, _LONGEST_WINDOW + 1):
        for first in range(len(units) - size + 1):
            window = units[first : first + size]
            held = wanted & frozenset().union(*(unit.stems for unit in window))
            score = len(held) / max(len(wanted), 1) - _LENGTH_COST * size
            if score > best_score:
                best, best_score = (window[0].start, window[-1].end), score
    return best
