"""Reviews: what a supervisor judged of an answer; each change is a new revision."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from apps.reviews.enums import Cause, Stratum, Verdict

CRITERIA = ("exact", "complete", "clear", "sourced", "tone")


def _score() -> "models.PositiveSmallIntegerField[int, int]":
    return models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)])


class Review(models.Model):
    """One reviewer's judgement of one answer: five criteria from 1 to 5, and a verdict."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    answer = models.ForeignKey(
        "conversations.Answer", on_delete=models.CASCADE, related_name="reviews"
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews"
    )
    revision = models.PositiveIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    stratum = models.CharField(max_length=8, choices=Stratum.choices)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    cause = models.CharField(max_length=16, choices=Cause.choices, blank=True)
    exact = _score()
    complete = _score()
    clear = _score()
    sourced = _score()
    tone = _score()
    comment = models.TextField(blank=True)
    corrected_text = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "reviewer"],
                condition=models.Q(is_current=True),
                name="one_current_review_per_reviewer",
            ),
            *(
                models.CheckConstraint(
                    condition=models.Q(**{f"{criterion}__gte": 1, f"{criterion}__lte": 5}),
                    name=f"review_{criterion}_from_1_to_5",
                )
                for criterion in CRITERIA
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer_id} {self.verdict}"


class WeeklyFigure(models.Model):
    """What happened in one week for one département, operator and theme, in numbers only.

    Made anew by a job from the exchanges of the week (`apps/reviews/quality/aggregation.py`, which
    defines each number). The `…people` are sets of counsellors, folded so that nobody can be told
    from them: each person is one of 63 bits, by hash. They can be united, and the bits counted are
    at most the people there are.
    """

    week = models.DateField()
    departement = models.CharField(max_length=3, blank=True)
    operator = models.CharField(max_length=20, blank=True)
    theme = models.CharField(max_length=120, blank=True)
    requests = models.PositiveIntegerField()
    answered = models.PositiveIntegerField()
    declined = models.PositiveIntegerField()
    reviewable = models.PositiveIntegerField()
    sentences = models.PositiveIntegerField()
    supported = models.PositiveIntegerField()
    handed_over = models.PositiveIntegerField()
    edited = models.PositiveIntegerField()
    rated = models.PositiveIntegerField()
    helpful = models.PositiveIntegerField()
    reviewed = models.PositiveIntegerField()
    judged_right = models.PositiveIntegerField()
    judged_dangerous = models.PositiveIntegerField()
    timed = models.PositiveIntegerField()
    prompt = models.PositiveIntegerField()
    finished_in_time = models.PositiveIntegerField()
    people = models.BigIntegerField()
    handed_people = models.BigIntegerField()
    rated_people = models.BigIntegerField()
    reviewed_people = models.BigIntegerField()

    class Meta:
        ordering = ("week",)
        constraints = [
            models.UniqueConstraint(
                fields=["week", "departement", "operator", "theme"], name="one_figure_per_cell"
            )
        ]

    def __str__(self) -> str:
        return f"{self.week} {self.departement} {self.operator}"
