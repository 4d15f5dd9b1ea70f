"""What `/metrics` tells beside requests: jobs, models, sheets. Numbers only: no content, nobody.

Read from the database at each scrape, so that any process tells of all of them.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.db import DatabaseError
from django.db.models import Count, Min
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from prometheus_client import REGISTRY
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from apps.conversations.models import Answer
from apps.sheets.models import SheetImport, SheetRevision

logger = logging.getLogger(__name__)
WINDOW = timedelta(minutes=15)
QUANTILES = (0.5, 0.95)
_STATES = {"todo": "waiting", "doing": "running", "failed": "failed"}


class ServiceCollector(Collector):
    """Registered once, when the application starts; a database that is away gives nothing."""

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """Nothing beforehand: else registering would read the database."""
        return ()

    def collect(self) -> Iterable[GaugeMetricFamily]:
        try:
            return [*_jobs(), *_answers(timezone.now()), *_sheets(timezone.now())]
        except DatabaseError as error:
            logger.warning("figures could not be read", extra={"error": type(error).__name__})
            return []


def _jobs() -> Iterator[GaugeMetricFamily]:
    jobs = GaugeMetricFamily("assistant_jobs", "Jobs by state", labels=["state"])
    counts = dict(
        ProcrastinateJob.objects.filter(status__in=_STATES)
        .values_list("status")
        .annotate(number=Count("pk"))
    )
    for status, state in _STATES.items():
        jobs.add_metric([state], counts.get(status, 0))
    yield jobs
    waiting = ProcrastinateJob.objects.filter(
        status="todo", scheduled_at__isnull=True, procrastinateevent__type="deferred"
    )
    oldest = waiting.aggregate(at=Min("procrastinateevent__at"))["at"]
    age = (timezone.now() - oldest).total_seconds() if oldest else 0.0
    yield _gauge("assistant_oldest_waiting_job_seconds", "Age of the job that waits longest", age)


def _answers(now: datetime) -> Iterator[GaugeMetricFamily]:
    """Of the answers begun in the last quarter of an hour."""
    recent = Answer.objects.filter(created_at__gte=now - WINDOW)
    yield _gauge(
        "assistant_answers_unfinished", "Answers being made", Answer.objects.unfinished().count()
    )
    degraded = GaugeMetricFamily(
        "assistant_answers_degraded",
        "Answers of the last 15 minutes made of extracts in place of a model",
        labels=["reason"],
    )
    reasons = recent.exclude(degraded_reason="").values_list("degraded_reason", flat=True)
    for reason, number in sorted(Counter(reasons).items()):
        degraded.add_metric([reason], number)
    yield degraded
    yield from _models([run for runs in _runs(recent) for run in runs])


def _runs(answers: Any) -> list[list[dict[str, Any]]]:
    """The calls of a model for each answer, as `DraftRun` keeps them."""
    rows = answers.by_model().values_list("parameters", flat=True)
    return [parameters.get("runs", []) for parameters in rows]


def _models(runs: Sequence[dict[str, Any]]) -> Iterator[GaugeMetricFamily]:
    calls = GaugeMetricFamily(
        "assistant_model_calls", "Calls of the last 15 minutes", labels=["model", "outcome"]
    )
    first = GaugeMetricFamily(
        "assistant_model_first_token_seconds",
        "Time to the first token, over the last 15 minutes",
        labels=["model", "quantile"],
    )
    speed = GaugeMetricFamily(
        "assistant_model_tokens_per_second",
        "Tokens a second once writing, over the last 15 minutes",
        labels=["model", "quantile"],
    )
    by_model = sorted(runs, key=_model_of)
    for model, group in groupby(by_model, key=_model_of):
        own = list(group)
        for outcome, number in sorted(Counter(run["failure"] or "ok" for run in own).items()):
            calls.add_metric([model, outcome], number)
        _add(first, model, [run["first_piece_ms"] / 1000 for run in own if run["first_piece_ms"]])
        _add(speed, model, [rate for run in own if (rate := _tokens_per_second(run))])
    yield from (calls, first, speed)


def _model_of(run: dict[str, Any]) -> str:
    return str(run["model"])


def _tokens_per_second(run: dict[str, Any]) -> float | None:
    """None where the endpoint did not count its tokens, or gave all at once."""
    tokens = (run["usage"] or {}).get("completion_tokens")
    if not tokens or run["first_piece_ms"] is None:
        return None
    seconds = (run["total_ms"] - run["first_piece_ms"]) / 1000
    return float(tokens / seconds) if seconds > 0 else None


def _sheets(now: datetime) -> Iterator[GaugeMetricFamily]:
    published = SheetRevision.objects.published()
    dates = published.values_list("source_date", flat=True)
    today = timezone.localdate(now)
    yield _gauge("assistant_sheets_published", "Published sheets", published.count())
    due = SheetRevision.objects.due_for_review().count()
    yield _gauge("assistant_sheets_due", "Published sheets whose review is due", due)
    ages = GaugeMetricFamily(
        "assistant_sheet_age_days", "Days since a sheet's own date", labels=["quantile"]
    )
    _add(ages, None, [float((today - date).days) for date in dates if date])
    yield ages
    last = SheetImport.objects.filter(is_dry_run=False, error="").exclude(finished_at=None).first()
    if last is not None and last.finished_at is not None:
        age = (now - last.finished_at).total_seconds()
        yield _gauge("assistant_last_import_age_seconds", "Since the last import that ended", age)


def _gauge(name: str, about: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, about, value=value)


def _add(family: GaugeMetricFamily, model: str | None, values: Sequence[float]) -> None:
    """The quantiles of some values, by nearest rank; nothing for none."""
    ordered = sorted(values)
    for quantile in QUANTILES if ordered else ():
        rank = min(len(ordered) - 1, int(quantile * len(ordered)))
        labels = [str(quantile)] if model is None else [model, str(quantile)]
        family.add_metric(labels, ordered[rank])


REGISTRY.register(ServiceCollector())
