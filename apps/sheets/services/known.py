"""What the database already holds of each sheet, before an import."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q

from apps.sheets.enums import RevisionStatus
from apps.sheets.models import Sheet, SheetRevision
from apps.sheets.parsing.publication import PARSER_VERSION

# Feeds in the order of preference: the text of a sheet that several hold comes from the first.
FEED_ORDER = ("particuliers", "professionnels-entreprises", "associations")


@dataclass(frozen=True, slots=True)
class KnownSheet:
    """A sheet and its latest imported revision; `revision_id` is None when it has none."""

    sheet_id: int
    external_id: str
    feeds: tuple[str, ...]
    audiences: tuple[str, ...]
    is_demonstration: bool
    revision_id: int | None
    status: str
    raw_sha256: str
    content_sha256: str
    parser_version: int
    source_date: date | None

    def is_same_file(self, raw_sha256: str) -> bool:
        """The very bytes that were read last, by the same parser."""
        return self.raw_sha256 == raw_sha256 and self.parser_version == PARSER_VERSION

    @property
    def awaits_approval(self) -> bool:
        return self.status == RevisionStatus.IN_REVIEW

    @property
    def was_withdrawn_by_a_curator(self) -> bool:
        """An import empties `feeds` when it withdraws; a curator's decision leaves them."""
        return self.status == RevisionStatus.WITHDRAWN and bool(self.feeds)


def known_sheets() -> dict[str, KnownSheet]:
    """All sheets by their official id."""
    revisions: dict[int, dict[str, Any]] = {
        row["sheet_id"]: dict(row)
        for row in SheetRevision.objects.filter(author=None)
        .order_by("sheet_id", "-number")
        .distinct("sheet_id")
        .values(
            "sheet_id",
            "status",
            "raw_sha256",
            "content_sha256",
            "parser_version",
            "source_date",
            revision_id=F("pk"),
        )
    }
    none: dict[str, Any] = {
        "revision_id": None,
        "status": "",
        "raw_sha256": "",
        "content_sha256": "",
        "parser_version": 0,
        "source_date": None,
    }
    sheets = Sheet.objects.values_list(
        "pk", "external_id", "feeds", "audiences", "is_demonstration"
    )
    return {
        external_id: KnownSheet(
            external_id=external_id,
            feeds=tuple(feeds),
            audiences=tuple(audiences),
            is_demonstration=is_demonstration,
            **{**none, **revisions.get(pk, {}), "sheet_id": pk},
        )
        for pk, external_id, feeds, audiences, is_demonstration in sheets
    }


def ordered_feeds(feeds: Iterable[str]) -> tuple[str, ...]:
    """Each feed once, the preferred ones first."""
    rank = {feed: position for position, feed in enumerate(FEED_ORDER)}
    return tuple(sorted(set(feeds), key=lambda feed: (rank.get(feed, len(rank)), feed)))


def live_sheets(feed: str) -> list[tuple[int, str]]:
    """(pk, official id) of the sheets of a feed that are published or await approval."""
    live = Q(revisions__status__in=(RevisionStatus.PUBLISHED, RevisionStatus.IN_REVIEW))
    sheets = Sheet.objects.filter(live, feeds__contains=[feed]).order_by("pk").distinct()
    return list(sheets.values_list("pk", "external_id"))
