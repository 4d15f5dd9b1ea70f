"""Imports of uploaded files: the file is kept until its job has read it."""

import shutil
from contextlib import ExitStack, suppress
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.text import get_valid_filename
from procrastinate.contrib.django import app

from apps.accounts.models import User
from apps.curation.services.publishing_rules import apply_publishing_rules
from apps.sheets.enums import ImportStatus
from apps.sheets.models import SheetImport
from apps.sheets.parsing.archive import ArchiveRefusal
from apps.sheets.services import ImportCancelled, import_sheets, request_import, resume_import
from apps.sheets.services.fetching import FetchRefusal, download_archive, official_address
from apps.sheets.services.runs import close_dead_import, dead_imports, requeue_dead_import

IMPORT_TASK = "curation.import_sheets"
UPLOADS = "uploads"
KEPT_AFTER_END = timedelta(days=7)  # the file of an import that was stopped or interrupted
OFFICIAL_FEED, OFFICIAL_FILE = "particuliers", "vosdroits-latest.zip"


def start_import(
    *,
    upload: "UploadedFile[bytes]",
    requested_by: User,
    publish: bool,
    is_dry_run: bool = False,
) -> SheetImport:
    """Keep the file and have it imported by a job; with `publish`, approved by who asked.

    The file is written first and removed again when the row and the job are not committed.
    """
    name = get_valid_filename(upload.name or "archive")
    approver = requested_by if publish else None
    with ExitStack() as undo:
        with transaction.atomic():
            run = request_import(
                file_name=name,
                requested_by=requested_by,
                publish=publish,
                approver=approver,
                is_dry_run=is_dry_run,
            )
            undo.callback(shutil.rmtree, _folder(run), ignore_errors=True)
            _keep(upload, _folder(run) / name)
            app.configure_task(IMPORT_TASK, allow_unknown=True).defer(import_id=str(run.pk))
        undo.pop_all()
    return run


def run_import(*, run: SheetImport) -> None:
    """Carry out an import; how it ended stands in its row. Raises ImportBusy: try again later."""
    if run.status not in (ImportStatus.QUEUED, ImportStatus.RUNNING):
        return
    path = _folder(run) / run.file_name
    try:
        import_sheets(path=path, publish=run.publish, approver=run.approver, run=run)
    except ImportCancelled:  # its row says so, in French; the file is kept to go on later
        return
    except ArchiveRefusal:
        pass
    else:
        _apply_rules(run)
    shutil.rmtree(path.parent, ignore_errors=True)


def import_official_feed() -> SheetImport:
    """Download the official archive and import it; its changes await approval, or a rule.

    How it ended stands in its row, a refused download too. Raises ImportBusy.
    """
    run = SheetImport(file_name=OFFICIAL_FILE)
    with TemporaryDirectory() as folder, suppress(ArchiveRefusal, ImportCancelled):
        try:
            run.source_url = official_address(OFFICIAL_FEED)
            path = download_archive(address=run.source_url, folder=Path(folder))
        except FetchRefusal as refusal:
            run.status, run.error = ImportStatus.FAILED, str(refusal)
            run.finished_at = timezone.now()
            run.save()
            return run
        import_sheets(path=path, run=run)
        _apply_rules(run)
    return run


@transaction.atomic
def go_on_with_import(*, run: SheetImport) -> bool:
    """Queue a stopped import again; False when it is not stopped, or its file is gone."""
    if not _is_kept(run) or not resume_import(run=run):
        return False
    app.configure_task(IMPORT_TASK, allow_unknown=True).defer(import_id=str(run.pk))
    return True


def resume_dead_imports(*, now: datetime) -> int:
    """Queue again the imports whose process was killed; returns how many.

    One whose file is not here (the daily one, the command's) or that died too often is closed.
    """
    resumed = 0
    for run in dead_imports(now):
        with transaction.atomic():
            if _is_kept(run) and requeue_dead_import(run=run, now=now):
                app.configure_task(IMPORT_TASK, allow_unknown=True).defer(import_id=str(run.pk))
                resumed += 1
            else:
                close_dead_import(run=run, now=now)
    return resumed


def purge_uploads(*, now: datetime) -> int:
    """Remove the files of imports that ended a week ago and that nobody resumed; how many.

    A folder that belongs to no import goes too.
    """
    folder = Path(settings.LOCAL_FOLDER) / UPLOADS
    unused = [path for path in folder.glob("*") if _is_unused(path, now - KEPT_AFTER_END)]
    for path in unused:
        shutil.rmtree(path, ignore_errors=True)
    return len(unused)


def _is_unused(path: Path, before: datetime) -> bool:
    if path.stat().st_mtime > before.timestamp():
        return False
    try:
        run = SheetImport.objects.filter(pk=UUID(path.name)).first()
    except ValueError:
        return False  # not ours
    if run is None:
        return True
    ended = run.finished_at or run.progressed_at or run.created_at
    return run.is_over and ended < before


def _is_kept(run: SheetImport) -> bool:
    return (_folder(run) / run.file_name).exists()


def _apply_rules(run: SheetImport) -> None:
    if not run.is_dry_run:
        apply_publishing_rules(run=run)


def _folder(run: SheetImport) -> Path:
    return Path(settings.LOCAL_FOLDER) / UPLOADS / str(run.pk)


def _keep(upload: "UploadedFile[bytes]", path: Path) -> None:
    path.parent.mkdir(parents=True, mode=0o700)
    with path.open("wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
