"""Published sheets for tests of search, written straight to the database."""

import hashlib
import itertools

from django.utils import timezone

from apps.answering.enums import PassageKind
from apps.sheets.enums import RevisionStatus
from apps.sheets.models import Passage, Sheet, SheetRevision

_numbers = itertools.count(1)


def publish(title, *texts, description="", path=(), revision=None, sheet=None, **facts):
    """A published revision with one passage a text; `facts` are fields of the sheet."""
    number = next(_numbers)
    sheet = sheet or Sheet.objects.create(external_id=f"F{70_000 + number}", **facts)
    row = SheetRevision.objects.create(
        sheet=sheet,
        number=number,
        status=RevisionStatus.PUBLISHED,
        title=title,
        description=description,
        raw_sha256="",
        content_sha256="",
        published_at=timezone.now(),
        **(revision or {}),
    )
    for position, text in enumerate(texts):
        Passage.objects.create(
            revision=row,
            position=position,
            heading_path=list(path),
            kind=PassageKind.OTHER,
            text=text,
            text_hash=hashlib.sha256(text.encode()).hexdigest(),
        )
    return row


def withdraw(revision):
    SheetRevision.objects.filter(pk=revision.pk).update(
        status=RevisionStatus.WITHDRAWN, closed_at=timezone.now()
    )
