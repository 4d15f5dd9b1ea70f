"""Giving a review."""

from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.answering.masking import mask
from apps.audit.enums import EventKind
from apps.audit.services import append_event, content_hash
from apps.conversations.models import Answer
from apps.notices.models import NoticeKind
from apps.notices.services import notify
from apps.reviews.enums import Stratum
from apps.reviews.models import CRITERIA, Review
from apps.reviews.reports import reviewable_answers


class NotReviewable(Exception):
    """The answer is out of the reviewer's scope, their own, or not finished."""


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What a reviewer says of an answer; each criterion from 1 to 5."""

    verdict: str
    exact: int
    complete: int
    clear: int
    sourced: int
    tone: int
    cause: str = ""
    comment: str = ""
    corrected_text: str = ""


def give_review(
    *, answer: Answer, reviewer: User, judgement: Judgement, stratum: Stratum
) -> Review:
    """Record a review; a second one by the same person replaces the first, which is kept.

    Free text is masked before it is stored. Raises NotReviewable.
    """
    if not reviewable_answers(reviewer).filter(pk=answer.pk).exists():
        raise NotReviewable(_("You may not review this answer."))
    # Masking takes a while: it comes before the transaction, which stays short.
    comment, correction = mask(judgement.comment).text, mask(judgement.corrected_text).text
    with transaction.atomic():
        review = Review.objects.create(
            answer=answer,
            reviewer=reviewer,
            revision=_close_former(answer, reviewer) + 1,
            stratum=stratum,
            verdict=judgement.verdict,
            cause=judgement.cause,
            comment=comment,
            corrected_text=correction,
            **{name: getattr(judgement, name) for name in CRITERIA},
        )
        if comment or correction:
            _tell_counsellor(review)
        append_event(
            kind=EventKind.REVIEW_GIVEN,
            actor_id=reviewer.pk,
            subject_type="answer",
            subject_id=answer.pk,
            payload={
                "review": str(review.pk),
                "revision": review.revision,
                "verdict": review.verdict,
                "scores": {name: getattr(review, name) for name in CRITERIA},
                "comment_hash": content_hash(comment),
                "correction_hash": content_hash(correction),
            },
        )
    return review


def _close_former(answer: Answer, reviewer: User) -> int:
    """Set the reviewer's former review aside; returns its revision, 0 when there is none."""
    former = Review.objects.select_for_update().filter(
        answer=answer, reviewer=reviewer, is_current=True
    )
    last = former.first()
    former.update(is_current=False)
    return last.revision if last else 0


def _tell_counsellor(review: Review) -> None:
    answer = review.answer
    notify(
        recipient=answer.question.asked_by,
        kind=NoticeKind.CORRECTION,
        title=_("A supervisor commented on one of your answers"),
        text="\n\n".join(part for part in (review.comment, review.corrected_text) if part),
        url=reverse("conversations:conversation_detail", args=[answer.conversation_id]),
    )


@transaction.atomic
def record_reading(*, answer: Answer, reader: User) -> None:
    """Leave a trace that somebody read an exchange that is not theirs."""
    append_event(
        kind=EventKind.REVIEW_READ,
        actor_id=reader.pk,
        subject_type="answer",
        subject_id=answer.pk,
    )
