"""Closed lists of evaluation: verdicts, how a run stands, what a blind comparison says."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Verdict(TextChoices):
    """What is judged of one answer (PRODUCT S-04)."""

    RIGHT = "right", _("Right")
    PARTIAL = "partial", _("Partial")
    WRONG = "wrong", _("Wrong")
    DANGEROUS = "dangerous", _("Dangerous")


CRITERIA = ("exact", "complete", "clear", "sourced", "tone")
"""Those of the review grid (PRODUCT S-04), each from 1 to 5."""


class NotJudged(TextChoices):
    """Why there is no opinion of the model that judges."""

    DOWN = "model_down", _("the model does not answer")
    SLOW = "model_slow", _("the model took too long")
    REFUSED = "model_refused", _("the model refused")
    INVALID = "model_invalid", _("what it wrote is not the grid")
    TOO_LONG = "too_long", _("too long for its window")


class RunStatus(TextChoices):
    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


UNFINISHED = (RunStatus.QUEUED, RunStatus.RUNNING)


class Choice(TextChoices):
    """Of two answers whose origin is hidden."""

    LEFT = "left", _("The left one is better")
    RIGHT = "right", _("The right one is better")
    SAME = "same", _("As good as each other")
    NEITHER = "neither", _("Neither will do")


class ReleaseState(TextChoices):
    """What the gate says of the release that is configured."""

    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")
    NEVER_EVALUATED = "never_evaluated", _("Never evaluated")
