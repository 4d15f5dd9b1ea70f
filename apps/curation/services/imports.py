"""Imports of uploaded files: the file is kept until its job has read it."""

import shutil
from contextlib import ExitStack, suppress
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.text import get_valid_filename
from procrastinate.contrib.django import app

from apps.accounts.models import User
from apps.sheets.enums import ImportStatus
from apps.sheets.models import SheetImport
from apps.sheets.parsing.archive import ArchiveRefusal
from apps.sheets.services import ImportCancelled, import_sheets, request_import

IMPORT_TASK = "curation.import_sheets"
UPLOADS = "uploads"


def start_import(
    *, upload: "UploadedFile[bytes]", requested_by: User, publish: bool
) -> SheetImport:
    """Keep the file and have it imported by a job; with `publish`, approved by who asked.

    The file is written first and removed again when the row and the job are not committed.
    """
    name = get_valid_filename(upload.name or "archive")
    approver = requested_by if publish else None
    with ExitStack() as undo:
        with transaction.atomic():
            run = request_import(
                file_name=name, requested_by=requested_by, publish=publish, approver=approver
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
    with suppress(ArchiveRefusal, ImportCancelled):  # its row says so, in French
        import_sheets(path=path, publish=run.publish, approver=run.approver, run=run)
    shutil.rmtree(path.parent, ignore_errors=True)


def _folder(run: SheetImport) -> Path:
    return Path(settings.LOCAL_FOLDER) / UPLOADS / str(run.pk)


def _keep(upload: "UploadedFile[bytes]", path: Path) -> None:
    path.parent.mkdir(parents=True, mode=0o700)
    with path.open("wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
