"""The words of revisions, kept in the database so that a process reads them instead of counting."""

import sys
from collections.abc import Collection, Iterator, Sequence

import numpy as np

from apps.sheets.models import SearchTerms, SheetRevision
from apps.sheets.search.terms import (
    COUNTING,
    PassageText,
    RevisionTerms,
    RevisionText,
    count_words,
)

_BATCH = 200


def read_terms(revision_ids: Collection[int]) -> list[RevisionTerms]:
    """The words of revisions: as kept, else counted from their text."""
    kept = _kept_terms(revision_ids)
    missing = set(revision_ids).difference(each.revision_id for each in kept)
    return [*kept, *count_terms(sorted(missing))]


def count_terms(revision_ids: Sequence[int]) -> Iterator[RevisionTerms]:
    """The words of revisions, counted from their text."""
    for start in range(0, len(revision_ids), _BATCH):
        revisions = SheetRevision.objects.filter(pk__in=revision_ids[start : start + _BATCH])
        for revision in revisions.only("title", "description").prefetch_related("passages"):
            yield count_words(_text_of(revision))


def as_row(terms: RevisionTerms) -> SearchTerms:
    """What is kept of the words of a revision."""
    return SearchTerms(
        revision_id=terms.revision_id,
        counting=COUNTING,
        words=" ".join(terms.words),
        passage_ids=np.array(terms.passage_ids, "<i8").tobytes(),
        lengths=terms.lengths.astype("<i4").tobytes(),
        cell_words=terms.cell_words.astype("<i4").tobytes(),
        cell_counts=terms.cell_counts.astype("<f4").tobytes(),
    )


def _kept_terms(revision_ids: Collection[int]) -> list[RevisionTerms]:
    rows = SearchTerms.objects.filter(counting=COUNTING, revision__in=revision_ids)
    columns = rows.values_list(
        "revision_id",
        "revision__title",
        "passage_ids",
        "words",
        "lengths",
        "cell_words",
        "cell_counts",
    )
    return [
        RevisionTerms(
            revision_id=revision_id,
            title=title,
            passage_ids=tuple(np.frombuffer(passage_ids, "<i8").tolist()),
            words=tuple(map(sys.intern, words.split())),
            lengths=np.frombuffer(lengths, "<i4"),
            cell_words=np.frombuffer(cell_words, "<i4"),
            cell_counts=np.frombuffer(cell_counts, "<f4"),
        )
        for revision_id, title, passage_ids, words, lengths, cell_words, cell_counts in columns
    ]


def _text_of(revision: SheetRevision) -> RevisionText:
    return RevisionText(
        id=revision.pk,
        title=revision.title,
        description=revision.description,
        passages=tuple(
            PassageText(passage.pk, tuple(passage.heading_path), passage.text)
            for passage in revision.passages.all()
        ),
    )
