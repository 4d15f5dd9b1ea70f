"""What supervisors may review, and in which order."""

import hashlib
import hmac
from datetime import date

from django.conf import settings
from django.db.models import (
    CharField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    Window,
)
from django.db.models.functions import MD5, Cast, Concat, RowNumber, TruncWeek

from apps.accounts.models import User
from apps.answering.enums import AnswerStatus, CheckStatus
from apps.conversations.enums import Vote
from apps.conversations.models import Answer, AnswerSentence, Feedback
from apps.reviews.models import Review

REVIEWABLE = (
    AnswerStatus.ANSWERED,
    AnswerStatus.ANSWERED_PARTIALLY,
    AnswerStatus.NEEDS_FACTS,
    AnswerStatus.ABSTAINED_NO_SHEET,
    AnswerStatus.ABSTAINED_OUT_OF_SCOPE,
)


def reviewable_answers(user: User) -> QuerySet[Answer]:
    """Finished answers of the supervisor's départements, never their own."""
    answers = Answer.objects.filter(status__in=REVIEWABLE).exclude(
        question__conversation__author=user
    )
    if user.is_national:
        return answers
    return answers.filter(question__conversation__desk__departement__in=user.scope)


def review_queue(user: User) -> QuerySet[Answer]:
    """Answers that call for a review and that this supervisor has not reviewed yet.

    Annotated with `is_badly_rated`, `is_rated`, `is_doubtful`, `is_drawn`; bad ratings first,
    then doubtful sentences, newest first within.
    """
    rated = Feedback.objects.filter(answer=OuterRef("pk"), is_current=True)
    doubts = (CheckStatus.TO_CHECK, CheckStatus.UNSUPPORTED)
    doubtful = AnswerSentence.objects.filter(answer=OuterRef("pk"), check_status__in=doubts)
    reviewed = Review.objects.filter(answer=OuterRef("pk"), reviewer=user, is_current=True)
    return (
        reviewable_answers(user)
        .annotate(
            is_badly_rated=Exists(rated.filter(vote=Vote.NOT_HELPFUL)),
            is_rated=Exists(rated.exclude(vote="")),
            is_doubtful=Exists(doubtful),
            is_drawn=Exists(drawn_answers(user).filter(pk=OuterRef("pk"))),
        )
        .filter(Q(is_rated=True) | Q(is_doubtful=True) | Q(is_drawn=True))
        .exclude(Exists(reviewed))
        .select_related("question")
        .order_by("-is_badly_rated", "-is_doubtful", "-created_at")
    )


def drawn_answers(user: User) -> QuerySet[Answer]:
    """The first answers of each week and operator in the seeded order.

    Nobody chooses, and anybody who knows the seed can repeat the draw. It is made over every
    answer, so that a review given does not let another answer in.
    """
    seeded = MD5(Concat(Value(settings.REVIEWS_DRAW_SEED), Cast("pk", CharField())))
    rank = Window(
        RowNumber(),
        partition_by=[TruncWeek("created_at"), F("question__operators__0")],
        order_by=seeded,
    )
    ranked = reviewable_answers(user).annotate(draw_rank=rank)
    drawn = ranked.filter(draw_rank__lte=settings.REVIEWS_DRAWN_PER_WEEK).values("pk")
    return Answer.objects.filter(pk__in=drawn)


def pseudonym(user_id: object, on: date) -> str:
    """A number that stands for a counsellor for one month, without desk (PRODUCT S-03)."""
    message = f"{on:%Y-%m}:{user_id}".encode()
    digest = hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).digest()
    return str(int.from_bytes(digest[:4], "big") % 9000 + 1000)
