"""Reads what a ranking names from the database, as the pipeline's own values."""

from collections.abc import Sequence

from apps.answering.enums import Operator, PassageKind
from apps.answering.passages import Contact, OnlineService, Passage, SheetHit
from apps.sheets import models
from apps.sheets.parsing.inline import web_address
from apps.sheets.search.scope import Scope

# Large, and of no use to an answer.
_NOT_READ = ("revision__raw", "revision__body")


def read_passages(scope: Scope, scores: dict[int, float]) -> list[Passage]:
    """The passages of `scores` (by id) that are published and visible now, in its order."""
    rows = models.Passage.objects.filter(pk__in=scores, revision__in=scope.revisions())
    found = {row.pk: row for row in rows.select_related("revision__sheet").defer(*_NOT_READ)}
    return [_passage(found[id_], score) for id_, score in scores.items() if id_ in found]


def read_sheets(scope: Scope, scores: dict[int, float]) -> list[SheetHit]:
    """The revisions of `scores` (by id) that are published and visible now, in its order."""
    rows = scope.revisions().filter(pk__in=scores).select_related("sheet").defer("raw", "body")
    found = {row.pk: row for row in rows.prefetch_related("services", "contacts")}
    return [_sheet(found[id_], score) for id_, score in scores.items() if id_ in found]


def read_case_titles(revision_id: int) -> list[str]:
    """The situations that a revision splits on, in its order; its cases when it has none."""
    rows = models.Passage.objects.filter(revision_id=revision_id).order_by("position")
    pairs = list(rows.values_list("situation", "case"))
    return [situation for situation, _ in pairs if situation] or [case for _, case in pairs if case]


def _passage(row: models.Passage, score: float) -> Passage:
    revision, sheet = row.revision, row.revision.sheet
    return Passage(
        id=str(row.pk),
        sheet_id=sheet.external_id,
        revision_id=str(revision.pk),
        sheet_title=revision.title,
        heading_path=tuple(row.heading_path),
        text=row.text,
        text_hash=row.text_hash,
        kind=PassageKind(row.kind),
        operator=Operator(sheet.operator),
        theme=sheet.theme,
        source_url=revision.source_url,
        source_date=revision.source_date,
        position=row.position,
        situation=row.situation,
        case=row.case,
        score=score,
    )


def _sheet(row: models.SheetRevision, score: float) -> SheetHit:
    return SheetHit(
        sheet_id=row.sheet.external_id,
        revision_id=str(row.pk),
        title=row.title,
        description=row.description,
        url=row.source_url,
        operator=Operator(row.sheet.operator),
        theme=row.sheet.theme,
        source_date=row.source_date,
        score=score,
        warning=row.warning,
        is_due_for_review=row.is_due_for_review,
        services=tuple(map(_service, row.services.all())),
        contacts=tuple(map(_contact, row.contacts.all())),
        related=_titles(row.related),
    )


def _service(row: models.OnlineService) -> OnlineService:
    return OnlineService(row.title, web_address(row.url), row.kind, row.cerfa, row.source)


def _contact(row: models.Contact) -> Contact:
    return Contact(row.title, web_address(row.url), row.phone, row.text)


def _titles(related: Sequence[object]) -> tuple[str, ...]:
    titles = [each.get("title") for each in related if isinstance(each, dict)]
    return tuple(title for title in titles if isinstance(title, str) and title)
