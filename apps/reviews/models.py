"""Reviews: the queue, what supervisors judged of an answer, and what was said about it."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from apps.evaluation.enums import CRITERIA
from apps.reviews.enums import (
    Cause,
    ReviewRound,
    ReviewStage,
    RiskReason,
    Stratum,
    Verdict,
)

if TYPE_CHECKING:
    from apps.accounts.models import User


class WeeklyDraw(models.Model):
    """The draw of one week: its seed stands in the trail before any answer is drawn with it.

    `strata` tells by operator how many answers the week had and how many were drawn. `frame` holds
    the answers drawn from, by operator, and `count` how many of each at most: with the seed, all
    that it takes to draw again.
    """

    week = models.DateField(unique=True)  # its Monday
    seed = models.CharField(max_length=64)
    seeded_at = models.DateTimeField(auto_now_add=True)
    drawn_at = models.DateTimeField(null=True, blank=True)
    strata = models.JSONField(default=dict)
    frame = models.JSONField(default=dict)
    count = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("-week",)

    def __str__(self) -> str:
        return f"{self.week:%Y-%m-%d}"


class QueueCursor(models.Model):
    """How far answers, ratings and handovers were looked at for the queue; one row."""

    looked_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.looked_until)


class ReviewItemQuerySet(models.QuerySet["ReviewItem"]):
    def visible_to(self, user: "User") -> Self:
        """Those of the supervisor's départements, never about their own questions."""
        others = self.exclude(answer__question__conversation__author=user).exclude(
            answer__question__asked_by=user
        )
        if user.is_national:
            return others
        return others.filter(answer__question__conversation__desk__departement__in=user.scope)

    def unsettled(self) -> Self:
        return self.exclude(stage=ReviewStage.DONE)

    def open_to(self, user: "User") -> Self:
        """Those that still want a review from this supervisor, whoever holds them now."""
        given = Review.objects.current().filter(answer=OuterRef("pk"), reviewer=user)
        return self.visible_to(user).unsettled().filter(~Exists(given))

    def free_for(self, user: "User", now: datetime) -> Self:
        """Those that nobody else holds at `now`."""
        is_free = Q(holder__isnull=True) | Q(holder=user) | Q(held_until__lte=now)
        return self.filter(is_free)

    def held_by(self, user: "User", now: datetime) -> Self:
        return self.filter(holder=user, held_until__gt=now)

    def most_urgent_first(self) -> Self:
        return self.order_by("-priority", "opened_at", "pk")

    def about(self, user: "User") -> Self:
        """Those about the questions of a counsellor."""
        return self.filter(answer__question__asked_by=user)


class ReviewItem(models.Model):
    """An answer that calls for a review. One person at a time holds it, until `held_until`.

    `verdict` is the one that holds, empty until the stage is "done".
    """

    answer = models.OneToOneField(
        "conversations.Answer",
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="review_item",
    )
    stratum = models.CharField(max_length=8, choices=Stratum.choices)
    draw = models.ForeignKey(
        WeeklyDraw, null=True, blank=True, on_delete=models.PROTECT, related_name="items"
    )
    reasons = ArrayField(
        models.CharField(max_length=16, choices=RiskReason.choices), default=list, blank=True
    )
    priority = models.PositiveSmallIntegerField(default=0)
    is_doubled = models.BooleanField(default=False)
    stage = models.CharField(max_length=10, choices=ReviewStage.choices, default=ReviewStage.FIRST)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    held_until = models.DateTimeField(null=True, blank=True)
    contest = models.TextField(blank=True)  # why the counsellor contests; has passed masking
    contested_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = ReviewItemQuerySet.as_manager()

    class Meta:
        ordering = ("-priority", "opened_at")
        indexes = [
            models.Index(
                fields=["-priority", "opened_at"],
                condition=~Q(stage=ReviewStage.DONE),
                name="review_queue",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(holder__isnull=True) | Q(held_until__isnull=False),
                name="a_held_item_says_until_when",
            )
        ]

    def __str__(self) -> str:
        return f"{self.answer_id} {self.stage}"

    @property
    def is_contested(self) -> bool:
        return self.contested_at is not None


def _score() -> "models.PositiveSmallIntegerField[int, int]":
    return models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(5)])


class ReviewQuerySet(models.QuerySet["Review"]):
    def current(self) -> Self:
        return self.filter(is_current=True)

    def told(self) -> Self:
        """What the counsellor may read: reviews whose verdict holds, and dangers told at once."""
        holds = Q(answer__review_item__verdict=F("verdict"))
        return self.current().filter(holds | Q(notice__isnull=False))


