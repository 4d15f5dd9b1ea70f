"""The lexical index of a set of revisions, compiled in memory; never changed once made."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from apps.answering.wording import stem
from apps.sheets.search.postings import Counts, Floats, Ints, Postings
from apps.sheets.search.terms import RevisionTerms

_TITLE, _SHEET, _PASSAGE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class LexicalScores:
    """Scores by passage, by sheet as a whole, and by sheet's title.

    `title_coverage`: the share of each title that the request says, its words weighed by rarity.
    """

    passages: Floats
    sheets: Floats
    titles: Floats
    title_coverage: Floats


class Snapshot:
    """Revisions 0..r-1 and their passages 0..p-1, in the order of `revision_ids`."""

    def __init__(self, revisions: Sequence[RevisionTerms]) -> None:
        self.revisions = tuple(sorted(revisions, key=lambda each: each.revision_id))
        self.revision_ids: NDArray[np.int64] = np.array(
            [each.revision_id for each in self.revisions], np.int64
        )
        self.passage_ids: NDArray[np.int64] = np.array(
            [id_ for each in self.revisions for id_ in each.passage_ids], np.int64
        )
        sizes = [len(each.passage_ids) for each in self.revisions]
        self.revision_of_passage: Ints = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
        self.titles = [each.title for each in self.revisions]
        self._place_of_passage = {int(id_): at for at, id_ in enumerate(self.passage_ids)}
        self._place_of_revision = {int(id_): at for at, id_ in enumerate(self.revision_ids)}
        self._terms: dict[str, int] = {}
        self.word_frequencies = Counter(word for each in self.revisions for word in each.words)
        self._compile()

    def _compile(self) -> None:
        cells = [_Cells(each, self._numbers(each.words)) for each in self.revisions]
        sizes = (len(self.revisions), len(self.revisions), len(self.passage_ids))
        starts = np.concatenate([[0], np.cumsum([len(r.passage_ids) for r in self.revisions])])
        postings = []
        for level, size in enumerate(sizes):
            parts = [cell.level(level, at, int(starts[at])) for at, cell in enumerate(cells)]
            postings.append(Postings(_joined(parts), documents=size, terms=len(self._terms)))
        self._titles, self._sheets, self._passages = postings

    def _numbers(self, words: Iterable[str]) -> Ints:
        terms = self._terms
        return np.array([terms.setdefault(stem(word), len(terms)) for word in words], np.int32)

    def scores(self, query: Mapping[str, float]) -> LexicalScores:
        """`query`: stems with their weights; unknown ones count for nothing."""
        known = {self._terms[each]: weight for each, weight in query.items() if each in self._terms}
        return LexicalScores(
            self._passages.scores(known),
            self._sheets.scores(known),
            self._titles.scores(known),
            self._titles.coverage(known, self._sheets.idf),
        )

    def place_of_revision(self, revision_id: int) -> int:
        """Raises KeyError for a revision that is not here."""
        return self._place_of_revision[revision_id]

    def weights_in_sheet(self, query: Mapping[str, float], revision: int) -> dict[str, float]:
        """What each stem of `query` adds to the score of the sheet at a place, as a whole."""
        return {
            each: weight * self._sheets.weight(self._terms[each], revision)
            for each, weight in query.items()
            if each in self._terms
        }

    def weights_of_passages(self) -> Iterator[tuple[str, int, float]]:
        """Each stem with each passage that holds it, and what that weighs."""
        stems = list(self._terms)
        for term, passage, weight in self._passages.cells():
            yield stems[term], passage, weight

    def passage_scores(self, scores: Mapping[int, float]) -> Floats:
        """One score a passage, from scores by passage id; 0 for the others."""
        return _placed(scores, self._place_of_passage)

    def sheet_scores(self, scores: Mapping[int, float]) -> Floats:
        """One score a revision, from scores by revision id; 0 for the others."""
        return _placed(scores, self._place_of_revision)

    def best_of_sheet(self, passages: Floats) -> Floats:
        """For each revision the best of its passages' scores; 0 without a passage."""
        best = np.zeros(len(self.revision_ids), np.float32)
        np.maximum.at(best, self.revision_of_passage, passages)
        return best

    def rarity(self, stem_: str) -> float:
        """Inverse document frequency of a stem among sheets; that of a hapax when unknown."""
        term = self._terms.get(stem_)
        if term is None:
            return float(np.log(1 + (len(self.revisions) + 0.5) / 0.5))
        return float(self._sheets.idf[term])


def _placed(scores: Mapping[int, float], places: Mapping[int, int]) -> Floats:
    placed = np.zeros(len(places), np.float32)
    for id_, score in scores.items():
        if id_ in places:
            placed[places[id_]] = max(score, 0.0)
    return placed


class _Cells:
    """The cells of one revision, with terms numbered over all revisions."""

    def __init__(self, revision: RevisionTerms, numbers: Ints) -> None:
        self._terms = numbers[revision.cell_words] if len(numbers) else revision.cell_words
        self._counts = revision.cell_counts
        self._lengths = revision.lengths
        self._ends = np.cumsum(revision.lengths)

    def level(self, level: int, revision: int, first_passage: int) -> Counts:
        """Cells of the title (0), of the sheet (1), or of the passages (2)."""
        if level == _PASSAGE:
            held = slice(self._ends[_SHEET], None)
            passages = np.arange(len(self._lengths) - _PASSAGE, dtype=np.int32) + first_passage
            documents = np.repeat(passages, self._lengths[_PASSAGE:]).astype(np.int32)
        else:
            held = slice(self._ends[level] - self._lengths[level], self._ends[level])
            documents = np.full(int(self._lengths[level]), revision, np.int32)
        return Counts(documents, self._terms[held], self._counts[held])


def _joined(parts: Sequence[Counts]) -> Counts:
    if not parts:
        return Counts(np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.float32))
    return Counts(
        np.concatenate([part.documents for part in parts]),
        np.concatenate([part.terms for part in parts]),
        np.concatenate([part.counts for part in parts]),
    )
