"""Passages cut into what can be quoted: sentences, lists with their lead-in, tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from apps.answering.passages import Passage
from apps.answering.sentences import split_sentences
from apps.answering.wording import content_stems

_LONGEST_WHOLE_TABLE = 60
# What ends a sentence; a line without it leads in the list or the table below.
_ENDS = (".", "!", "?", "…", "»")


@dataclass(frozen=True, slots=True)
class Snippet:
    """What is kept or left as a whole.

    `number` is the passage's, the first is 1. A list has a `lead` ("" when the passage starts
    with its items) and `items`; a sentence has a lead alone.
    """

    passage: Passage
    number: int
    index: int
    lead: str
    items: tuple[str, ...] = ()
    is_table: bool = False

    @property
    def text(self) -> str:
        return " ".join((self.lead, *self.items)).strip()

    @property
    def words(self) -> int:
        return len(self.text.split())


def snippets_of(passage: Passage, number: int) -> list[Snippet]:
    """The snippets of a passage, in its order; every string is a substring of its text.

    A long table gives one snippet for each row, with its heading row.
    """
    parts = list(_parts(passage.text))
    return [
        Snippet(passage, number, index, lead, kept, is_table)
        for index, (lead, items, is_table) in enumerate(parts)
        for kept in (_rows_apart(items) if is_table else (items,))
    ]


def _rows_apart(rows: tuple[str, ...]) -> list[tuple[str, ...]]:
    if sum(len(row.split()) for row in rows) <= _LONGEST_WHOLE_TABLE:
        return [rows]
    return [(rows[0], row) for row in rows[1:]]


@lru_cache(maxsize=1024)
def stems_of(text: str) -> frozenset[str]:
    return frozenset(content_stems(text))


def _parts(text: str) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    lead = ""
    gathered: list[str] = []
    is_table = False
    for line in [line.strip() for line in text.split("\n")]:
        is_item, is_row = line.startswith("- "), " | " in line
        if gathered and not (is_row if is_table else is_item):
            yield lead, tuple(gathered), is_table
            lead, gathered = "", []
        if is_item or is_row:
            is_table = is_row and not is_item
            gathered.append(line[2:].strip() if is_item else line)
            continue
        if lead:
            yield lead, (), False
        *sentences, lead = [line[a:b] for a, b in split_sentences(line)] or [""]
        for sentence in sentences:
            yield sentence, (), False
        if lead.endswith(_ENDS):
            yield lead, (), False
            lead = ""
    if gathered or lead:
        yield lead, tuple(gathered), is_table
