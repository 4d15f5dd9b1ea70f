"""Search for the reading pages: sheets as a whole, why each was found, and its nearest passage."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from asgiref.sync import async_to_sync

from apps.accounts.models import User
from apps.answering.ports import Understanding
from apps.answering.wording import is_content, stem, words
from apps.sheets.search.ranking import Ranking, query_stems
from apps.sheets.search.retriever import query_vector, rank_for
from apps.sheets.search.scope import Scope
from apps.sheets.search.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a sheet stands where it does.

    `places`: by ranker, the sheet's place from 1, None where the ranker did not find it.
    `said` and `added`: words of the request, and of the lexicon or a rewriting, that the sheet
    holds, those that counted most first.
    """

    places: dict[str, int | None]
    said: tuple[str, ...]
    added: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetSearch:
    """What one search found: `revision_ids`, best first. Decision trees and links included."""

    understanding: Understanding
    snapshot: Snapshot
    ranking: Ranking
    revision_ids: tuple[int, ...]

    @property
    def stems(self) -> frozenset[str]:
        """What to highlight."""
        return frozenset(query_stems(self.understanding))

    def explain(self, revision_id: int) -> Explanation:
        """Raises KeyError for a revision that was not found."""
        at = self.snapshot.place_of_revision(revision_id)
        query = query_stems(self.understanding)
        weights = self.snapshot.weights_in_sheet(query, at)
        places = {
            name: int((scores > scores[at]).sum()) + 1 if scores[at] > 0 else None
            for name, scores in self.ranking.rankers.items()
        }
        said = _by_weight(words(self.understanding.text), weights)
        more = words(" ".join([*self.understanding.terms, self.understanding.rewritten]))
        return Explanation(places, said, _by_weight(more, weights, without=said))

    def best_passages(self, revision_ids: Iterable[int]) -> dict[int, int]:
        """By revision, the id of its best passage, where one was ranked."""
        wanted = set(revision_ids)
        best: dict[int, int] = {}
        for place in self.ranking.passages.tolist():
            at = self.snapshot.revision_of_passage[place]
            revision_id = int(self.snapshot.revision_ids[at])
            if revision_id in wanted:
                best.setdefault(revision_id, int(self.snapshot.passage_ids[place]))
        return best


def search_for_reading(understanding: Understanding, user: User, limit: int) -> SheetSearch:
    """Up to `limit` sheets that `user` may read; by words alone when no vector can be had."""
    scope = Scope(user, only_answers=False)
    vector = async_to_sync(query_vector)(understanding)
    snapshot, ranking, _ = rank_for(understanding, scope, vector)
    best = snapshot.revision_ids[ranking.sheets[:limit]]
    return SheetSearch(understanding, snapshot, ranking, tuple(np.asarray(best).tolist()))


def _by_weight(
    candidates: Iterable[str], weights: dict[str, float], without: Sequence[str] = ()
) -> tuple[str, ...]:
    """Distinct words by their stems' weights, those of no weight left out."""
    passed = {stem(word) for word in without}
    by_stem = {
        stem(word): word for word in candidates if is_content(word) and stem(word) not in passed
    }
    counted = Counter({word: weights.get(each, 0.0) for each, word in by_stem.items()})
    return tuple(word for word, weight in counted.most_common() if weight > 0)
