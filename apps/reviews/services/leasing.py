"""The next item by a lease: one person at a time holds an item, for ten minutes, renewable."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.reviews.models import ReviewItem


class HeldByAnother(Exception):
    """Somebody else reviews this answer at the moment."""

    def __init__(self) -> None:
        super().__init__(_("Somebody else is reviewing this answer at the moment."))


@transaction.atomic
def take_next(
    *, reviewer: User, now: datetime, stratum: str = "", skipping: Collection[UUID] = ()
) -> ReviewItem | None:
    """Hold the most urgent item that nobody else holds; what the reviewer held is let go.

    Rows that another reviewer is taking at this very moment are passed over, not waited for.
    """
    _let_go(reviewer)
    waiting = ReviewItem.objects.open_to(reviewer).free_for(reviewer, now).exclude(pk__in=skipping)
    if stratum:
        waiting = waiting.filter(stratum=stratum)
    locked = waiting.select_for_update(skip_locked=True, of=("self",), no_key=True)
    item = locked.most_urgent_first().first()
    return None if item is None else _hold(item, reviewer, now)


@transaction.atomic
def take(*, item: ReviewItem, reviewer: User, now: datetime) -> ReviewItem:
    """Hold this very item. Raises HeldByAnother."""
    _let_go(reviewer, but=item.pk)
    free = ReviewItem.objects.open_to(reviewer).free_for(reviewer, now).filter(pk=item.pk)
    locked = free.select_for_update(of=("self",), no_key=True).first()
    if locked is None:
        raise HeldByAnother
    return _hold(locked, reviewer, now)


def renew(*, item: ReviewItem, reviewer: User, now: datetime) -> datetime | None:
    """Hold on for as long again; None when it is no longer held by this reviewer."""
    until = now + timedelta(seconds=settings.REVIEWS_LEASE_SECONDS)
    held = ReviewItem.objects.filter(pk=item.pk, holder=reviewer)
    return until if held.update(held_until=until) else None


def release(*, item: ReviewItem, reviewer: User) -> None:
    """Let go of an item, when its page is left."""
    _let_go(reviewer, only=item.pk)


def _hold(item: ReviewItem, reviewer: User, now: datetime) -> ReviewItem:
    item.holder = reviewer
    item.held_until = now + timedelta(seconds=settings.REVIEWS_LEASE_SECONDS)
    item.save(update_fields=["holder", "held_until"])
    return item


def _let_go(reviewer: User, *, only: UUID | None = None, but: UUID | None = None) -> None:
    held = ReviewItem.objects.filter(holder=reviewer)
    if only is not None:
        held = held.filter(pk=only)
    held.exclude(pk=but).update(holder=None, held_until=None)
