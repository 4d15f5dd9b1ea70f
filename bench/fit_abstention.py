"""Fit when to decline: python -m bench.fit_abstention QUESTIONS… [--folds 8]

Every question of the files is searched on the archive imported and indexed. A logistic regression
on what was found is fitted on all folds but one and judges that one; the weights in force judge all
of them. Prints a JSON object: weights, then what each threshold of the log-odds declines, of what
has no answer and of what has one, rules for what is beyond the sheets included.
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

import numpy as np

from apps.answering.evidence import log_odds_of_no_answer, unknown_names
from apps.answering.out_of_scope import beyond_the_sheets
from apps.evaluation.golden import GoldenQuestion, read_questions
from apps.evaluation.intervals import wilson
from apps.sheets.search import current_reader, find_now, warm_up

NAMES = ("intercept", "best_score", "agreement", "unknown_name")
THRESHOLDS = (1.0, 0.5, 0.2, 0.0, -0.2, -0.5, -0.8)
RIDGE = 0.003  # keeps a part that separates the two by chance from growing without end
STEPS = 30


@dataclass(frozen=True, slots=True)
class Searched:
    """`features`: in the order of NAMES. `is_beyond`: declined by a rule, whatever was found."""

    has_no_answer: bool
    is_beyond: bool
    features: tuple[float, ...]
    in_force: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", type=Path, nargs="+")
    parser.add_argument("--folds", type=int, default=8)
    arguments = parser.parse_args()
    warm_up()
    searched = [_searched(each) for path in arguments.questions for each in read_questions(path)]
    fitted = _fit(searched)
    figures = {
        "fitted on all": dict(zip(NAMES, np.round(fitted, 2).tolist(), strict=True)),
        "held out": _curve(searched, _held_out(searched, arguments.folds)),
        "in force": _curve(searched, [each.in_force for each in searched]),
    }
    print(json.dumps(figures, indent=2))


def _searched(question: GoldenQuestion) -> Searched:
    understood = current_reader().read(question.question, question.history)
    findings = find_now(understood)
    evidence = findings.evidence
    is_unknown = bool(unknown_names(understood.question, findings))
    return Searched(
        has_no_answer=not question.is_answerable,
        is_beyond=beyond_the_sheets(understood.question) is not None,
        features=(1.0, evidence.best_score, evidence.agreement, float(is_unknown)),
        in_force=log_odds_of_no_answer(evidence, findings, understood),
    )


def _fit(searched: Sequence[Searched]) -> np.ndarray:
    """Logistic regression by Newton's method, on what no rule declines."""
    kept = [each for each in searched if not each.is_beyond]
    features = np.array([each.features for each in kept])
    labels = np.array([each.has_no_answer for each in kept], float)
    weights = np.zeros(len(NAMES))
    for _ in range(STEPS):
        odds = 1 / (1 + np.exp(-features @ weights))
        gradient = features.T @ (labels - odds) - RIDGE * weights
        curvature = (features.T * (odds * (1 - odds))) @ features + RIDGE * np.eye(len(NAMES))
        weights = weights + np.linalg.solve(curvature, gradient)
    return weights


def _held_out(searched: Sequence[Searched], folds: int) -> list[float]:
    order = np.random.default_rng(0).permutation(len(searched))
    log_odds = [0.0] * len(searched)
    for fold in range(folds):
        held = set(order[fold::folds].tolist())
        weights = _fit([each for at, each in enumerate(searched) if at not in held])
        for at in held:
            log_odds[at] = float(weights @ np.array(searched[at].features))
    return log_odds


def _curve(searched: Sequence[Searched], log_odds: Sequence[float]) -> list[dict[str, Any]]:
    rows = []
    for threshold in THRESHOLDS:
        declined = [
            each.is_beyond or odds > threshold
            for each, odds in zip(searched, log_odds, strict=True)
        ]
        row: dict[str, Any] = {"threshold": threshold}
        for name, has_no_answer in (("declined", True), ("wrongly_declined", False)):
            of_kind = [
                gone
                for each, gone in zip(searched, declined, strict=True)
                if each.has_no_answer is has_no_answer
            ]
            row[name] = round(sum(of_kind) / len(of_kind), 4)
            row[f"{name}_interval"] = wilson(sum(of_kind), len(of_kind))
            row[f"{name}_n"] = len(of_kind)
        rows.append(row)
    return rows


if __name__ == "__main__":
    main()
