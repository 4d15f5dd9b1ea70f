"""A span of text that a recogniser takes for personal data, and how sure it is."""

from collections.abc import Iterable
from dataclasses import dataclass

from apps.answering.enums import MaskKind

CHECKED = 1.0
"""A checksum agrees, or the form belongs to nothing else."""
LABELLED = 0.9
"""The words around say what it is."""
LIKELY = 0.7
"""Form and surroundings agree, without a label."""
GUESSED = 0.5
"""The best guess when nothing better claims the characters."""


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start:end` of the plain text; `score` is between 0 and 1."""

    kind: MaskKind
    start: int
    end: int
    score: float


def without_overlaps(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, none sharing a character, and every character claimed still covered.

    A span that contains another wins over it, unless only a checksum speaks for the inner one;
    of two that merely cross, the surer one stays whole and the other keeps the rest.
    """
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end, -s.score)):
        last = kept[-1] if kept else None
        if last is None or span.start >= last.end:
            kept.append(span)
        elif span.end <= last.end:
            if (span.start, span.end) == (last.start, last.end) and span.score > last.score:
                kept[-1] = span
        elif span.score > last.score:
            kept[-1] = Span(last.kind, last.start, span.start, last.score)
            kept.append(span)
        else:
            kept.append(Span(span.kind, last.end, span.end, span.score))
    return kept