class Review(models.Model):
    """One reviewer's judgement of one answer: five criteria from 1 to 5, and a verdict.

    Each change is a new revision. `round` says at which stage the reviewer came in; `is_blind`
    is true for a judgement made before its author could see another one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    answer = models.ForeignKey(
        "conversations.Answer", on_delete=models.CASCADE, related_name="reviews"
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews"
    )
    revision = models.PositiveIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    round = models.PositiveSmallIntegerField(choices=ReviewRound.choices, default=ReviewRound.FIRST)
    is_blind = models.BooleanField(default=True)
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
    unsupported = models.JSONField(default=list)  # what checking doubts of the corrected text
    right_passage = models.ForeignKey(
        "sheets.Passage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    right_sheet = models.CharField(max_length=60, blank=True)
    right_title = models.CharField(max_length=400, blank=True)
    right_text = models.TextField(blank=True)
    notice = models.ForeignKey(
        "notices.Notice", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "reviewer"],
                condition=models.Q(is_current=True),
                name="one_current_review_per_reviewer",
            ),
            models.UniqueConstraint(
                fields=["answer", "round"],
                condition=models.Q(is_current=True),
                name="one_current_review_per_round",
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

    @property
    def scores(self) -> list[tuple[str, int]]:
        return [(name, getattr(self, name)) for name in CRITERIA]


class ReviewMessage(models.Model):
    """What the counsellor and those who reviewed say to each other. `text` has passed masking."""

    item = models.ForeignKey(ReviewItem, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("created_at", "pk")

    def __str__(self) -> str:
        return f"{self.item_id} {self.created_at}"


class Reveal(models.Model):
    """A supervisor asked who the counsellor of an answer is, and why."""

    item = models.ForeignKey(ReviewItem, on_delete=models.CASCADE, related_name="reveals")
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.item_id} {self.supervisor_id}"


class FigureCounts(models.Model):
    """What happened in a set of exchanges, in numbers only.

    The `…delays` are histograms (`apps/reviews/quality/delays.py`). The `…people` are sets of
    counsellors, folded so that nobody can be told from them: each person is one of 63 bits, by
    hash. They can be united, and the bits counted are at most the people there are.
    """

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
    first_text_delays = models.DecimalField(max_digits=300, decimal_places=0)
    total_delays = models.DecimalField(max_digits=300, decimal_places=0)
    people = models.BigIntegerField()
    handed_people = models.BigIntegerField()
    rated_people = models.BigIntegerField()
    reviewed_people = models.BigIntegerField()

    class Meta:
        abstract = True


class WeeklyFigure(FigureCounts):
    """One week for one département, operator and theme.

    Made anew by a job from the exchanges of the week (`apps/reviews/quality/aggregation.py`, which
    defines each number).
    """

    week = models.DateField()
    departement = models.CharField(max_length=3, blank=True)
    operator = models.CharField(max_length=20, blank=True)
    theme = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("week",)
        constraints = [
            models.UniqueConstraint(
                fields=["week", "departement", "operator", "theme"], name="one_figure_per_cell"
            )
        ]
        # A page about one line, or of some départements, reads these and not the whole quarter.
        indexes = [
            models.Index(fields=["departement", "week"], name="figure_by_departement"),
            models.Index(fields=["operator", "week"], name="figure_by_operator"),
            models.Index(fields=["theme", "week"], name="figure_by_theme"),
        ]

    def __str__(self) -> str:
        return f"{self.week} {self.departement} {self.operator}"


class QuarterFigure(FigureCounts):
    """One line of one dimension over a quarter of the whole country, for one operator: sums of
    WeeklyFigure, made by the same job."""

    quarter = models.CharField(max_length=6)
    dimension = models.CharField(max_length=11)
    line = models.CharField(max_length=120, blank=True)
    operator = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ("quarter",)
        constraints = [
            models.UniqueConstraint(
                fields=["quarter", "dimension", "line", "operator"], name="one_figure_per_line"
            )
        ]

    def __str__(self) -> str:
        return f"{self.quarter} {self.dimension} {self.line} {self.operator}"


class LineSuppression(models.Model):
    """What the page of one line must not show over a quarter of the whole country; every line that
    has figures has one (`apps/reviews/quality/hiding.py`)."""

    quarter = models.CharField(max_length=6)
    dimension = models.CharField(max_length=11)
    line = models.CharField(max_length=120, blank=True)
    hidden = models.JSONField()

    class Meta:
        ordering = ("quarter",)
        constraints = [
            models.UniqueConstraint(
                fields=["quarter", "dimension", "line"], name="one_suppression_per_line"
            )
        ]

    def __str__(self) -> str:
        return f"{self.quarter} {self.dimension} {self.line}"
