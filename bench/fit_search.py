"""Fit how much each part of ranking counts: python -m bench.fit_search QUESTIONS… [--folds 8]

The parts: the rank that each ranker gives, scores beside ranks, the title's share that the request
says, and what sheets lose that repeat others for civil servants or minors. Each is chosen on all
folds but one and measured on that one, from a start where ranks count equally and the rest nothing;
once all of them, once with ranks left equal. Files count alike, however long. The values in force
and each part left out are measured beside them, on everything. Prints a JSON object.
"""

import argparse
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "franceservices.settings")
django.setup()

import numpy as np
from asgiref.sync import async_to_sync

from apps.evaluation.golden import read_questions
from apps.evaluation.intervals import wilson
from apps.sheets.models import SheetRevision
from apps.sheets.search import Scope, current_reader, warm_up
from apps.sheets.search.ranking import SheetEvidence
from apps.sheets.search.retriever import query_vector, rank_for
from apps.sheets.search.weights import RANKERS, SHEET_WEIGHTS, SheetWeights

# The parts, in the order of a vector of weights, with the values tried: the first one is the start.
STEPS = {
    **{f"rank of {name}": (1.0, 0.0, 0.5, 1.5, 2.0) for name in RANKERS},
    "scores": (0.0, 0.5, 1.0, 1.5, 2.0),
    "titles": (0.0, 0.25, 0.5, 0.75, 1.0),
    "civil service": (1.0, 0.8, 0.6, 0.4),
    "minors": (1.0, 0.9, 0.8, 0.6),
}
NAMES = tuple(STEPS)
BESIDE_RANKS = NAMES[len(RANKERS) :]
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Ranked:
    """One question of a file: what speaks for each sheet, and which sheets are gold."""

    file: str
    evidence: SheetEvidence
    is_gold: np.ndarray

    def rank(self, values: Mapping[str, float]) -> int:
        """Rank of the first gold sheet, from 1."""
        scores = self.evidence.total(_weights(values))
        best = scores[self.is_gold].max(initial=-1.0)
        return int((scores > best).sum()) + 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", type=Path, nargs="+")
    parser.add_argument("--folds", type=int, default=8)
    arguments = parser.parse_args()
    warm_up()
    ranked = [each for path in arguments.questions for each in _ranked(path)]
    in_force = dict(zip(NAMES, _values(SHEET_WEIGHTS), strict=True))
    figures = {
        "in force": _figures(ranked, in_force),
        "start": _figures(ranked, {name: steps[0] for name, steps in STEPS.items()}),
        "all fitted": _cross_validated(ranked, NAMES, arguments.folds),
        "fitted with equal ranks": _cross_validated(ranked, BESIDE_RANKS, arguments.folds),
        "without": {name: _figures(ranked, in_force | {name: _OFF[name]}) for name in NAMES},
    }
    print(json.dumps(figures, indent=2))


_OFF = {name: 1.0 if name in {"civil service", "minors"} else 0.0 for name in NAMES}


def _weights(values: Mapping[str, float]) -> SheetWeights:
    *ranks, scores, titles, civil_service, minors = (values[name] for name in NAMES)
    return SheetWeights(tuple(ranks), scores, titles, civil_service, minors)


def _values(weights: SheetWeights) -> tuple[float, ...]:
    rest = (weights.scores, weights.titles, weights.civil_service, weights.minors)
    return (*weights.ranks, *rest)


def _ranked(path: Path) -> list[Ranked]:
    questions = [each for each in read_questions(path) if each.gold]
    external = dict(SheetRevision.objects.published().values_list("pk", "sheet__external_id"))
    found = []
    for question in questions:
        understood = current_reader().read(question.question, question.history)
        vector = async_to_sync(query_vector)(understood)
        snapshot, ranking, _ = rank_for(understood, Scope(), vector)
        gold = [external[int(id_)] in question.gold for id_ in snapshot.revision_ids]
        found.append(Ranked(path.stem, ranking.evidence, np.array(gold)))
    return found


def _cross_validated(ranked: Sequence[Ranked], names: Sequence[str], folds: int) -> dict[str, Any]:
    order = np.random.default_rng(0).permutation(len(ranked))
    ranks: list[tuple[str, int]] = []
    for fold in range(folds):
        held = set(order[fold::folds].tolist())
        values = _fit([each for at, each in enumerate(ranked) if at not in held], names)
        ranks += [(ranked[at].file, ranked[at].rank(values)) for at in held]
    return {"held out": _of_ranks(ranks), "values on all": _fit(ranked, names)}


def _fit(ranked: Sequence[Ranked], names: Sequence[str]) -> dict[str, float]:
    """One part at a time, the best of a few steps, until nothing is gained."""
    values = {name: steps[0] for name, steps in STEPS.items()}
    for _ in range(ROUNDS):
        before = dict(values)
        for name in names:
            trials = [values | {name: step} for step in STEPS[name]]
            values = max(trials, key=lambda trial: _gain(ranked, trial))
        if values == before:
            break
    return values


def _gain(ranked: Sequence[Ranked], values: Mapping[str, float]) -> float:
    files = _figures(ranked, values).values()
    return sum(float(each["recall_at_5"]) + float(each["mrr_at_10"]) for each in files)


def _figures(ranked: Sequence[Ranked], values: Mapping[str, float]) -> dict[str, dict[str, Any]]:
    return _of_ranks([(each.file, each.rank(values)) for each in ranked])


def _of_ranks(ranks: Sequence[tuple[str, int]]) -> dict[str, dict[str, Any]]:
    files = dict.fromkeys(file for file, _ in ranks)
    return {name: _of_file([rank for file, rank in ranks if file == name]) for name in files}


def _of_file(ranks: Sequence[int]) -> dict[str, Any]:
    hits = sum(rank <= 5 for rank in ranks)
    return {
        "n": len(ranks),
        "recall_at_5": round(hits / len(ranks), 4),
        "interval": wilson(hits, len(ranks)),
        "mrr_at_10": round(sum(1 / rank for rank in ranks if rank <= 10) / len(ranks), 4),
    }


if __name__ == "__main__":
    main()
