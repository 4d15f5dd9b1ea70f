r"""Reads the light Markdown of a counsellor's draft: lines, sentences, the sources they cite.

`## Part`, `- item`, `1. step`, paragraphs, `**bold**`, and `[2]` after what source 2 bears.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from apps.answering.enums import Section
from apps.answering.markup import MARKER, SECTION_LABELS, numbers_in
from apps.answering.sentences import split_sentences
from apps.answering.wording import fold

_HEADING = re.compile(r"#{1,3} +(.+)")
_BULLET = re.compile(r"[-*•] +(.+)")
_STEP = re.compile(r"\d{1,2}[.)] +(.+)")
_BOLD = re.compile(r"\*\*(.+?)\*\*")

STEPS_LABEL = "Les étapes"
_SECTIONS = {fold(label): section for section, label in SECTION_LABELS.items()} | {
    fold(STEPS_LABEL): Section.WHERE
}


class LineKind(StrEnum):
    HEADING = "heading"
    BULLET = "bullet"
    STEP = "step"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """One sentence: `raw` as written, `text` without bold and markers.

    `numbers` are the sources it cites, those of the line that leads its list in included.
    """

    raw: str
    text: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One line, without the sign that makes it a heading, an item or a step.

    `section` is the part of the answer that the heading above names, None for any other heading.
    """

    kind: LineKind
    text: str
    section: Section | None
    sentences: tuple[DraftSentence, ...] = ()

    @property
    def is_lead_in(self) -> bool:
        return self.kind is LineKind.TEXT and bare(self.text).endswith(":")


@dataclass(frozen=True, slots=True)
class DraftBlock:
    """Lines of one kind that follow each other: a list, or one paragraph or heading."""

    kind: LineKind
    lines: tuple[DraftLine, ...]


def read_draft(text: str) -> tuple[DraftLine, ...]:
    """The lines of a draft; blank ones only set paragraphs apart and are left out."""
    lines: list[DraftLine] = []
    section: Section | None = Section.SUMMARY
    lead_in: tuple[int, ...] = ()
    for raw in text.splitlines():
        kind, words = _kind_of(raw.strip())
        if not words:
            continue
        if kind is LineKind.HEADING:
            section, lead_in = _SECTIONS.get(fold(words.rstrip(" :"))), ()
            lines.append(DraftLine(kind, words, section))
            continue
        sentences = _sentences(words)
        if kind is LineKind.TEXT:
            lead_in = sentences[-1].numbers if sentences else ()
        else:
            sentences = tuple(replace(s, numbers=s.numbers or lead_in) for s in sentences)
        lines.append(DraftLine(kind, words, section, sentences))
    return tuple(lines)


def write_draft(lines: Iterable[DraftLine]) -> str:
    """The text that reads as these lines; steps are numbered anew, paragraphs set apart."""
    written: list[str] = []
    step = 0
    previous: LineKind | None = None
    for line in lines:
        step = step + 1 if line.kind is LineKind.STEP else 0
        sign = {LineKind.HEADING: "## ", LineKind.BULLET: "- ", LineKind.STEP: f"{step}. "}
        is_apart = line.kind is LineKind.HEADING or (
            line.kind is LineKind.TEXT and previous not in (None, LineKind.HEADING)
        )
        if written and is_apart:
            written.append("")
        written.append(sign.get(line.kind, "") + line.text)
        previous = line.kind
    return "\n".join(written)


def blocks_of(lines: Sequence[DraftLine]) -> list[DraftBlock]:
    """Items that follow each other make one list; every other line stands alone."""
    blocks: list[DraftBlock] = []
    for line in lines:
        is_item = line.kind in (LineKind.BULLET, LineKind.STEP)
        if is_item and blocks and blocks[-1].kind is line.kind:
            blocks[-1] = DraftBlock(line.kind, (*blocks[-1].lines, line))
        else:
            blocks.append(DraftBlock(line.kind, (line,)))
    return blocks


def cited_numbers(lines: Iterable[DraftLine]) -> set[int]:
    return {n for line in lines for sentence in line.sentences for n in sentence.numbers}


def renumbered(text: str, numbers: Mapping[int, int]) -> str:
    """The text with other numbers in its citation markers; those without a new one are dropped."""

    def marker(match: re.Match[str]) -> str:
        kept = [str(numbers[n]) for n in numbers_in(match[1]) if n in numbers]
        return f" [{', '.join(kept)}]" if kept else ""

    return MARKER.sub(marker, text)


def with_inserted(text: str, piece: str, after_line: int | None = None) -> str:
    """The text with `piece` as lines of its own, after that many lines; blank ones do not count.

    None, or a number beyond the last line: at the end.
    """
    lines = text.splitlines()
    places = [at for at, line in enumerate(lines, start=1) if line.strip()]
    if after_line is None or after_line >= len(places):
        cut = len(lines)
    else:
        cut = places[after_line - 1] if after_line > 0 else 0
    before, after = "\n".join(lines[:cut]).strip(), "\n".join(lines[cut:]).strip()
    return "\n\n".join(part for part in (before, piece.strip(), after) if part)


def bare(text: str) -> str:
    """Words without bold signs and citation markers."""
    return _BOLD.sub(r"\1", MARKER.sub("", text)).strip()


def _kind_of(line: str) -> tuple[LineKind, str]:
    patterns = ((LineKind.HEADING, _HEADING), (LineKind.BULLET, _BULLET), (LineKind.STEP, _STEP))
    for kind, pattern in patterns:
        if match := pattern.fullmatch(line):
            return kind, match[1].strip()
    return LineKind.TEXT, line


def _sentences(line: str) -> tuple[DraftSentence, ...]:
    """The sentences of a line, each with the markers inside it and those that follow it."""
    spans: list[tuple[int, int]] = []
    for start, end in split_sentences(line):
        stop = start
        while spans and (match := MARKER.match(line, stop, end)):
            stop = match.end()
        if stop > start:
            spans[-1] = (spans[-1][0], stop)
        rest = line[stop:end]
        if rest.strip():
            spans.append((stop + len(rest) - len(rest.lstrip()), end))
    return tuple(_sentence(line[start:end]) for start, end in spans)


def _sentence(raw: str) -> DraftSentence:
    numbers = [n for match in MARKER.finditer(raw) for n in numbers_in(match[1])]
    return DraftSentence(raw, bare(raw), tuple(dict.fromkeys(numbers)))
