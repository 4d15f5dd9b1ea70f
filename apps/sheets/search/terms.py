"""The words of one revision, counted passage by passage: what the lexical index is made of."""

import hashlib
import inspect
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from apps.answering import wording
from apps.answering.wording import is_content, words
from apps.sheets.search.postings import Floats, Ints

# A word of the sheet's title counts as many times in each of its passages, and in the sheet.
_TITLE_IN_PASSAGE = 2
_TITLE_IN_SHEET = 3


@dataclass(frozen=True, slots=True)
class PassageText:
    """What of a passage is indexed."""

    id: int
    heading_path: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class RevisionText:
    """What of a revision is indexed; passages in reading order."""

    id: int
    title: str
    description: str
    passages: tuple[PassageText, ...]


@dataclass(frozen=True, slots=True)
class RevisionTerms:
    """Words and counts. `words[cell_words]` are the words of the cells.

    Cells come document by document: `lengths[0]` cells of the title, `lengths[1]` of the sheet as
    a whole, then those of each passage.
    """

    revision_id: int
    title: str
    passage_ids: tuple[int, ...]
    words: tuple[str, ...]  # interned: one word stands in hundreds of revisions
    lengths: Ints
    cell_words: Ints
    cell_counts: Floats


def count_words(revision: RevisionText) -> RevisionTerms:
    """The counts of a revision; titles are counted in its passages too."""
    title = Counter(_content(revision.title))
    sheet = Counter(_content(revision.description))
    documents = [title, sheet]
    for passage in revision.passages:
        own = Counter(_content(" ".join([*passage.heading_path, passage.text])))
        sheet.update(own)
        _add(own, title, _TITLE_IN_PASSAGE)
        documents.append(own)
    _add(sheet, title, _TITLE_IN_SHEET)
    numbers: dict[str, int] = {}
    cells = [
        (numbers.setdefault(word, len(numbers)), count)
        for document in documents
        for word, count in document.items()
    ]
    return RevisionTerms(
        revision_id=revision.id,
        title=revision.title,
        passage_ids=tuple(passage.id for passage in revision.passages),
        words=tuple(map(sys.intern, numbers)),
        lengths=np.array([len(document) for document in documents], np.int32),
        cell_words=np.array([number for number, _ in cells], np.int32),
        cell_counts=np.array([count for _, count in cells], np.float32),
    )


def _content(text: str) -> Iterable[str]:
    return filter(is_content, words(text))


def _add(counts: Counter[str], other: Counter[str], times: int) -> None:
    for word, count in other.items():
        counts[word] += times * count


def _source() -> str:
    """All that counts depend on; a comment changed in it recounts once, to no harm."""
    return inspect.getsource(wording) + inspect.getsource(sys.modules[__name__])


COUNTING = hashlib.sha256(_source().encode()).hexdigest()[:16]
"""Names this way to count: counts that are kept under another name are made anew."""
