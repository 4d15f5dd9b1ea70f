"""After a review: the counsellor answers or contests; a supervisor may ask who she is."""

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.answering.masking import MaskedText
from apps.audit.enums import EventKind
from apps.audit.services import append_event, content_hash
from apps.notices.models import NoticeKind
from apps.notices.services import notify
from apps.reviews.enums import ReviewStage
from apps.reviews.models import Reveal, Review, ReviewItem, ReviewMessage
from apps.reviews.services.filling import priority_of


class NotContestable(Exception):
    """The verdict is not settled yet, or was contested once already."""


@transaction.atomic
def say(*, item: ReviewItem, author: User, text: MaskedText) -> ReviewMessage:
    """Add to the thread, and tell the other side."""
    message = ReviewMessage.objects.create(item=item, author=author, text=text.text)
    counsellor = item.answer.question.asked_by
    if author.pk == counsellor.pk:
        for reviewer in _reviewers(item):
            _tell(item, reviewer, _("A counsellor replied to your review"), text.text)
    else:
        _tell(item, counsellor, _("A supervisor replied about your answer"), text.text)
    append_event(
        kind=EventKind.REVIEW_DISCUSSED,
        actor_id=author.pk,
        subject_type="answer",
        subject_id=item.pk,
        payload={"content": content_hash(text.text)},
    )
    return message


@transaction.atomic
def contest_verdict(*, item: ReviewItem, counsellor: User, reason: MaskedText) -> None:
    """Send the verdict to a supervisor who has not judged it yet. Raises NotContestable."""
    locked = ReviewItem.objects.select_for_update().get(pk=item.pk)
    if locked.stage != ReviewStage.DONE or locked.is_contested:
        raise NotContestable(_("This verdict cannot be contested."))
    locked.contest, locked.contested_at = reason.text, timezone.now()
    locked.stage, locked.settled_at = ReviewStage.CONTESTED, None
    locked.priority = priority_of(locked)
    locked.save()
    for supervisor in _others(locked):
        notify(
            recipient=supervisor,
            kind=NoticeKind.REPLY,
            title=_("A verdict is contested: another supervisor is needed"),
            text=reason.text,
            url=reverse("reviews:review_detail", args=[locked.pk]),
        )
    append_event(
        kind=EventKind.VERDICT_CONTESTED,
        actor_id=counsellor.pk,
        subject_type="answer",
        subject_id=locked.pk,
        payload={"verdict": locked.verdict, "content": content_hash(reason.text)},
    )


@transaction.atomic
def reveal_counsellor(*, item: ReviewItem, supervisor: User, reason: MaskedText) -> Reveal:
    """Tell one supervisor who asked, for one answer; the reason is kept, the act is proven."""
    reveal = Reveal.objects.create(item=item, supervisor=supervisor, reason=reason.text)
    append_event(
        kind=EventKind.COUNSELLOR_REVEALED,
        actor_id=supervisor.pk,
        subject_type="answer",
        subject_id=item.pk,
        payload={"reveal": reveal.pk, "reason": content_hash(reason.text)},
    )
    return reveal


def _reviewers(item: ReviewItem) -> list[User]:
    given = Review.objects.filter(answer=item.pk).current()
    return list(User.objects.active().filter(reviews__in=given).distinct())


def _others(item: ReviewItem) -> list[User]:
    """Supervisors of its département who have not judged it; those of all where it has none."""
    desk = item.answer.question.conversation.desk
    supervising = User.objects.active().supervising(desk.departement_id if desk else "")
    judged = Q(reviews__answer=item.pk) | Q(pk=item.answer.question.asked_by_id)
    return list(supervising.exclude(judged).distinct())


def _tell(item: ReviewItem, recipient: User, title: str, text: str) -> None:
    name = "review_received" if recipient.pk == item.answer.question.asked_by_id else None
    notify(
        recipient=recipient,
        kind=NoticeKind.REPLY,
        title=title,
        text=text,
        url=reverse(f"reviews:{name or 'review_detail'}", args=[item.pk]),
    )
