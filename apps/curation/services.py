"""What curators set going: imports of uploaded files, and the recall of past answers."""

import shutil
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from apps.accounts.models import User
from apps.audit.enums import EventKind
from apps.audit.services import append_event
from apps.curation.reports import recalled_sources
from apps.notices.models import NoticeKind
from apps.notices.services import notify
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


@transaction.atomic
def recall_answers(*, sheet_ids: Sequence[int]) -> int:
    """Tell the authors of answers that quote a passage which these sheets no longer say.

    One notice for each exchange and sheet; returns how many.
    """
    told: set[tuple[object, str]] = set()
    for source in recalled_sources(sheet_ids):
        conversation = source.answer.conversation
        if (conversation.pk, source.sheet_id) in told:
            continue
        told.add((conversation.pk, source.sheet_id))
        notify(
            recipient=conversation.author,
            kind=NoticeKind.SHEET_CHANGED,
            title=_("Sheet changed since your answer: %(title)s") % {"title": source.sheet_title},
            text=_(
                "An answer of %(date)s quotes a passage of this sheet that has changed. "
                "Open the exchange and regenerate the answer before you use it again."
            )
            % {"date": f"{source.answer.created_at:%d/%m/%Y}"},
            url=reverse("conversations:conversation_detail", args=[conversation.pk]),
        )
    if told:
        append_event(
            kind=EventKind.ANSWERS_RECALLED,
            actor_id=None,
            subject_type="sheets",
            subject_id=len(sheet_ids),
            payload={"exchanges": len(told)},
        )
    return len(told)
