"""The states of a réponse type."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ModelAnswerStatus(TextChoices):
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    APPROVED = "approved", _("Approved")
    SUSPENDED = "suspended", _("Suspended")
    RETIRED = "retired", _("Retired")


# What counsellors see: the rest is work in progress, or past.
SHOWN = (ModelAnswerStatus.APPROVED, ModelAnswerStatus.SUSPENDED)
