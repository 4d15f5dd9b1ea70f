"""What is kept, for how long, and since when: the closed list that purging, its page and
*Données personnelles* read."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.conversations.models import Answer, Conversation, Draft, Feedback, Request
from apps.curation.models import Gap, GapSignal
from apps.notices.models import Notice
from apps.operations.enums import RetentionKind as Kind
from apps.operations.models import RetentionHold
from apps.reviews.models import Review, ReviewItem
from apps.sheets.models import SearchNote


@dataclass(frozen=True, slots=True)
class Stock:
    """Rows of one table: `expired` gives those that are past a date.

    `exchange` is the path from a row to the exchange it belongs to; "": to none.
    """

    expired: Callable[[datetime], QuerySet[Any]]
    exchange: str = ""


@dataclass(frozen=True, slots=True)
class Retained:
    """A kind of data: kept for the shortest of its `periods` (settings, in months)."""

    kind: Kind
    since: Promise
    periods: tuple[str, ...]
    stocks: tuple[Stock, ...]

    @property
    def months(self) -> int:
        return min(int(getattr(settings, name)) for name in self.periods)

    def before(self, now: datetime) -> datetime:
        """What is older than this is past its time."""
        return months_before(now, self.months)


def months_before(now: datetime, months: int) -> datetime:
    """The same day and hour, months ago; the last day of the month where that day is missing."""
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    day = min(now.day, monthrange(year, month + 1)[1])
    return now.replace(year=year, month=month + 1, day=day)


def _idle_exchanges(before: datetime) -> QuerySet[Any]:
    """Those in which nothing was asked, answered or drafted since; deleted ones are among them."""
    answered = Answer.objects.filter(conversation=OuterRef("pk"), created_at__gte=before)
    drafted = Draft.objects.filter(answer__conversation=OuterRef("pk"), updated_at__gte=before)
    return Conversation.objects.filter(~Exists(answered), ~Exists(drafted), updated_at__lt=before)


def _settled_reviews(before: datetime) -> QuerySet[Any]:
    """Not those of an answer whose review goes on, or was settled since."""
    alive = ReviewItem.objects.filter(answer=OuterRef("answer"))
    return Review.objects.filter(~Exists(alive), created_at__lt=before)


def _silent_gaps(before: datetime) -> QuerySet[Any]:
    spoken = GapSignal.objects.filter(gap=OuterRef("pk"), at__gte=before)
    return Gap.objects.filter(~Exists(spoken), created_at__lt=before)


_EXCHANGES, _SEARCHES = "RETENTION_EXCHANGES_MONTHS", "RETENTION_SEARCHES_MONTHS"
_PARTS = {
    Kind.EXCHANGES: (Kind.DRAFTS, Kind.RATINGS, Kind.REVIEWS, Kind.GAPS),
    Kind.SEARCHES: (Kind.GAPS,),
}
RETAINED = (
    Retained(
        Kind.DRAFTS,
        _("their last change"),
        ("RETENTION_DRAFTS_MONTHS", _EXCHANGES),
        (Stock(lambda at: Draft.objects.filter(updated_at__lt=at), "answer__conversation"),),
    ),
    Retained(
        Kind.RATINGS,
        _("the day they were given"),
        ("RETENTION_RATINGS_MONTHS",),
        (Stock(lambda at: Feedback.objects.filter(created_at__lt=at), "conversation"),),
    ),
    Retained(
        Kind.REVIEWS,
        _("the day they were settled"),
        ("RETENTION_REVIEWS_MONTHS",),
        (
            Stock(lambda at: ReviewItem.objects.filter(settled_at__lt=at), "answer__conversation"),
            Stock(_settled_reviews, "answer__conversation"),
        ),
    ),
    Retained(
        Kind.EXCHANGES,
        _("the last question, answer or draft"),
        (_EXCHANGES,),
        (Stock(_idle_exchanges, "pk"),),
    ),
    Retained(
        Kind.SEARCHES,
        _("the day they were made"),
        (_SEARCHES,),
        (Stock(lambda at: SearchNote.objects.filter(changed_at__lt=at)),),
    ),
    Retained(
        Kind.GAPS,
        _("the last question or search that they gather"),
        (_EXCHANGES, _SEARCHES),
        (Stock(_silent_gaps, "signals__question__conversation"),),
    ),
    Retained(
        Kind.NOTICES,
        _("the day they were sent"),
        ("RETENTION_NOTICES_MONTHS",),
        (Stock(lambda at: Notice.objects.filter(created_at__lt=at)),),
    ),
    Retained(
        Kind.TRACES,
        _("the act; ended sessions are removed every night"),
        ("RETENTION_TRACES_MONTHS",),
        (
            Stock(lambda at: Request.objects.filter(created_at__lt=at), "answer__conversation"),
            Stock(lambda at: Session.objects.filter(expire_date__lt=timezone.now())),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Holds:
    """The holds in force: on whole kinds, and on exchanges."""

    kinds: frozenset[str]
    exchanges: tuple[UUID, ...]

    @classmethod
    def read(cls) -> "Holds":
        rows = list(RetentionHold.objects.in_force().values_list("kind", "exchange"))
        return cls(
            frozenset(kind for kind, _exchange in rows if kind),
            tuple(exchange for _kind, exchange in rows if exchange),
        )

    def keeps(self, kind: Kind) -> bool:
        """A hold on exchanges keeps their parts; one on a part keeps what it would go with."""
        parts = _PARTS.get(kind, ())
        wholes = [whole for whole, its_parts in _PARTS.items() if kind in its_parts]
        return any(one in self.kinds for one in (kind, *parts, *wholes))

    def free(self, kind: Kind, stock: Stock, before: datetime) -> QuerySet[Any]:
        """What is past its time and no hold keeps."""
        rows = stock.expired(before)
        if self.keeps(kind):
            return rows.none()
        if self.exchanges and stock.exchange:
            return rows.exclude(**{f"{stock.exchange}__in": self.exchanges})
        return rows
