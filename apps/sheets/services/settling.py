"""The end of an import: approve, confirm, relabel, withdraw, many sheets in one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db import connection, transaction
from django.utils import timezone

from apps.sheets.enums import RevisionStatus
from apps.sheets.models import Passage, Sheet, SheetRevision
from apps.sheets.parsing.parsed import ParsedNode, ParsedSheet
from apps.sheets.parsing.publication import PARSER_VERSION
from apps.sheets.services.known import KnownSheet, live_sheets, ordered_feeds
from apps.sheets.services.lifecycle import approve_imported, defer_recall
from apps.sheets.services.review_dates import review_due
from apps.sheets.services.storing import ImportTerms

# An archive that lacks more than a tenth of the sheets is taken for a broken one, or another one.
LARGEST_FALL = 0.10


def approve_waiting(waiting: Sequence[KnownSheet], terms: ImportTerms) -> list[str]:
    """Publish what earlier imports left awaiting approval; lines of the manifest."""
    ids = [known.revision_id for known in waiting if known.revision_id is not None]
    approved = approve_imported(
        revision_ids=ids, approver=terms.approver, approver_label=terms.approver_label
    )
    return [f"{row.sheet_id} {row.number} {row.content_sha256}\n" for row in approved]


@transaction.atomic
def confirm_unchanged(unchanged: Sequence[KnownSheet], terms: ImportTerms) -> None:
    """The feed still says the same: put off the date of review, and note who parsed it last."""
    _without_clock()
    revisions = SheetRevision.objects.filter(pk__in=[known.revision_id for known in unchanged])
    themes = revisions.order_by().values_list("sheet__theme_id", flat=True).distinct()
    for theme_id in list(themes):
        due = review_due(theme_id=theme_id, read_on=terms.read_on, delays=terms.delays)
        of_theme = revisions.filter(sheet__theme_id=theme_id)
        of_theme.exclude(review_due__gte=due).update(review_due=due)
    revisions.exclude(parser_version=PARSER_VERSION).update(parser_version=PARSER_VERSION)


@transaction.atomic
def merge_feeds(merged: Iterable[tuple[KnownSheet, str]]) -> None:
    """Note that another feed holds a sheet too; its text goes on coming from the preferred one."""
    for known, feed in merged:
        if feed not in known.feeds:
            feeds = list(ordered_feeds((*known.feeds, feed)))
            Sheet.objects.filter(pk=known.sheet_id).update(feeds=feeds)


@transaction.atomic
def relabel(nodes: Iterable[ParsedNode]) -> None:
    """Ids of themes and dossiers are stable, their labels change: all sheets follow."""
    for node in nodes:
        if node.kind == "Theme":
            Sheet.objects.filter(theme_id=node.id).exclude(theme=node.title).update(
                theme=node.title
            )
        elif node.kind == "Dossier":
            Sheet.objects.filter(dossier_id=node.id).exclude(dossier=node.title).update(
                dossier=node.title
            )


def absent_sheets(feed: str, present: set[str]) -> tuple[dict[int, str], int]:
    """Sheets of a feed to withdraw, by key; none, and how many are kept, for a broken archive."""
    live = live_sheets(feed)
    absent = {pk: external_id for pk, external_id in live if external_id not in present}
    if len(absent) > LARGEST_FALL * len(live):
        return {}, len(absent)
    return absent, 0


def changed_sections(revision_id: int, parsed: ParsedSheet) -> list[str]:
    """Titles of the sections whose passages differ from those of a revision, in reading order."""
    before: dict[str, list[str]] = {}
    rows = Passage.objects.filter(revision=revision_id).order_by("position")
    for path, text in rows.values_list("heading_path", "text"):
        before.setdefault(" › ".join(path), []).append(text)
    after: dict[str, list[str]] = {}
    for passage in parsed.passages:
        after.setdefault(" › ".join(passage.heading_path), []).append(passage.text)
    return [path for path in {**after, **before} if before.get(path) != after.get(path)]


@transaction.atomic
def withdraw_absent(
    *, feed: str, present: set[str], replacements: Mapping[str, str], file_date: date | None
) -> tuple[list[int], int]:
    """Withdraw the sheets of a feed that its archive no longer holds.

    Returns their keys, and how many absent sheets were kept because they are more than a tenth. A
    sheet that another feed holds stays.
    """
    _without_clock()
    absent, kept_despite = absent_sheets(feed, present)
    if kept_despite:
        return [], kept_despite
    withdrawn = []
    for sheet in Sheet.objects.filter(pk__in=absent).order_by("pk").select_for_update():
        sheet.feeds = [each for each in sheet.feeds if each != feed]
        sheet.replaced_by = replacements.get(sheet.external_id, "")[:500]
        sheet.save(update_fields=["feeds", "replaced_by"])
        if not sheet.feeds:
            withdrawn.append(sheet.pk)
    note = "Absente du flux officiel" + (f" du {file_date:%d/%m/%Y}." if file_date else ".")
    SheetRevision.objects.filter(
        sheet__in=withdrawn, status__in=(RevisionStatus.PUBLISHED, RevisionStatus.IN_REVIEW)
    ).update(status=RevisionStatus.WITHDRAWN, closed_at=timezone.now(), note=note)
    if withdrawn:
        defer_recall(withdrawn)
    return withdrawn, 0


def _without_clock() -> None:
    """Thousands of rows may take more than the application's five seconds."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
