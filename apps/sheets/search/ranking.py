"""Orders sheets, then passages within the best sheets, from the scores of several rankers."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from apps.answering.facets import ASKING_STEMS
from apps.answering.ports import Understanding
from apps.answering.wording import content_stems, fold
from apps.sheets.search.local import LocalSheets
from apps.sheets.search.postings import Floats, Ints
from apps.sheets.search.snapshot import LexicalScores, Snapshot
from apps.sheets.search.vectors import Similarities
from apps.sheets.search.weights import (
    PASSAGE_WEIGHTS,
    RANK_OFFSET,
    RANKERS,
    SHEET_WEIGHTS,
    SheetWeights,
)

_ADDED_WORD = 0.6
# Narrative and politeness: such words are rare in the sheets, and would weigh most of all.
_PADDING = frozenset(
    content_stems(
        """dame mademoiselle homme gens type mec citoyen habitant habitante bonsoir cordialement
        voilà bref heu euh voudrait voudrais aimerait aimerais souhaite souhaiterait savoir
        expliquer comprendre comprend sait pense croit trouve hésite semble paraît raconte arrive
        venir vient aller falloir mettre prendre passer rester laisser hier demain matin soir lundi
        mardi mercredi jeudi vendredi samedi dimanche dernier dernière prochain prochaine déjà
        toujours jamais vraiment juste exactement chose truc cas question réponse problème souci
        besoin petit petite grand grande gros beaucoup mal côté coup"""
    )
)
_PADDING_WEIGHT = 0.5
_SHEETS_READ = 40
_SHEETS_COMPARED = 200
# Titles of sheets that repeat others for civil servants, then for minors, and words that tell that
# these are meant. All folded.
_FOR_SOME: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (
        re.compile(
            r"fonction publique|fonctionnaire|agent (?:public|contractuel)|secteur public"
            r"|d'un militaire|\bmilitaires\b|\bmilitaire$"
        ),
        re.compile(
            r"\bfonction|public|contractuel|titulaire|\bagents?\b|militaire|hopital|\bprof"
            r"|enseignant|territorial"
        ),
    ),
    (
        re.compile(r"\bmineur"),
        re.compile(
            r"mineur|enfant|fils|fille|bebe|\bado|gamin|\bpetite?s?\b|lycee|colleg|eleve|jeune"
            r"|parent|papa|maman|\b1?\d ans"
        ),
    ),
)
_SHEET_OFFSET = 5.0


@dataclass(frozen=True, slots=True)
class SheetEvidence:
    """What speaks for each sheet of the snapshot, before any weight.

    `ranks`: rankers x sheets, 1 for a ranker's first, less and less below, 0 where it finds
    nothing. `shares`: the mean of its scores, each as a share of the ranker's best.
    `title_coverage`: the share of its title that the request says. `is_for_others`: civil
    servants and minors x sheets, where it repeats others for these, who are not spoken of.
    """

    ranks: Floats
    shares: Floats
    title_coverage: Floats
    is_for_others: NDArray[np.bool_]

    def total(self, weights: SheetWeights) -> Floats:
        """Zero where no ranker finds anything.

        Ranks alone forget by how much a sheet is ahead; scores alone let one ranker decide.
        """
        total = np.array(weights.ranks) @ self.ranks / (sum(weights.ranks) or 1)
        total += weights.scores * self.shares
        total += weights.titles * self.title_coverage
        for prior, is_for_others in zip(
            (weights.civil_service, weights.minors), self.is_for_others, strict=True
        ):
            total = np.where(is_for_others, prior * total, total)
        return np.where(self.ranks.any(axis=0), total, 0).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Places in the snapshot with their scores, best first.

    `rankers`: by name, the score that each ranker gives to each revision of the snapshot;
    `evidence`: what was made of these.
    """

    sheets: Ints
    sheet_scores: Floats
    passages: Ints
    passage_scores: Floats
    rankers: Mapping[str, Floats]
    evidence: SheetEvidence


def query_stems(understanding: Understanding) -> dict[str, float]:
    """Stems to look for, with their weights: added words and padding weigh less."""
    query = dict.fromkeys(content_stems(understanding.rewritten), _ADDED_WORD)
    query |= dict.fromkeys(content_stems(" ".join(understanding.terms)), _ADDED_WORD)
    for stem in content_stems(understanding.text):
        query[stem] = _PADDING_WEIGHT if stem in _PADDING | ASKING_STEMS else 1.0
    return query


