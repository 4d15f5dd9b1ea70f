"""What each part of search brings: python -m bench.ablation QUESTIONS

Run it on an idle machine, on the archive imported and indexed. Each row leaves one part out, the
rest as in force. Prints a Markdown table; the clock is one search at a time, everything included.
"""

import argparse
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "franceservices.settings")
django.setup()

from apps.answering.ports import Understanding
from apps.evaluation.golden import read_questions
from apps.evaluation.retrieval import measure_retrieval, run_retrieval
from apps.sheets.search import current_reader, find_now, ranking, retriever, warm_up
from apps.sheets.search.weights import RANKERS, SHEET_WEIGHTS, SheetWeights

Change = Callable[[Understanding], Understanding]


def _as_read(understood: Understanding) -> Understanding:
    return understood


def _without_lexicon(understood: Understanding) -> Understanding:
    return replace(understood, terms=())


def _without_spelling(understood: Understanding) -> Understanding:
    text = understood.text
    for written, mended in understood.corrections:
        text = text.replace(mended, written)
    return replace(understood, text=text)


async def _no_vector(understood: Understanding) -> None:
    return None


def _weighing(weights: SheetWeights) -> Any:
    return patch.object(ranking, "SHEET_WEIGHTS", weights)


def _without_ranker(name: str) -> Any:
    ranks = tuple(0.0 if each == name else 1.0 for each in RANKERS)
    return _weighing(replace(SHEET_WEIGHTS, ranks=ranks))


_PARTS: dict[str, tuple[Change, tuple[Any, ...]]] = {
    "nothing": (_as_read, ()),
    "lexicon": (_without_lexicon, ()),
    "spelling": (_without_spelling, ()),
    "meaning (words alone)": (_as_read, (patch.object(retriever, "query_vector", _no_vector),)),
    "scores beside ranks": (_as_read, (_weighing(replace(SHEET_WEIGHTS, scores=0.0)),)),
    "share of the title": (_as_read, (_weighing(replace(SHEET_WEIGHTS, titles=0.0)),)),
    "less for civil servants' and minors' sheets": (
        _as_read,
        (_weighing(replace(SHEET_WEIGHTS, civil_service=1.0, minors=1.0)),),
    ),
    "half weight of words that ask": (
        _as_read,
        (patch.object(ranking, "ASKING_STEMS", frozenset()),),
    ),
    **{f"rank of {name}": (_as_read, (_without_ranker(name),)) for name in RANKERS},
}


@contextmanager
def _all_of(patches: tuple[Any, ...]) -> Iterator[None]:
    with ExitStack() as stack:
        for each in patches:
            stack.enter_context(each)
        yield


class _Reader:
    def __init__(self, change: Change) -> None:
        self.change = change

    def read(self, question: str, history: Any = ()) -> Understanding:
        return self.change(current_reader().read(question, history))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", type=Path)
    questions = read_questions(parser.parse_args().questions)
    warm_up()
    print("| left out | recall@5 | MRR@10 | facts@12 | p50, ms |\n|---|--:|--:|--:|--:|")
    for name, (change, patches) in _PARTS.items():
        with _all_of(patches):
            outcomes = run_retrieval(questions, _Reader(change), find_now)  # type: ignore[arg-type]
        figures = measure_retrieval(outcomes)
        row = (
            figures["recall_at"]["5"],
            figures["mrr_at_10"],
            figures["fact_recall_at"]["12"],
            figures["latency_ms"]["p50"],
        )
        print(f"| {name} | {' | '.join(map(str, row))} |", flush=True)


if __name__ == "__main__":
    main()
