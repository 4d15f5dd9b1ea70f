"""Every change to reviews: one keyword-only function each, with its audit event."""

from apps.reviews.services.discussing import (
    NotContestable,
    contest_verdict,
    reveal_counsellor,
    say,
)
from apps.reviews.services.filling import (
    WeekNotOver,
    answers_of_week,
    make_draw,
    refresh_queue,
    seed_week,
    week_of,
)
from apps.reviews.services.judging import (
    Judgement,
    NotReviewable,
    give_review,
    record_reading,
)
from apps.reviews.services.leasing import HeldByAnother, release, renew, take, take_next
from apps.reviews.services.reopening import reopen_reviews

__all__ = [
    "HeldByAnother",
    "Judgement",
    "NotContestable",
    "NotReviewable",
    "WeekNotOver",
    "answers_of_week",
    "contest_verdict",
    "give_review",
    "make_draw",
    "record_reading",
    "refresh_queue",
    "release",
    "renew",
    "reopen_reviews",
    "reveal_counsellor",
    "say",
    "seed_week",
    "take",
    "take_next",
    "week_of",
]
