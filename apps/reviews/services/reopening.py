"""A settled review is opened again when a sheet that its answer quotes has changed."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from apps.audit.enums import EventKind
from apps.audit.services import append_event
from apps.reviews.enums import ReviewStage, RiskReason
from apps.reviews.models import Review, ReviewItem
from apps.reviews.services.filling import priority_of


@transaction.atomic
def reopen_reviews(*, answer_ids: Collection[UUID]) -> int:
    """Put settled answers back into the queue; returns how many.

    What was judged is kept, but no longer holds: it was said of a sheet that has changed.
    """
    settled = ReviewItem.objects.filter(pk__in=answer_ids, stage=ReviewStage.DONE)
    items = list(settled.select_for_update())
    Review.objects.current().filter(answer__in=[item.pk for item in items]).update(is_current=False)
    for item in items:
        item.stage, item.verdict, item.settled_at = ReviewStage.FIRST, "", None
        item.reasons = [*item.reasons, RiskReason.SHEET_CHANGED.value]
        item.opened_at = timezone.now()
        item.priority = priority_of(item)
    ReviewItem.objects.bulk_update(
        items, ["stage", "verdict", "settled_at", "reasons", "opened_at", "priority"]
    )
    if items:
        append_event(
            kind=EventKind.REVIEWS_REOPENED,
            actor_id=None,
            subject_type="answers",
            subject_id=len(items),
            payload={"answers": sorted(str(item.pk) for item in items)},
        )
    return len(items)
