"""Removal of what is past its time: batch by batch, each with its audit event, holds respected."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from apps.audit.enums import EventKind
from apps.audit.services import append_event
from apps.curation.services.gaps import forget_old_words
from apps.operations.enums import RetentionKind
from apps.operations.models import PurgeRun
from apps.operations.retention import RETAINED, Holds, Retained, Stock

BATCH = 100


@dataclass(frozen=True, slots=True)
class Purged:
    """`removed` rows of a kind older than `before` went, or would go; a hold kept `held` others."""

    kind: RetentionKind
    before: datetime
    removed: int
    held: int


def purge_expired(*, now: datetime, is_dry_run: bool = False, batch: int = BATCH) -> list[Purged]:
    """Remove, or only count, what is past its time at `now`, kind by kind.

    What a row bears goes with it, uncounted: an exchange with its questions and answers. Each
    batch is a transaction; killed in between, the next run goes on from there.
    """
    if is_dry_run:
        return [_counted(retained, now) for retained in RETAINED]
    return [_purge_kind(retained, now, batch) for retained in RETAINED]


def _counted(retained: Retained, now: datetime) -> Purged:
    before = retained.before(now)
    holds = Holds.read()
    total = sum(stock.expired(before).count() for stock in retained.stocks)
    free = sum(holds.free(retained.kind, stock, before).count() for stock in retained.stocks)
    return Purged(retained.kind, before, free, total - free)


def _purge_kind(retained: Retained, now: datetime, batch: int) -> Purged:
    before = retained.before(now)
    run = PurgeRun.objects.create(kind=retained.kind, before=before)
    for stock in retained.stocks:
        while _purge_batch(run, retained, stock, batch):
            pass
    if retained.kind == RetentionKind.GAPS and not Holds.read().keeps(retained.kind):
        forget_old_words(before=before)
    held = sum(stock.expired(before).count() for stock in retained.stocks)
    PurgeRun.objects.filter(pk=run.pk).update(held=held, finished_at=timezone.now())
    run.refresh_from_db()
    return Purged(retained.kind, before, run.removed, run.held)


@transaction.atomic
def _purge_batch(run: PurgeRun, retained: Retained, stock: Stock, batch: int) -> int:
    """Rows are locked before holds are read: see `place_hold`."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
    locked = _locked(Holds.read().free(retained.kind, stock, run.before), batch)
    free = Holds.read().free(retained.kind, stock, run.before)
    keys = list(free.filter(pk__in=locked).order_by().values_list("pk", flat=True))
    if not keys:
        return 0
    model = stock.expired(run.before).model
    model._default_manager.filter(pk__in=keys).delete()
    PurgeRun.objects.filter(pk=run.pk).update(removed=F("removed") + len(keys))
    append_event(
        kind=EventKind.DATA_PURGED,
        actor_id=None,
        subject_type="purge_run",
        subject_id=run.pk,
        payload={
            "kind": str(retained.kind),
            "table": model._meta.label_lower,
            "removed": len(keys),
            "before": run.before.isoformat(),
        },
    )
    return len(keys)


def _locked(rows: QuerySet[Any], batch: int) -> list[Any]:
    """Keys of the next rows that nobody else is changing."""
    waiting = rows.order_by("pk").select_for_update(of=("self",), skip_locked=True)
    return [row.pk for row in waiting[:batch]]
