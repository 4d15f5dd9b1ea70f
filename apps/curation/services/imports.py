"""Imports of uploaded files: the file is kept until its job has read it."""

import shutil
from contextlib import ExitStack, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

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

IMPORT_TASK = "curation.import_sheets"
UPLOADS = "uploads"
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
    if not (_folder(run) / run.file_name).exists() or not resume_import(run=run):
        return False
    app.configure_task(IMPORT_TASK, allow_unknown=True).defer(import_id=str(run.pk))
    return True


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
