"""One inbox per person: corrections, outcomes of reports, recalled answers, replies."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class NoticeKind(models.TextChoices):
    CORRECTION = "correction", _("Correction")
    REPORT_OUTCOME = "report_outcome", _("Outcome of a report")
    SHEET_CHANGED = "sheet_changed", _("A sheet changed")
    MODEL_ANSWER = "model_answer", _("Model answer")
    REPLY = "reply", _("Reply")
    SHEET_ALERT = "sheet_alert", _("Dangerous answer")
    ENTRUSTED = "entrusted", _("Exchange entrusted")
    REVIEW_DUE = "review_due", _("Sheets to review")
    HELP = "help", _("Help from a referent")


class Notice(models.Model):
    """A message to one person, about one page. `text` has passed masking."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    kind = models.CharField(max_length=20, choices=NoticeKind.choices)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)
        indexes = [models.Index(fields=["recipient", "read_at"], name="notice_unread")]

    def __str__(self) -> str:
        return self.title
