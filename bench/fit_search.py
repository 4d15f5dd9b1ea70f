"""Fit how much each ranker counts: python -m bench.fit_search QUESTIONS [QUESTIONS…] [--folds 8]

Weights are chosen on all folds but one and measured on that one; the weights in force and each
ranker left out are measured beside them. Prints a JSON object.
"""

import argparse
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "franceservices.settings")
django.setup()

import numpy as np  # noqa: E402
from asgiref.sync import async_to_sync  # noqa: E402

from apps.evaluation.golden import GoldenQuestion, read_questions  # noqa: E402
from apps.evaluation.intervals import wilson  # noqa: E402
from apps.sheets.models import SheetRevision  # noqa: E402
from apps.sheets.search import Scope, current_reader, warm_up  # noqa: E402
from apps.sheets.search.ranking import reciprocal  # noqa: E402
from apps.sheets.search.retriever import query_vector, rank_for  # noqa: E402
from apps.sheets.search.weights import SHEET_WEIGHTS  # noqa: E402

NAMES = tuple(SHEET_WEIGHTS)
STEPS = (0.0, 0.5, 1.0, 1.5, 2.0)
ROUNDS = 3
Weights = np.ndarray


@dataclass(frozen=True, slots=True)
class Ranked:
    """One question: reciprocal ranks (rankers × sheets), and which sheets are gold."""

    reciprocals: np.ndarray
    is_gold: np.ndarray

    def rank(self, weights: Weights) -> int:
        """Rank of the first gold sheet, from 1."""
        scores = weights @ self.reciprocals
        best = scores[self.is_gold].max(initial=-1.0)
        return int((scores > best).sum()) + 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", type=Path, nargs="+")
    parser.add_argument("--folds", type=int, default=8)
    arguments = parser.parse_args()
    questions = [each for path in arguments.questions for each in read_questions(path) if each.gold]
    ranked = _ranked(questions)
    fitted, ranks = _cross_validated(ranked, arguments.folds)
    in_force = np.array([SHEET_WEIGHTS[name] for name in NAMES])
    figures = {
        "in_force": _figures([each.rank(in_force) for each in ranked]),
        "fitted_cross_validated": _figures(ranks),
        "fitted_on_all": dict(zip(NAMES, fitted.tolist(), strict=True)),
        "without": {
            name: _figures([each.rank(in_force * (np.array(NAMES) != name)) for each in ranked])
            for name in NAMES
        },
    }
    print(json.dumps(figures, indent=2))  # noqa: T201


def _ranked(questions: Sequence[GoldenQuestion]) -> list[Ranked]:
    warm_up()
    external = dict(SheetRevision.objects.published().values_list("pk", "sheet__external_id"))
    found = []
    for question in questions:
        understood = current_reader().read(question.question, question.history)
        vector = async_to_sync(query_vector)(understood)
        snapshot, ranking, _ = rank_for(understood, Scope(), vector)
        rows = [reciprocal(ranking.rankers[name]) for name in NAMES]
        gold = [external[int(id_)] in question.gold for id_ in snapshot.revision_ids]
        found.append(Ranked(np.array(rows), np.array(gold)))
    return found


def _cross_validated(ranked: Sequence[Ranked], folds: int) -> tuple[Weights, list[int]]:
    order = np.random.default_rng(0).permutation(len(ranked))
    ranks: list[int] = []
    for fold in range(folds):
        held = set(order[fold::folds].tolist())
        weights = _fit([each for at, each in enumerate(ranked) if at not in held])
        ranks += [ranked[at].rank(weights) for at in held]
    return _fit(ranked), ranks


def _fit(ranked: Sequence[Ranked]) -> Weights:
    """One weight at a time, the best of a few steps, until nothing is gained."""
    weights = np.ones(len(NAMES))
    for _ in range(ROUNDS):
        for at in range(len(NAMES)):
            trials = []
            for step in STEPS:
                trial = weights.copy()
                trial[at] = step
                trials.append((_gain([each.rank(trial) for each in ranked]), -abs(step - 1), step))
            weights[at] = max(trials)[-1]
    return weights


def _gain(ranks: Sequence[int]) -> float:
    figures = _figures(ranks)
    return float(figures["recall_at_5"]) + float(figures["mrr_at_10"])


def _figures(ranks: Sequence[int]) -> dict[str, Any]:
    hits = sum(rank <= 5 for rank in ranks)
    return {
        "n": len(ranks),
        "recall_at_5": round(hits / len(ranks), 4),
        "interval": wilson(hits, len(ranks)),
        "mrr_at_10": round(sum(1 / rank for rank in ranks if rank <= 10) / len(ranks), 4),
    }


if __name__ == "__main__":
    main()
