"""Closed lists of reviews: the grid (PRODUCT S-04), why an answer is queued, how far it is."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from apps.evaluation.enums import Verdict as Verdict


class Cause(TextChoices):
    NO_SHEET = "no_sheet", _("Missing sheet")
    OUTDATED_SHEET = "outdated_sheet", _("Outdated sheet")
    WRONG_PASSAGE = "wrong_passage", _("Wrong passage")
    WORDING = "wording", _("Wording")
    VAGUE_QUESTION = "vague_question", _("Vague question")


class Stratum(TextChoices):
    RISK = "risk", _("Risk")
    RANDOM = "random", _("Random")


class RiskReason(TextChoices):
    """Why an answer calls for a review."""

    REPORTED = "reported", _("Sheet reported")
    BADLY_RATED = "badly_rated", _("Rated not helpful")
    FIGURE = "figure", _("Figure alert")
    UNSUPPORTED = "unsupported", _("Not sourced")
    SHEET_CHANGED = "sheet_changed", _("Sheet changed since")
    HEAVILY_EDITED = "heavily_edited", _("Heavily edited")
    SENSITIVE = "sensitive", _("Sensitive theme")
    TO_CHECK = "to_check", _("To check")
    DECLINED = "declined", _("Declined")

    @property
    def weight(self) -> int:
        return _WEIGHTS[self]


_WEIGHTS = {
    RiskReason.REPORTED: 50,
    RiskReason.BADLY_RATED: 40,
    RiskReason.SHEET_CHANGED: 45,
    RiskReason.FIGURE: 35,
    RiskReason.UNSUPPORTED: 30,
    RiskReason.HEAVILY_EDITED: 20,
    RiskReason.SENSITIVE: 20,
    RiskReason.TO_CHECK: 15,
    RiskReason.DECLINED: 10,
}


class ReviewStage(TextChoices):
    """What an item of the queue waits for; `weight` puts what was begun before what was not."""

    FIRST = "first", _("Review")
    SECOND = "second", _("Second review")
    THIRD = "third", _("Disagreement to settle")
    CONTESTED = "contested", _("Contested verdict")
    DONE = "done", _("Reviewed")

    @property
    def weight(self) -> int:
        stages = (ReviewStage.FIRST, ReviewStage.SECOND, ReviewStage.THIRD, ReviewStage.CONTESTED)
        return 100 * stages.index(self) if self in stages else 0


class ReviewRound(IntegerChoices):
    """At which stage a reviewer came in."""

    FIRST = 1, _("First review")
    SECOND = 2, _("Second review")
    THIRD = 3, _("Settles a disagreement")
    CONTEST = 4, _("Answers a contest")
