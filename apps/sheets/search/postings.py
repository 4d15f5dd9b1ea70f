"""BM25 over documents held as arrays: which document holds which term, and what that weighs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]

_K1 = 1.2
_B = 0.75


@dataclass(frozen=True, slots=True)
class Counts:
    """How often documents hold terms: three arrays of one length, one cell each."""

    documents: Ints
    terms: Ints
    counts: Floats


class Postings:
    """Scores documents 0..n-1 by BM25 (k1 1.2, b 0.75) for terms 0..m-1."""

    def __init__(self, cells: Counts, *, documents: int, terms: int) -> None:
        # Several words of one stem make several cells of one document: they are one.
        places = cells.terms.astype(np.int64) * documents + cells.documents
        unique, cell_of = np.unique(places, return_inverse=True)
        counts = np.bincount(cell_of, cells.counts, minlength=len(unique)).astype(np.float32)
        sorted_terms = unique // max(documents, 1)
        self._documents: Ints = (unique % max(documents, 1)).astype(np.int32)
        self._starts = np.searchsorted(sorted_terms, np.arange(terms + 1))
        frequencies = np.diff(self._starts)
        self.idf: Floats = np.log(1 + (documents - frequencies + 0.5) / (frequencies + 0.5)).astype(
            np.float32
        )
        lengths = np.bincount(cells.documents, cells.counts, minlength=documents)
        average = max(float(lengths.sum()) / max(documents, 1), 1.0)
        norm = _K1 * (1 - _B + _B * lengths / average)
        weights = counts * (_K1 + 1) / (counts + norm[self._documents])
        self._weights: Floats = (weights * self.idf[sorted_terms]).astype(np.float32)
        self.size = documents

    def cells(self) -> Iterator[tuple[int, int, float]]:
        """Each term, each document that holds it, and the weight of one in the other."""
        terms = np.repeat(np.arange(len(self._starts) - 1), np.diff(self._starts))
        yield from zip(
            terms.tolist(), self._documents.tolist(), self._weights.tolist(), strict=True
        )

    def weight(self, term: int, document: int) -> float:
        """What a term weighs in a document; 0 where it does not stand."""
        held = slice(self._starts[term], self._starts[term + 1])
        return float(self._weights[held][self._documents[held] == document].sum())

    def coverage(self, query: Iterable[int], weights: Floats) -> Floats:
        """Share of each document's own terms that `query` holds, weighed by `weights` (one a
        term); 0 for a document without a term."""
        held = np.zeros(self.size, np.float32)
        for term in query:
            held[self._documents[self._starts[term] : self._starts[term + 1]]] += weights[term]
        terms = np.repeat(np.arange(len(self._starts) - 1), np.diff(self._starts))
        whole = np.bincount(self._documents, weights[terms], minlength=self.size)
        return np.divide(held, whole, out=np.zeros_like(held), where=whole > 0)

    def scores(self, query: Mapping[int, float]) -> Floats:
        """One score a document, for terms with their weights in the query."""
        scores = np.zeros(self.size, np.float32)
        for term, weight in query.items():
            held = slice(self._starts[term], self._starts[term + 1])
            scores[self._documents[held]] += np.float32(weight) * self._weights[held]
        return scores