def rank(
    snapshot: Snapshot,
    understanding: Understanding,
    allowed: NDArray[np.bool_],
    lexical: LexicalScores,
    similarities: Similarities,
    local: LocalSheets | None = None,
) -> Ranking:
    """Ranks the revisions marked in `allowed`; those that no ranker finds are left out."""
    meaning = snapshot.passage_scores(similarities.passages)
    rankers = _sheet_rankers(snapshot, allowed, lexical, similarities)
    evidence = _evidence(rankers, lexical, snapshot.titles, understanding)
    fused = evidence.total(SHEET_WEIGHTS)
    if local is not None:
        fused = local.prefer(fused, snapshot)
    sheets = _best_first(fused)
    is_read = np.isin(snapshot.revision_of_passage, sheets[:_SHEETS_READ])
    own = reciprocal(np.where(is_read, lexical.passages, 0))
    near = reciprocal(np.where(is_read, meaning, 0))
    sheet = reciprocal(fused, _SHEET_OFFSET)[snapshot.revision_of_passage]
    scores = PASSAGE_WEIGHTS["words"] * own + PASSAGE_WEIGHTS["meaning"] * near
    scores = np.where(is_read, scores + PASSAGE_WEIGHTS["sheet"] * sheet, 0).astype(np.float32)
    passages = _best_first(scores)
    return Ranking(sheets, fused[sheets], passages, scores[passages], rankers, evidence)


def likely_revisions(
    snapshot: Snapshot,
    understanding: Understanding,
    allowed: NDArray[np.bool_],
    lexical: LexicalScores,
    sheets: Mapping[int, float],
) -> list[int]:
    """The 200 revisions whose passages are worth comparing by meaning."""
    rankers = _sheet_rankers(snapshot, allowed, lexical, Similarities(sheets=sheets))
    fused = _evidence(rankers, lexical, snapshot.titles, understanding).total(SHEET_WEIGHTS)
    places = _best_first(fused)[:_SHEETS_COMPARED]
    return [int(id_) for id_ in snapshot.revision_ids[places]]


def _sheet_rankers(
    snapshot: Snapshot,
    allowed: NDArray[np.bool_],
    lexical: LexicalScores,
    similarities: Similarities,
) -> dict[str, Floats]:
    meaning = snapshot.passage_scores(similarities.passages)
    scores = (
        snapshot.best_of_sheet(lexical.passages),
        lexical.sheets,
        lexical.titles,
        snapshot.best_of_sheet(meaning),
        snapshot.sheet_scores(similarities.sheets),
    )
    each = zip(RANKERS, scores, strict=True)
    return {name: np.where(allowed, values, 0) for name, values in each}


def _evidence(
    rankers: Mapping[str, Floats],
    lexical: LexicalScores,
    titles: Sequence[str],
    understanding: Understanding,
) -> SheetEvidence:
    shares = [
        scores / max(float(scores.max(initial=0)), 1e-9)
        for name, scores in rankers.items()
        if name != "titles"
    ]
    folded = fold(understanding.text)
    is_meant = np.array([bool(told.search(folded)) for _, told in _FOR_SOME])
    return SheetEvidence(
        ranks=np.array([(RANK_OFFSET + 1) * reciprocal(each) for each in rankers.values()]),
        shares=np.mean(shares, axis=0),
        title_coverage=lexical.title_coverage,
        is_for_others=_titled_for_some(tuple(titles)) & ~is_meant[:, np.newaxis],
    )


@lru_cache(maxsize=4)
def _titled_for_some(titles: tuple[str, ...]) -> NDArray[np.bool_]:
    folded = [fold(title) for title in titles]
    rows = [[bool(titled.search(each)) for each in folded] for titled, _ in _FOR_SOME]
    return np.array(rows, dtype=np.bool_)


def reciprocal(scores: Floats, offset: float = RANK_OFFSET) -> Floats:
    """1 / (offset + rank) for what scores above zero, else 0."""
    order = np.argsort(-scores, kind="stable")
    ranks = np.empty(len(scores), np.float32)
    ranks[order] = np.arange(1, len(scores) + 1, dtype=np.float32)
    return np.where(scores > 0, 1 / (offset + ranks), 0).astype(np.float32)


def _best_first(scores: Floats) -> Ints:
    """Places of the scores above zero, highest first."""
    order = np.argsort(-scores, kind="stable")
    return order[: int((scores > 0).sum())].astype(np.int32)
