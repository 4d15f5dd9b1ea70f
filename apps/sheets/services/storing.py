"""Write imported sheets: each whole or not at all."""

import hashlib
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import DataError, transaction
from django.db.models import Max, Model
from django.utils import timezone

from apps.accounts.models import User
from apps.sheets.enums import RevisionStatus
from apps.sheets.models import (
    Contact,
    OnlineService,
    Passage,
    Sheet,
    SheetImport,
    SheetRevision,
)
from apps.sheets.parsing.parsed import (
    ParsedPassage,
    ParsedResource,
    ParsedService,
    ParsedSheet,
    ParseRefusal,
)
from apps.sheets.parsing.publication import PARSER_VERSION
from apps.sheets.parsing.travail_emploi import LABOUR_FEED
from apps.sheets.services.known import KnownSheet, ordered_feeds
from apps.sheets.services.lifecycle import defer_recall
from apps.sheets.services.review_dates import review_due

AUTHORS = {
    "dila": "Import DILA",
    "demonstration": "Import DILA",
    LABOUR_FEED: "Import travail-emploi",
}
TOO_LONG = "Une valeur est trop longue pour être enregistrée."


@dataclass(frozen=True, slots=True)
class ImportTerms:
    """What holds for all the sheets of one import."""

    run: SheetImport
    publish: bool
    is_dry_run: bool
    approver: User | None
    approver_label: str
    file_date: date | None
    read_on: date
    delays: Mapping[str, timedelta]  # by theme, before a review is due
    important_dates: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Incoming:
    """A parsed sheet to store, the file it came from, and what is known of it."""

    parsed: ParsedSheet
    feed: str
    file: str
    raw: bytes
    known: KnownSheet | None


@dataclass(frozen=True, slots=True)
class Stored:
    """What was written for one sheet."""

    sheet_id: int
    number: int
    content_sha256: str
    passages: int

    @property
    def manifest_line(self) -> str:
        return f"{self.sheet_id} {self.number} {self.content_sha256}\n"


def store_sheets(
    batch: Sequence[Incoming], terms: ImportTerms, resources: Mapping[str, ParsedResource]
) -> tuple[list[Stored], list[ParseRefusal]]:
    """Store a batch in one transaction; when one sheet does not fit, each in its own.

    A sheet is never written in part: its revision, passages, services and contacts commit together.
    `resources` complete the services that a sheet names without their address.
    """
    try:
        return _store(batch, terms, resources), []
    except DataError:
        if len(batch) == 1:
            return [], [ParseRefusal(batch[0].file, 0, TOO_LONG)]
    stored, refusals = [], []
    for incoming in batch:
        kept, refused = store_sheets([incoming], terms, resources)
        stored += kept
        refusals += refused
    return stored, refusals


@transaction.atomic
def _store(
    batch: Sequence[Incoming], terms: ImportTerms, resources: Mapping[str, ParsedResource]
) -> list[Stored]:
    sheets = _write_sheets(batch)
    numbers = _last_numbers(sheets)
    now = timezone.now()
    publishing = [
        sheet.pk
        for sheet, incoming in zip(sheets, batch, strict=True)
        if _is_published(incoming, terms)
    ]
    _close_previous(sheets, publishing, now)
    revisions = [
        _revision(incoming, terms, sheet=sheet, number=numbers.get(sheet.pk, 0) + 1, now=now)
        for sheet, incoming in zip(sheets, batch, strict=True)
    ]
    SheetRevision.objects.bulk_create(revisions)
    rows: dict[type[Model], list[Model]] = {Passage: [], OnlineService: [], Contact: []}
    for revision, incoming in zip(revisions, batch, strict=True):
        rows[Passage] += passage_rows(revision, incoming.parsed.passages)
        rows[OnlineService] += service_rows(revision, incoming.parsed.services, resources)
        rows[Contact] += _contacts(revision, incoming.parsed)
    for model, written in rows.items():
        model._default_manager.bulk_create(written, batch_size=1000)
    recalled = [pk for pk in publishing if pk in numbers]
    if recalled:
        defer_recall(recalled)
    return [
        Stored(row.sheet_id, row.number, row.content_sha256, len(incoming.parsed.passages))
        for row, incoming in zip(revisions, batch, strict=True)
    ]


def _is_published(incoming: Incoming, terms: ImportTerms) -> bool:
    """A sheet that a curator withdrew comes back only through a curator."""
    known = incoming.known
    return terms.publish and not (known and known.was_withdrawn_by_a_curator)


def _write_sheets(batch: Sequence[Incoming]) -> list[Sheet]:
    """Create or update the sheets of a batch; those that exist are locked, in one order."""
    known_ids = [incoming.known.sheet_id for incoming in batch if incoming.known]
    locked = Sheet.objects.filter(pk__in=known_ids).order_by("pk").select_for_update()
    existing = {sheet.external_id: sheet for sheet in locked}
    sheets = []
    for incoming in batch:
        parsed = incoming.parsed
        sheet = existing.get(parsed.id) or Sheet(external_id=parsed.id)
        feeds = ordered_feeds((*sheet.feeds, incoming.feed))
        audiences = parsed.audiences
        if len(feeds) > 1:
            audiences = tuple(dict.fromkeys((*sheet.audiences, *audiences)))
        sheet.source = _source_of(incoming)
        sheet.feeds, sheet.audiences = list(feeds), list(audiences)
        sheet.operator, sheet.kind = parsed.operator, parsed.kind
        sheet.theme_id, sheet.theme = parsed.theme_id, parsed.theme
        sheet.dossier_id, sheet.dossier = parsed.dossier_id, parsed.dossier
        sheet.has_answer, sheet.is_demonstration = parsed.has_answer, parsed.is_demonstration
        sheet.replaced_by = ""
        sheets.append(sheet)
    Sheet.objects.bulk_create([sheet for sheet in sheets if sheet.pk is None])
    Sheet.objects.bulk_update([each for each in sheets if each.external_id in existing], WRITTEN)
    return sheets


