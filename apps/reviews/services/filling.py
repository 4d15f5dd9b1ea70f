"""Fills the queue: the risk stratum from what happened to answers, the random one by the draws."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from secrets import token_hex
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from apps.audit.enums import EventKind
from apps.audit.services import append_event
from apps.conversations.models import Answer, Feedback, Handover
from apps.reviews.drawing import doubled, drawn_from, frame_digest
from apps.reviews.enums import ReviewStage, RiskReason, Stratum
from apps.reviews.models import QueueCursor, Review, ReviewItem, WeeklyDraw
from apps.reviews.risks import reasons_of
from apps.reviews.status import REVIEWABLE
from apps.sheets.models import SheetReport

_MARGIN = timedelta(minutes=10)
_CHUNK = 500
_RANDOM_WEIGHT = 25
"""Drawn answers stand among the risky ones: a review of theirs is never left for the last."""


class WeekNotOver(Exception):
    """Answers may still come in the week to draw from."""


def priority_of(item: ReviewItem) -> int:
    """What is at a later stage first, then by the sum of its reasons."""
    drawn = _RANDOM_WEIGHT if item.stratum == Stratum.RANDOM else 0
    reasons = sum(RiskReason(reason).weight for reason in item.reasons)
    return ReviewStage(item.stage).weight + drawn + reasons


def refresh_queue(*, now: datetime) -> int:
    """Look at what happened since the last time; returns how many answers joined the queue.

    Two at once: the second does nothing, since the first does it.
    """
    QueueCursor.objects.get_or_create(pk=1)
    with transaction.atomic():
        cursor = QueueCursor.objects.select_for_update(skip_locked=True).filter(pk=1).first()
        if cursor is None:
            return 0
        joined = 0
        touched = _touched_since(cursor.looked_until)
        ids = list(touched.values_list("pk", flat=True))
        for start in range(0, len(ids), _CHUNK):
            joined += _weigh(ids[start : start + _CHUNK])
        cursor.looked_until = now - _MARGIN
        cursor.save(update_fields=["looked_until"])
        return joined


def _touched_since(moment: datetime | None) -> QuerySet[Answer]:
    """Finished answers that ended, were rated, handed over or reported since `moment`."""
    answers = Answer.objects.filter(status__in=REVIEWABLE)
    if moment is None:
        return answers
    same = {"answer": OuterRef("pk"), "created_at__gte": moment}
    reported = SheetReport.objects.filter(
        reporter=OuterRef("question__asked_by"), created_at__gte=moment
    )
    return answers.filter(
        Q(finished_at__gte=moment)
        | Exists(Feedback.objects.filter(**same))
        | Exists(Handover.objects.filter(**same))
        | Exists(reported)
    )


def _weigh(answer_ids: list[UUID]) -> int:
    """Make or mend the items of these answers; a settled item stays as it is."""
    answers = Answer.objects.filter(pk__in=answer_ids).select_related("question")
    reasons = reasons_of(answers.prefetch_related("sentences", "sources"))
    items = {item.pk: item for item in ReviewItem.objects.filter(pk__in=answer_ids)}
    new = [pk for pk, found in reasons.items() if found and pk not in items]
    _open(new, Stratum.RISK, reasons, draw=None)
    for pk, item in items.items():
        kept = [each for each in item.reasons if each == RiskReason.SHEET_CHANGED]
        found = [*reasons.get(pk, []), *kept]
        if item.stage != ReviewStage.DONE and item.reasons != found:
            item.reasons = found
            item.priority = priority_of(item)
            item.save(update_fields=["reasons", "priority"])
    return len(new)


def _open(
    answer_ids: Iterable[UUID],
    stratum: Stratum,
    reasons: dict[UUID, list[str]],
    draw: WeeklyDraw | None,
) -> None:
    ids = list(answer_ids)
    counts = ReviewItem.objects.filter(stratum=stratum).aggregate(
        known=Count("pk"), chosen=Count("pk", filter=Q(is_doubled=True))
    )
    seed = draw.seed if draw else current_draw(timezone.localdate()).seed if ids else ""
    twice = doubled(seed, ids, share=settings.REVIEWS_DOUBLE_SHARE, **counts)
    items = [
        ReviewItem(
            answer_id=pk,
            stratum=stratum,
            draw=draw,
            reasons=reasons.get(pk, []),
            is_doubled=pk in twice,
        )
        for pk in ids
    ]
    for item in items:
        item.priority = priority_of(item)
    ReviewItem.objects.bulk_create(items)


def week_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def current_draw(day: date) -> WeeklyDraw:
    """The draw of the week of `day`, its seed in the trail."""
    return seed_week(week=week_of(day))


@transaction.atomic
def seed_week(*, week: date, seed: str = "") -> WeeklyDraw:
    """Give a week its seed, once, and write it into the trail; `seed` only to repeat a draw."""
    draw, is_new = WeeklyDraw.objects.get_or_create(
        week=week, defaults={"seed": seed or token_hex(16)}
    )
    if is_new:
        append_event(
            kind=EventKind.DRAW_SEEDED,
            actor_id=None,
            subject_type="weekly_draw",
            subject_id=str(draw),
            payload={"seed": draw.seed},
        )
    return draw


@transaction.atomic
def make_draw(*, week: date, now: datetime) -> WeeklyDraw:
    """Draw the answers of a past week: for each operator, the first of the seeded order.

    Already made, it changes nothing. Raises WeekNotOver.
    """
    if week + timedelta(days=7) > timezone.localdate(now):
        raise WeekNotOver
    draw = WeeklyDraw.objects.select_for_update().get(pk=seed_week(week=week).pk)
    if draw.drawn_at is not None:
        return draw
    frame = answers_of_week(week)
    draw.count = settings.REVIEWS_DRAWN_PER_WEEK
    drawn = drawn_from(frame, draw.seed, draw.count)
    draw.frame = {name: [str(pk) for pk in ids] for name, ids in frame.items()}
    draw.strata = {name: [len(ids), len(drawn[name])] for name, ids in frame.items()}
    draw.drawn_at = now
    draw.save(update_fields=["strata", "frame", "count", "drawn_at"])
    _join(draw, [pk for ids in drawn.values() for pk in ids])
    append_event(
        kind=EventKind.DRAW_MADE,
        actor_id=None,
        subject_type="weekly_draw",
        subject_id=str(draw),
        payload={
            "strata": draw.strata,
            "count": draw.count,
            "frame": frame_digest(frame),
            "drawn": sorted(str(pk) for ids in drawn.values() for pk in ids),
        },
    )
    return draw


def answers_of_week(week: date) -> dict[str, list[UUID]]:
    """The finished answers of a week by the first operator of their question ("" for none)."""
    start = timezone.make_aware(datetime.combine(week, datetime.min.time()))
    answers = Answer.objects.filter(
        status__in=REVIEWABLE, created_at__gte=start, created_at__lt=start + timedelta(days=7)
    )
    frame: dict[str, list[UUID]] = {}
    for pk, operators in answers.values_list("pk", "question__operators").order_by("pk"):
        frame.setdefault(operators[0] if operators else "", []).append(pk)
    return frame


def _join(draw: WeeklyDraw, answer_ids: list[UUID]) -> None:
    """What risk had brought already counts as drawn from now on, its reviews too."""
    known = ReviewItem.objects.filter(pk__in=answer_ids)
    known_ids = set(known.values_list("pk", flat=True))
    Review.objects.filter(answer__in=known_ids).update(stratum=Stratum.RANDOM)
    for item in known:
        item.stratum, item.draw = Stratum.RANDOM, draw
        item.priority = priority_of(item)
        item.save(update_fields=["stratum", "draw", "priority"])
    answers = Answer.objects.filter(pk__in=set(answer_ids) - known_ids).select_related("question")
    reasons = reasons_of(answers.prefetch_related("sentences", "sources"))
    _open(reasons, Stratum.RANDOM, reasons, draw)
