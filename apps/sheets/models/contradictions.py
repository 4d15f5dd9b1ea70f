"""Sheets that curators found to contradict each other."""

from typing import Self

from django.conf import settings
from django.db import models


class ContradictionQuerySet(models.QuerySet["SheetContradiction"]):
    def open(self) -> Self:
        return self.filter(settled_at__isnull=True)

    def about(self, sheet_id: int) -> Self:
        return self.filter(models.Q(first=sheet_id) | models.Q(second=sheet_id))


class SheetContradiction(models.Model):
    """Two sheets that do not say the same. `note` says on what, and is read by counsellors."""

    first = models.ForeignKey("sheets.Sheet", on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey("sheets.Sheet", on_delete=models.PROTECT, related_name="+")
    note = models.TextField()
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = ContradictionQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="contradiction_in_order"
            ),
            models.UniqueConstraint(
                fields=["first", "second"],
                condition=models.Q(settled_at__isnull=True),
                name="one_open_contradiction",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} / {self.second_id}"
