"""Sheets written here: each freezing of a draft is a revision, whole or not at all."""

import hashlib
import secrets
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify

from apps.accounts.models import User
from apps.audit.enums import EventKind
from apps.sheets.enums import RevisionStatus, Visibility
from apps.sheets.models import LOCAL, OnlineService, Passage, Sheet, SheetRevision
from apps.sheets.parsing.publication import PARSER_VERSION
from apps.sheets.parsing.written import read_written
from apps.sheets.services.lifecycle import record_revision
from apps.sheets.services.storing import passage_rows, service_rows

SUMMARY_CHARACTERS = 300
SLUG_CHARACTERS = 40


@dataclass(frozen=True, kw_only=True, slots=True)
class Placement:
    """Where a sheet stands once published: fields of its row. `territory` is a département's
    code, empty for the whole country; `desk_id` keeps it to one desk."""

    operator: str
    theme_id: str
    theme: str
    visibility: Visibility
    territory: str = ""
    desk_id: int | None = None
    completes_id: int | None = None

    def as_json(self) -> dict[str, str | int | None]:
        return {
            "operator": self.operator,
            "theme_id": self.theme_id,
            "theme": self.theme,
            "visibility": self.visibility.value,
            "territory": self.territory,
            "desk_id": self.desk_id,
            "completes_id": self.completes_id,
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class WrittenSheet:
    """What curators wrote; `verified_on` is the « Vérifiée le » of its citations."""

    title: str
    markdown: str
    source_url: str
    licence: str
    verified_on: date
    review_due: date
    placement: Placement


@transaction.atomic
def write_revision(
    *, sheet: Sheet | None, written: WrittenSheet, author: User, contributors: Iterable[UUID]
) -> SheetRevision:
    """Store a draft revision of `sheet`, or of a new one; it replaces an earlier draft.

    Whoever contributed may not approve it. Raises ParseRefusal when the text holds none.
    """
    content = read_written(written.markdown, title=written.title)
    sheet = _locked(sheet) if sheet else _new_sheet(written)
    drafts = sheet.revisions.filter(status=RevisionStatus.DRAFT)
    drafts.update(status=RevisionStatus.SUPERSEDED, closed_at=timezone.now())
    last = sheet.revisions.aggregate(last=Max("number"))["last"] or 0
    raw = written.markdown.encode()
    revision = SheetRevision.objects.create(
        sheet=sheet,
        number=last + 1,
        status=RevisionStatus.DRAFT,
        title=written.title,
        description=content.passages[0].text[:SUMMARY_CHARACTERS],
        source_url=written.source_url,
        source_date=written.verified_on,
        attribution=f"{written.source_url}, {written.licence}"[:300],
        licence=written.licence,
        placement=written.placement.as_json(),
        contributors=list(contributors),
        raw=zlib.compress(raw),
        raw_sha256=hashlib.sha256(raw).hexdigest(),
        content_sha256=content.content_sha256,
        parser_version=PARSER_VERSION,
        body=content.body,
        author=author,
        review_due=written.review_due,
    )
    Passage.objects.bulk_create(passage_rows(revision, content.passages))
    OnlineService.objects.bulk_create(service_rows(revision, content.services, {}))
    record_revision(EventKind.REVISION_WRITTEN, revision, author)
    return revision


def _locked(sheet: Sheet) -> Sheet:
    return Sheet.objects.select_for_update().get(pk=sheet.pk)


def _new_sheet(written: WrittenSheet) -> Sheet:
    """A sheet with an id of its own; nobody sees it before a revision is published."""
    slug = slugify(written.title)[:SLUG_CHARACTERS].strip("-")
    return Sheet.objects.create(
        external_id=f"local-{slug}-{secrets.token_hex(3)}",
        source=LOCAL,
        kind="Fiche locale",
        **written.placement.as_json(),
    )
