"""Golden questions replayed on a revision before it is published."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models

from apps.curation.enums import ReplayStatus


class Replay(models.Model):
    """The golden questions that touch a sheet, answered with what is published and with a revision.

    `report` holds, once over, "before" and "after" (figures) and "questions", each with its text,
    its two answers and whether they differ. `reason` says why a revision that answers worse was
    published all the same; it has passed masking.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    revision = models.ForeignKey(
        "sheets.SheetRevision", on_delete=models.PROTECT, related_name="replays"
    )
    status = models.CharField(
        max_length=10, choices=ReplayStatus.choices, default=ReplayStatus.QUEUED
    )
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict)
    is_worse = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.revision_id} {self.status}"

    @property
    def is_over(self) -> bool:
        return self.finished_at is not None

    @property
    def changed(self) -> list[dict[str, Any]]:
        """The questions whose answer differs."""
        return [each for each in self.report.get("questions", ()) if each["is_changed"]]