def _source_of(incoming: Incoming) -> str:
    if incoming.parsed.is_demonstration:
        return "demonstration"
    return LABOUR_FEED if incoming.feed == LABOUR_FEED else "dila"


WRITTEN = (
    "source",
    "feeds",
    "audiences",
    "operator",
    "kind",
    "theme_id",
    "theme",
    "dossier_id",
    "dossier",
    "has_answer",
    "is_demonstration",
    "replaced_by",
)


def _last_numbers(sheets: Sequence[Sheet]) -> dict[int, int]:
    """Highest revision number by sheet, read after the lock."""
    rows = SheetRevision.objects.filter(sheet__in=sheets).order_by()
    return dict(rows.values_list("sheet").annotate(last=Max("number")))


def _close_previous(sheets: Sequence[Sheet], publishing: Sequence[int], now: datetime) -> None:
    """What the new revision replaces: the imported one that awaited approval; once published,
    also the published one."""
    awaiting = SheetRevision.objects.filter(sheet__in=sheets, author=None).awaiting_approval()
    awaiting.update(status=RevisionStatus.SUPERSEDED, closed_at=now)
    published = SheetRevision.objects.filter(sheet__in=publishing).published()
    published.update(status=RevisionStatus.SUPERSEDED, closed_at=now)


def _revision(
    incoming: Incoming, terms: ImportTerms, *, sheet: Sheet, number: int, now: datetime
) -> SheetRevision:
    parsed, is_published = incoming.parsed, _is_published(incoming, terms)
    important = parsed.important_change_on or terms.important_dates.get(parsed.id, "")
    return SheetRevision(
        sheet=sheet,
        number=number,
        status=RevisionStatus.PUBLISHED if is_published else RevisionStatus.IN_REVIEW,
        title=parsed.title,
        description=parsed.description,
        warning=parsed.warning,
        source_url=parsed.url,
        source_file=incoming.file,
        source_date=_day(parsed.modified_on),
        important_change_on=_day(important),
        attribution=_attribution(incoming, terms),
        raw=zlib.compress(incoming.raw),
        raw_sha256=hashlib.sha256(incoming.raw).hexdigest(),
        content_sha256=parsed.content_sha256,
        parser_version=PARSER_VERSION,
        body=parsed.body,
        related=list(parsed.related),
        source_import=terms.run,
        author_label=AUTHORS[sheet.source],
        approver=terms.approver if is_published else None,
        approver_label=terms.approver_label if is_published else "",
        review_due=review_due(theme_id=parsed.theme_id, read_on=terms.read_on, delays=terms.delays),
        published_at=now if is_published else None,
    )


def _attribution(incoming: Incoming, terms: ImportTerms) -> str:
    """What the licence asks for: source, full address, file name, file date."""
    parts = [incoming.parsed.attribution, incoming.parsed.url, incoming.file]
    if terms.file_date:
        parts.append(f"fichier du {terms.file_date:%d/%m/%Y}")
    return ", ".join(part for part in parts if part)


def _day(value: str) -> date | None:
    return date.fromisoformat(value) if value else None


def passage_rows(revision: SheetRevision, parsed: Iterable[ParsedPassage]) -> list[Passage]:
    """The passages of a revision, to be created with it."""
    return [
        Passage(
            revision=revision,
            position=each.position,
            heading_path=list(each.heading_path),
            situation=each.situation,
            case=each.case,
            kind=each.kind,
            text=each.text,
            text_hash=hashlib.sha256(each.text.encode()).hexdigest(),
        )
        for each in parsed
    ]


def service_rows(
    revision: SheetRevision,
    parsed: Iterable[ParsedService],
    resources: Mapping[str, ParsedResource],
) -> list[OnlineService]:
    """The services of a revision, to be created with it."""
    rows = []
    for each in parsed:
        resource = resources.get(each.id)
        whole = resource.service if resource else ParsedService("", "", "")
        rows.append(
            OnlineService(
                revision=revision,
                external_id=each.id,
                kind=each.kind or whole.kind,
                title=each.title,
                url=each.url or whole.url,
                cerfa=each.cerfa or whole.cerfa,
                source=each.source or whole.source,
                text=each.text,
            )
        )
    return rows


def _contacts(revision: SheetRevision, parsed: ParsedSheet) -> list[Contact]:
    return [
        Contact(
            revision=revision,
            external_id=each.id,
            kind=each.kind,
            title=each.title,
            complement=each.complement,
            pivot=each.pivot,
            url=each.url,
            phone=each.phone,
            source=each.source,
            text=each.text,
        )
        for each in parsed.contacts
    ]
