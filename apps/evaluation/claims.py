"""How well unsupported figures and contacts are flagged, on a file of judged claims."""

import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from apps.answering.figures import unsupported_spans
from apps.evaluation.intervals import wilson


def evaluate_claims(path: Path) -> dict[str, Any]:
    """Precision and recall of "unsupported"; positive = an unsupported claim flagged.

    `path`: JSON Lines with `sentence`, `passages`, `supported`, `category`. Raises OSError,
    ValueError or KeyError on bad input.
    """
    total: Counter[str] = Counter()
    per_category: defaultdict[str, Counter[str]] = defaultdict(Counter)
    errors: list[dict[str, Any]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip():
            continue
        case = json.loads(line)
        problems = unsupported_spans(case["sentence"], case["passages"])
        outcome = _outcome(is_supported=case["supported"], is_flagged=bool(problems))
        total[outcome] += 1
        per_category[case["category"]][outcome] += 1
        if outcome.startswith("false"):
            flagged = [problem.text for problem in problems]
            errors.append(
                {
                    "id": case.get("id"),
                    "sentence": case["sentence"],
                    "outcome": outcome,
                    "flagged": flagged,
                }
            )
    return {
        **_figures(total),
        "per_category": {name: _figures(counts) for name, counts in sorted(per_category.items())},
        "errors": errors,
    }


def _outcome(*, is_supported: bool, is_flagged: bool) -> str:
    if is_flagged:
        return "false_positive" if is_supported else "true_positive"
    return "true_negative" if is_supported else "false_negative"


def _figures(counts: Counter[str]) -> dict[str, Any]:
    true_positive = counts["true_positive"]
    flagged = true_positive + counts["false_positive"]
    bad = true_positive + counts["false_negative"]
    right = true_positive + counts["true_negative"]
    return {
        "n": counts.total(),
        "precision": true_positive / flagged if flagged else None,
        "precision_interval": wilson(true_positive, flagged),
        "recall": true_positive / bad if bad else None,
        "recall_interval": wilson(true_positive, bad),
        "accuracy": right / counts.total() if counts else None,
        "accuracy_interval": wilson(right, counts.total()),
    }
