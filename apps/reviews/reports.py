"""What supervisors may review, in which order, and how far they agree."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from apps.accounts.models import User
from apps.conversations.models import Answer
from apps.evaluation.agreement import Agreement, agreement
from apps.reviews.enums import ReviewRound, ReviewStage
from apps.reviews.models import Review, ReviewItem, WeeklyDraw
from apps.reviews.status import REVIEWABLE


def reviewable_answers(user: User) -> QuerySet[Answer]:
    """Finished answers of the supervisor's départements, never about their own questions."""
    answers = Answer.objects.filter(status__in=REVIEWABLE).exclude(
        Q(question__conversation__author=user) | Q(question__asked_by=user)
    )
    if user.is_national:
        return answers
    return answers.filter(question__conversation__desk__departement__in=user.scope)


def review_queue(user: User, stratum: str = "") -> QuerySet[ReviewItem]:
    """What still wants a review from this supervisor, most urgent first."""
    items = ReviewItem.objects.open_to(user).select_related("answer__question")
    if stratum:
        items = items.filter(stratum=stratum)
    return items.most_urgent_first()


def visible_reviews(answer: Answer, user: User) -> list[Review]:
    """All current reviews for who gave one, or who may give none any more; else none (blind)."""
    reviews = Review.objects.filter(answer=answer).current().select_related("reviewer", "notice")
    loaded = list(reviews.order_by("round"))
    item = ReviewItem.objects.filter(pk=answer.pk).first()
    is_settled = item is not None and item.stage == ReviewStage.DONE
    has_judged = any(review.reviewer_id == user.pk for review in loaded)
    return loaded if has_judged or is_settled else []


@dataclass(frozen=True, slots=True)
class DoubleReview:
    """How many items are to be reviewed twice, have been, and how far the two agree."""

    items: int
    doubled: int
    compared: Agreement | None

    @property
    def share(self) -> float:
        return self.doubled / self.items if self.items else 0.0


def double_review(user: User) -> DoubleReview:
    """Over the supervisor's scope, first and second reviews given without sight of the other."""
    items = ReviewItem.objects.visible_to(user)
    counts = items.aggregate(all=Count("pk"), doubled=Count("pk", filter=Q(is_doubled=True)))
    blind = Review.objects.filter(
        answer__review_item__in=items,
        is_blind=True,
        round__in=(ReviewRound.FIRST, ReviewRound.SECOND),
    ).order_by("revision")
    verdicts: dict[UUID, dict[int, str]] = {}
    for answer, number, verdict in blind.values_list("answer_id", "round", "verdict"):
        verdicts.setdefault(answer, {})[number] = verdict
    pairs = [
        (given[ReviewRound.FIRST], given[ReviewRound.SECOND])
        for given in verdicts.values()
        if len(given) == 2
    ]
    return DoubleReview(counts["all"], counts["doubled"], agreement(pairs))


def draws() -> QuerySet[WeeklyDraw]:
    """Every week with its seed, newest first."""
    return WeeklyDraw.objects.all()


@dataclass(frozen=True, slots=True)
class Month:
    """One counsellor's month, for her alone: counts only, and what reviews said of her answers."""

    first_day: date
    questions: int
    handovers: int
    items: list[ReviewItem]
    verdicts: dict[str, int]


def personal_month(user: User, first_day: date, start: datetime, end: datetime) -> Month:
    """From `start` to `end`, of the questions that this person asked."""
    during = {"created_at__gte": start, "created_at__lt": end}
    answers = Answer.objects.filter(question__asked_by=user)
    items = list(
        ReviewItem.objects.about(user)
        .filter(stage=ReviewStage.DONE, settled_at__gte=start, settled_at__lt=end)
        .select_related("answer__question")
        .order_by("-settled_at")
    )
    verdicts: dict[str, int] = {}
    for item in items:
        verdicts[item.get_verdict_display()] = verdicts.get(item.get_verdict_display(), 0) + 1
    return Month(
        first_day,
        questions=answers.filter(**during).values("question").distinct().count(),
        handovers=answers.filter(
            handovers__created_at__gte=start, handovers__created_at__lt=end
        ).aggregate(n=Count("handovers", distinct=True))["n"],
        items=items,
        verdicts=verdicts,
    )
