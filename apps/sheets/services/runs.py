"""The row of an import: opened once at a time, kept up to date, closed with its report."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from apps.accounts.models import User
from apps.audit.enums import EventKind
from apps.audit.services import append_event
from apps.sheets.enums import ImportStatus
from apps.sheets.models import SheetImport
from apps.sheets.parsing.parsed import ParseRefusal

TICK_SECONDS = 0.5
# An import that has not moved for so long is dead: its process was killed.
SILENCE = timedelta(seconds=60)
# Long steps of a living import are silent too: it is taken up again only well after that.
DEATH = timedelta(minutes=5)
MOST_RESUMED = 3  # an import that kills its process each time is not begun for ever
INTERRUPTED = "L’import a été interrompu. Les fiches déjà lues sont gardées entières."
CANCELLED = "L’import a été arrêté. Les fiches déjà lues sont gardées entières."

Progress = Callable[[int, int], object]


class ImportBusy(Exception):
    """Another import is running; the message says so in French."""


class ImportCancelled(Exception):
    """Somebody stopped the import from its page."""


@dataclass(slots=True)
class ImportReport:
    """What an import did, in numbers of sheets; `passages` are those written."""

    seen: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    refused: list[ParseRefusal] = field(default_factory=list)
    passages: int = 0
    seconds: float = 0.0
    kept_despite_absence: int = 0
    manifest: list[str] = field(default_factory=list)
    # Of a dry run: rows {sheet, title, sections} that would be added, changed, withdrawn.
    plan: dict[str, list[dict[str, Any]]] = field(
        default_factory=lambda: {"added": [], "changed": [], "withdrawn": []}
    )

    def as_json(self) -> dict[str, Any]:
        """The contract of the command."""
        return {
            "seen": self.seen,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "withdrawn": self.withdrawn,
            "refused": [refusal.as_row() for refusal in self.refused],
            "passages": self.passages,
            "seconds": round(self.seconds, 2),
        }


def request_import(
    *,
    file_name: str,
    requested_by: User,
    publish: bool,
    approver: User | None = None,
    is_dry_run: bool = False,
) -> SheetImport:
    """Record that an import is wanted; `import_sheets(run=…)` carries it out."""
    return SheetImport.objects.create(
        file_name=file_name,
        requested_by=requested_by,
        publish=publish,
        approver=approver,
        is_dry_run=is_dry_run,
    )


def resume_import(*, run: SheetImport) -> bool:
    """Queue a stopped import again; False for one that is not stopped. What was read is kept, so
    that only the rest is written."""
    stopped = SheetImport.objects.filter(
        pk=run.pk, status__in=(ImportStatus.CANCELLED, ImportStatus.FAILED)
    )
    return bool(stopped.update(status=ImportStatus.QUEUED, error="", finished_at=None, done=0))


def requeue_dead_import(*, run: SheetImport, now: datetime) -> bool:
    """Queue again an import whose process was killed; False when it moves, or died too often."""
    dead = dead_imports(now).filter(pk=run.pk, resumed__lt=MOST_RESUMED)
    return bool(dead.update(status=ImportStatus.QUEUED, done=0, resumed=F("resumed") + 1))


def close_dead_import(*, run: SheetImport, now: datetime) -> bool:
    """Say of an import whose process was killed that it was interrupted."""
    closed = {"status": ImportStatus.FAILED, "error": INTERRUPTED, "finished_at": now}
    return bool(dead_imports(now).filter(pk=run.pk).update(**closed))


def dead_imports(now: datetime) -> QuerySet[SheetImport]:
    """Those said to be running that have not moved for minutes."""
    return SheetImport.objects.filter(status=ImportStatus.RUNNING, progressed_at__lt=now - DEATH)


def cancel_import(*, run: SheetImport) -> bool:
    """Stop an import at its next step; False when it is over already."""
    unfinished = SheetImport.objects.filter(
        pk=run.pk, status__in=(ImportStatus.QUEUED, ImportStatus.RUNNING)
    )
    return bool(unfinished.update(status=ImportStatus.CANCELLED, error=CANCELLED))


@transaction.atomic
def start_run(run: SheetImport) -> None:
    """Mark as running. Raises ImportBusy while another one moves, ImportCancelled for a stopped
    one; closes those that died."""
    now = timezone.now()
    running = SheetImport.objects.select_for_update().filter(status=ImportStatus.RUNNING)
    if running.filter(progressed_at__gt=now - SILENCE).exclude(pk=run.pk).exists():
        raise ImportBusy("Un autre import est en cours. Attendez sa fin.")
    running.exclude(pk=run.pk).update(
        status=ImportStatus.FAILED, error=INTERRUPTED, finished_at=now
    )
    if SheetImport.objects.filter(pk=run.pk, status=ImportStatus.CANCELLED).exists():
        raise ImportCancelled
    run.status = ImportStatus.RUNNING
    run.progressed_at = now
    run.save()


class Ticker:
    """Says how far an import is, to the caller at once and to its row twice a second."""

    def __init__(self, run: SheetImport, total: int, progress: Progress | None) -> None:
        self._run, self._total, self._progress = run, total, progress
        self._last = 0.0
        SheetImport.objects.filter(pk=run.pk).update(total=total)

    def tick(self, done: int) -> None:
        """Raises ImportCancelled when the row was cancelled meanwhile."""
        if self._progress:
            self._progress(done, self._total)
        if time.monotonic() - self._last < TICK_SECONDS:
            return
        self._last = time.monotonic()
        running = SheetImport.objects.filter(pk=self._run.pk, status=ImportStatus.RUNNING)
        if not running.update(done=done, progressed_at=timezone.now()):
            raise ImportCancelled


@transaction.atomic
def finish_run(
    run: SheetImport,
    report: ImportReport,
    *,
    status: ImportStatus,
    error: str = "",
    file_date: date | None = None,
) -> None:
    """Close the row with its report; one audit event holds the hash of what was written."""
    run.status = status
    run.error = error
    run.file_date = file_date
    run.report = {**report.as_json(), "kept_despite_absence": report.kept_despite_absence}
    if run.is_dry_run:
        run.report["plan"] = report.plan
    run.done = run.total = report.seen
    run.finished_at = timezone.now()
    run.save(
        update_fields=["status", "error", "file_date", "report", "done", "total", "finished_at"]
    )
    manifest = hashlib.sha256("".join(sorted(report.manifest)).encode()).hexdigest()
    actor = run.approver or run.requested_by
    append_event(
        kind=EventKind.SHEETS_IMPORTED,
        actor_id=actor.pk if actor else None,
        subject_type="sheet_import",
        subject_id=run.pk,
        payload={
            "file": run.file_name,
            "status": status,
            "publish": run.publish,
            "dry_run": run.is_dry_run,
            "created": report.created,
            "updated": report.updated,
            "withdrawn": report.withdrawn,
            "refused": len(report.refused),
            "manifest_sha256": manifest,
        },
    )
