"""The review grid (PRODUCT S-04)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verdict(TextChoices):
    RIGHT = "right", _("Right")
    PARTIAL = "partial", _("Partial")
    WRONG = "wrong", _("Wrong")
    DANGEROUS = "dangerous", _("Dangerous")


class Cause(TextChoices):
    NO_SHEET = "no_sheet", _("Missing sheet")
    OUTDATED_SHEET = "outdated_sheet", _("Outdated sheet")
    WRONG_PASSAGE = "wrong_passage", _("Wrong passage")
    WORDING = "wording", _("Wording")
    VAGUE_QUESTION = "vague_question", _("Vague question")


class Stratum(TextChoices):
    RISK = "risk", _("Risk")
    RANDOM = "random", _("Random")
