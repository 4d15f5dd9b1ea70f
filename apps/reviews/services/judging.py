"""Giving a review: the judgement, what it settles, who is told."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.answering.masking import mask
from apps.audit.enums import EventKind
from apps.audit.services import append_event, content_hash
from apps.conversations.models import Answer
from apps.evaluation.enums import CRITERIA
from apps.reviews.enums import ReviewStage, Stratum, Verdict
from apps.reviews.models import Review, ReviewItem
from apps.reviews.reports import reviewable_answers
from apps.reviews.services.filling import priority_of
from apps.reviews.services.leasing import HeldByAnother
from apps.reviews.services.telling import alert_curators, tell_counsellor
from apps.reviews.stages import ROUND_OF, stage_after
from apps.sheets.models import Passage


class NotReviewable(Exception):
    """The answer is out of the reviewer's scope, their own, not finished, or settled already."""


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What a reviewer says of an answer; each criterion from 1 to 5.

    `unsupported` holds what checking doubts of the corrected text, in French.
    """

    verdict: str
    exact: int
    complete: int
    clear: int
    sourced: int
    tone: int
    cause: str = ""
    comment: str = ""
    corrected_text: str = ""
    right_passage: Passage | None = None
    unsupported: list[str] = field(default_factory=list)


def give_review(
    *, answer: Answer, reviewer: User, judgement: Judgement, stratum: Stratum
) -> Review:
    """Record a review; a second one by the same person replaces the first, which is kept.

    Free text is masked before it is stored. `stratum` says why an answer that is not in the
    queue is reviewed. Raises NotReviewable, HeldByAnother.
    """
    if not reviewable_answers(reviewer).filter(pk=answer.pk).exists():
        raise NotReviewable(_("You may not review this answer."))
    # Masking takes a while: it comes before the transaction, which stays short.
    comment, correction = mask(judgement.comment).text, mask(judgement.corrected_text).text
    now = timezone.now()
    with transaction.atomic():
        item = _locked_item(answer, reviewer, stratum, now)
        review = _record(item, reviewer, judgement, comment, correction)
        _settle(item, now)
        tell_counsellor(review=review, item=item)
        if review.verdict == Verdict.DANGEROUS:
            alert_curators(review=review)
        append_event(
            kind=EventKind.REVIEW_GIVEN,
            actor_id=reviewer.pk,
            subject_type="answer",
            subject_id=answer.pk,
            payload={
                "review": str(review.pk),
                "revision": review.revision,
                "round": review.round,
                "stage": item.stage,
                "verdict": review.verdict,
                "scores": dict(review.scores),
                "right_sheet": review.right_sheet,
                "comment_hash": content_hash(comment),
                "correction_hash": content_hash(correction),
            },
        )
    return review


def _locked_item(answer: Answer, reviewer: User, stratum: Stratum, now: datetime) -> ReviewItem:
    """The item of the answer, its row locked until the review stands."""
    ReviewItem.objects.get_or_create(answer=answer, defaults={"stratum": stratum})
    item = ReviewItem.objects.select_for_update().get(pk=answer.pk)
    is_held = item.holder_id is not None and item.held_until is not None and item.held_until > now
    if is_held and item.holder_id != reviewer.pk and not _reviewed_by(item, reviewer):
        raise HeldByAnother
    if item.stage == ReviewStage.DONE and not _reviewed_by(item, reviewer):
        raise NotReviewable(_("This answer was settled meanwhile."))
    return item


def _reviewed_by(item: ReviewItem, reviewer: User) -> bool:
    return Review.objects.filter(answer=item.pk, reviewer=reviewer).exists()


def _record(
    item: ReviewItem, reviewer: User, judgement: Judgement, comment: str, correction: str
) -> Review:
    all_reviews = Review.objects.filter(answer=item.pk)
    former = all_reviews.current().select_for_update().filter(reviewer=reviewer).first()
    all_reviews.filter(reviewer=reviewer).update(is_current=False)
    others = all_reviews.exclude(reviewer=reviewer).exists()
    passage = judgement.right_passage
    return Review.objects.create(
        answer=item.answer,
        reviewer=reviewer,
        revision=former.revision + 1 if former else 1,
        round=former.round if former else ROUND_OF[ReviewStage(item.stage)],
        # A first word is given without sight of the others'; a change of mind may not be.
        is_blind=former is None or not others,
        stratum=item.stratum,
        verdict=judgement.verdict,
        cause=judgement.cause,
        comment=comment,
        corrected_text=correction,
        unsupported=judgement.unsupported,
        right_passage=passage,
        right_sheet=passage.revision.sheet.external_id if passage else "",
        right_title=passage.revision.title if passage else "",
        right_text=passage.text if passage else "",
        **{name: getattr(judgement, name) for name in CRITERIA},
    )


def _settle(item: ReviewItem, now: datetime) -> None:
    """What the item waits for now; whoever held it to judge it lets go."""
    given = Review.objects.filter(answer=item.pk).current().values_list("round", "verdict")
    stage, verdict = stage_after(
        dict(given), is_doubled=item.is_doubled, is_contested=item.is_contested
    )
    item.stage, item.verdict = stage, verdict
    item.settled_at = now if stage is ReviewStage.DONE else None
    item.holder, item.held_until = None, None
    item.priority = priority_of(item)
    item.save()


@transaction.atomic
def record_reading(*, answer: Answer, reader: User) -> None:
    """Leave a trace that somebody read an exchange that is not theirs."""
    append_event(
        kind=EventKind.REVIEW_READ,
        actor_id=reader.pk,
        subject_type="answer",
        subject_id=answer.pk,
    )
