"""The search log: what counsellors looked for in the reading pages, and whether they opened a
sheet. One of the two writes that a GET may do."""

from datetime import timedelta
from typing import Self

from django.db import models
from django.utils import timezone

from apps.sheets.models.sheets import OPERATOR_CHOICES

STILL_TYPING = timedelta(minutes=1)
STILL_READING = timedelta(minutes=10)


class SearchNoteQuerySet(models.QuerySet["SearchNote"]):
    def without_opening(self) -> Self:
        """Over for long enough that no sheet will be opened from them."""
        return self.filter(opened_at=None, changed_at__lt=timezone.now() - STILL_READING)


class SearchNote(models.Model):
    """A search, masked. `searcher` is a number that stands for a person for one month."""

    text = models.CharField(max_length=300)
    searcher = models.CharField(max_length=8)
    departement = models.CharField(max_length=3, blank=True)
    operator = models.CharField(max_length=20, choices=OPERATOR_CHOICES, blank=True)
    results = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)

    objects = SearchNoteQuerySet.as_manager()

    class Meta:
        ordering = ("-changed_at",)
        indexes = [models.Index(fields=["searcher", "-changed_at"], name="search_note_last")]

    def __str__(self) -> str:
        return str(self.pk)
