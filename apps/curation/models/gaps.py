"""What the sheets do not answer: questions, bad ratings and searches, grouped by likeness."""

from typing import Self

from django.conf import settings
from django.db import models

from apps.curation.enums import GapStatus, SignalKind
from apps.sheets.models import OPERATOR_CHOICES


class GapQuerySet(models.QuerySet["Gap"]):
    def open(self) -> Self:
        return self.filter(status__in=(GapStatus.OPEN, GapStatus.DRAFTED))


class Gap(models.Model):
    """A group of signals that resemble each other; `title` is the first one's masked text.

    `proof`: what the last replay gave, a list of {"text", "status", "is_answered"}.
    """

    title = models.CharField(max_length=300)
    operator = models.CharField(max_length=20, choices=OPERATOR_CHOICES, blank=True)
    status = models.CharField(
        max_length=10, choices=GapStatus.choices, default=GapStatus.OPEN, db_index=True
    )
    draft = models.ForeignKey(
        "curation.SheetDraft",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="gaps",
    )
    sheet = models.ForeignKey(
        "sheets.Sheet", null=True, blank=True, on_delete=models.PROTECT, related_name="gaps"
    )
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.TextField(blank=True)
    proof = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    replayed_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = GapQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"gap {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.status in (GapStatus.OPEN, GapStatus.DRAFTED)


class GapSignal(models.Model):
    """One question, bad rating or search of a gap. Its text lives with its question or search."""

    gap = models.ForeignKey(Gap, on_delete=models.CASCADE, related_name="signals")
    kind = models.CharField(max_length=12, choices=SignalKind.choices)
    question = models.ForeignKey(
        "conversations.Question",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    search = models.ForeignKey(
        "sheets.SearchNote", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    departement = models.CharField(max_length=3, blank=True)
    person = models.CharField(max_length=8)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        constraints = [
            models.UniqueConstraint(fields=["kind", "question"], name="one_signal_per_question"),
            models.UniqueConstraint(fields=["search"], name="one_signal_per_search"),
            models.CheckConstraint(
                condition=models.Q(question__isnull=True, search__isnull=False)
                | models.Q(question__isnull=False, search__isnull=True),
                name="signal_of_a_question_or_a_search",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gap_id} {self.kind}"

    @property
    def text(self) -> str:
        """Masked."""
        if self.question is not None:
            return self.question.masked_text
        return self.search.text if self.search is not None else ""
