"""A passage as it was quoted: a snapshot of its words and whereabouts, which outlives the sheet."""

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.answering import passages
from apps.answering.enums import Operator, PassageKind
from apps.sheets.models import Passage

SNAPSHOT_FIELDS = (
    "sheet_id",
    "revision_id",
    "sheet_title",
    "heading_path",
    "text",
    "text_hash",
    "kind",
    "operator",
    "theme",
    "source_url",
    "source_date",
)
NO_PASSAGE = passages.Passage(
    "", "", "", "", (), "", "", PassageKind.OTHER, Operator.OTHER, "", "", None
)
"""Stands for a number without source: it bears nothing."""


class SnapshotQuerySet(models.QuerySet[Any]):
    def outdated(self) -> Self:
        """« Fiche modifiée depuis »: the sheet no longer publishes this very passage."""
        same = Passage.objects.published().filter(
            revision__sheet__external_id=models.OuterRef("sheet_id"),
            text_hash=models.OuterRef("text_hash"),
        )
        return self.filter(~models.Exists(same))


class PassageSnapshot(models.Model):
    """What is kept of a passage wherever it is quoted, there as [number]."""

    number = models.PositiveIntegerField()
    sheet_id = models.CharField(max_length=60)
    revision_id = models.CharField(max_length=40)
    sheet_title = models.CharField(max_length=400)
    heading_path = ArrayField(models.TextField(), default=list)
    text = models.TextField()
    text_hash = models.CharField(max_length=64)
    kind = models.CharField(max_length=20)
    operator = models.CharField(max_length=20)
    theme = models.CharField(max_length=120, blank=True)
    source_url = models.CharField(max_length=500, blank=True)
    source_date = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def snapshot(self) -> dict[str, Any]:
        """The fields to copy into another snapshot."""
        return {name: getattr(self, name) for name in SNAPSHOT_FIELDS}

    def as_passage(self) -> passages.Passage:
        """The same as checking and prompts read it; without the key of a stored passage."""
        values = self.snapshot | {
            "heading_path": tuple(self.heading_path),
            "kind": PassageKind(self.kind),
            "operator": Operator(self.operator),
        }
        return passages.Passage(id="", **values)


def snapshot_of(passage: Passage) -> dict[str, Any]:
    """The fields of a snapshot of a stored passage, loaded with its revision and sheet."""
    revision, sheet = passage.revision, passage.revision.sheet
    return {
        "sheet_id": sheet.external_id,
        "revision_id": str(revision.pk),
        "sheet_title": revision.title,
        "heading_path": list(passage.heading_path),
        "text": passage.text,
        "text_hash": passage.text_hash,
        "kind": passage.kind,
        "operator": sheet.operator,
        "theme": sheet.theme,
        "source_url": revision.source_url,
        "source_date": revision.source_date,
    }
