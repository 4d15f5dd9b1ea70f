"""How well search finds the right sheets and passages for golden questions."""

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean, quantiles
from typing import Any

from apps.answering.passages import Findings
from apps.answering.ports import Understanding
from apps.answering.understanding import Reader
from apps.evaluation.golden import GoldenQuestion, bare
from apps.evaluation.intervals import wilson

SHEET_DEPTHS = (1, 3, 5, 10)
PASSAGE_DEPTHS = (4, 8, 12)
_DEEPEST = max(SHEET_DEPTHS)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What search did for one question: rank of the first gold sheet (from 1, None: not among the
    first ten), for each fact the rank of the first passage that holds it, and the time taken."""

    question: GoldenQuestion
    rank: int | None
    facts: tuple[int | None, ...]
    milliseconds: float
    first_sheets: tuple[str, ...]


Find = Callable[[Understanding], Findings]


def run_retrieval(questions: Sequence[GoldenQuestion], reader: Reader, find: Find) -> list[Outcome]:
    """Searches for each answerable question, one after the other."""
    return [_outcome(question, reader, find) for question in questions if question.is_answerable]


def _outcome(question: GoldenQuestion, reader: Reader, find: Find) -> Outcome:
    started = time.perf_counter()
    findings = find(reader.read(question.question, question.history))
    milliseconds = (time.perf_counter() - started) * 1000
    sheets = [sheet.sheet_id for sheet in findings.sheets]
    texts = [bare(passage.text) for passage in findings.passages]
    return Outcome(
        question=question,
        rank=_first(sheets[:_DEEPEST], question.gold.__contains__),
        facts=tuple(_first_holding(texts, bare(fact)) for fact in question.facts),
        milliseconds=milliseconds,
        first_sheets=tuple(f"{s.sheet_id} {s.title}" for s in findings.sheets[:3]),
    )


def _first(items: Sequence[str], holds: Callable[[str], bool]) -> int | None:
    return next((rank for rank, item in enumerate(items, 1) if holds(item)), None)


def _first_holding(texts: Sequence[str], quote: str) -> int | None:
    return _first(texts, lambda text: quote in text)


def measure_retrieval(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The figures of `manage.py evaluate retrieval`; shares stand with n and their interval."""
    ranks = [outcome.rank for outcome in outcomes]
    facts = [rank for outcome in outcomes for rank in outcome.facts]
    kinds: defaultdict[str, list[int | None]] = defaultdict(list)
    for outcome in outcomes:
        kinds[outcome.question.kind].append(outcome.rank)
    return {
        "n": len(ranks),
        "recall_at": {str(depth): _share(ranks, depth) for depth in SHEET_DEPTHS},
        "recall_at_intervals": {str(depth): _interval(ranks, depth) for depth in SHEET_DEPTHS},
        "mrr_at_10": round(fmean([1 / rank if rank else 0.0 for rank in ranks]), 4)
        if ranks
        else None,
        "facts": len(facts),
        "fact_recall_at": {str(depth): _share(facts, depth) for depth in PASSAGE_DEPTHS},
        "fact_recall_at_intervals": {
            str(depth): _interval(facts, depth) for depth in PASSAGE_DEPTHS
        },
        "latency_ms": _latency([outcome.milliseconds for outcome in outcomes]),
        "per_kind": {
            kind: {"n": len(of_kind), "recall_at_5": _share(of_kind, 5)}
            for kind, of_kind in sorted(kinds.items())
        },
        "misses": [_miss(outcome) for outcome in outcomes if (outcome.rank or _DEEPEST) > 5],
    }


def _share(ranks: Sequence[int | None], depth: int) -> float | None:
    return round(_hits(ranks, depth) / len(ranks), 4) if ranks else None


def _interval(ranks: Sequence[int | None], depth: int) -> tuple[float, float] | None:
    return wilson(_hits(ranks, depth), len(ranks))


def _hits(ranks: Sequence[int | None], depth: int) -> int:
    return sum(rank is not None and rank <= depth for rank in ranks)


def _latency(milliseconds: Sequence[float]) -> dict[str, float | None]:
    if len(milliseconds) < 2:
        only = round(milliseconds[0], 1) if milliseconds else None
        return {"p50": only, "p95": only}
    cuts = quantiles(milliseconds, n=100, method="inclusive")
    return {"p50": round(cuts[49], 1), "p95": round(cuts[94], 1)}


def _miss(outcome: Outcome) -> dict[str, Any]:
    return {
        "id": outcome.question.id,
        "question": outcome.question.question,
        "gold": sorted(outcome.question.gold),
        "rank": outcome.rank,
        "found": list(outcome.first_sheets),
    }
