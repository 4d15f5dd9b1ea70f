"""Orders sheets, then passages within the best sheets, from the scores of several rankers."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from apps.answering.ports import Understanding
from apps.answering.wording import content_stems
from apps.sheets.search.postings import Floats, Ints
from apps.sheets.search.snapshot import Snapshot

_ADDED_WORD = 0.6
_FOLDED_WORD = 0.7
_RANK_OFFSET = 20.0
_SHEETS_READ = 40


@dataclass(frozen=True, slots=True)
class Ranking:
    """Places in the snapshot with their scores, best first; `rankers` by name, sheet by sheet."""

    sheets: Ints
    sheet_scores: Floats
    passages: Ints
    passage_scores: Floats
    rankers: Mapping[str, Floats]


def query_stems(understanding: Understanding) -> dict[str, float]:
    """Stems to look for: those of the request, less those of its history and of added words."""
    query = dict.fromkeys(content_stems(understanding.rewritten), _ADDED_WORD)
    query |= dict.fromkeys(content_stems(" ".join(understanding.terms)), _ADDED_WORD)
    query |= dict.fromkeys(content_stems(understanding.text), 1.0)
    return query


def rank(snapshot: Snapshot, understanding: Understanding, allowed: NDArray[np.bool_]) -> Ranking:
    """Ranks the revisions marked in `allowed`; sheets that no ranker finds are left out."""
    scores = snapshot.scores(query_stems(understanding))
    best = np.zeros(len(allowed), np.float32)
    np.maximum.at(best, snapshot.revision_of_passage, scores.passages)
    rankers = {"passages": best, "sheets": scores.sheets, "titles": scores.titles}
    fused = sum((_reciprocal(np.where(allowed, each, 0)) for each in rankers.values()), start=0)
    sheets = _best_first(np.asarray(fused, np.float32))
    of_sheet = np.asarray(fused, np.float32)[snapshot.revision_of_passage]
    read = np.isin(snapshot.revision_of_passage, sheets[:_SHEETS_READ])
    own = _reciprocal(np.where(read, scores.passages, 0))
    passage_scores = np.where(read, own + of_sheet, 0).astype(np.float32)
    passages = _best_first(passage_scores)
    return Ranking(
        sheets, np.asarray(fused, np.float32)[sheets], passages, passage_scores[passages], rankers
    )


def _reciprocal(scores: Floats) -> Floats:
    """1 / (20 + rank) for what scores above zero, else 0."""
    order = np.argsort(-scores, kind="stable")
    ranks = np.empty(len(scores), np.float32)
    ranks[order] = np.arange(1, len(scores) + 1, dtype=np.float32)
    return np.where(scores > 0, 1 / (_RANK_OFFSET + ranks), 0).astype(np.float32)


def _best_first(scores: Floats) -> Ints:
    """Places of the scores above zero, highest first."""
    order = np.argsort(-scores, kind="stable")
    return order[: int((scores > 0).sum())].astype(np.int32)
