"""Sheets, their immutable revisions, the passages that answers quote; imports, reports, search."""

from apps.sheets.models.contradictions import SheetContradiction
from apps.sheets.models.directory import PublishedContact, PublishedService
from apps.sheets.models.links import LinkCheck
from apps.sheets.models.review_periods import ReviewPeriod
from apps.sheets.models.search import LexiconEntry, SearchTerms, SearchVector
from apps.sheets.models.searches import SearchNote
from apps.sheets.models.sheets import (
    LOCAL,
    OPERATOR_CHOICES,
    Contact,
    OnlineService,
    Passage,
    RevisionQuerySet,
    Sheet,
    SheetImport,
    SheetQuerySet,
    SheetReport,
    SheetRevision,
)

__all__ = [
    "LOCAL",
    "OPERATOR_CHOICES",
    "Contact",
    "LexiconEntry",
    "LinkCheck",
    "OnlineService",
    "Passage",
    "PublishedContact",
    "PublishedService",
    "ReviewPeriod",
    "RevisionQuerySet",
    "SearchNote",
    "SearchTerms",
    "SearchVector",
    "Sheet",
    "SheetContradiction",
    "SheetImport",
    "SheetQuerySet",
    "SheetReport",
    "SheetRevision",
]
