"""A draw made again from what was published of it, and compared with what the trail says."""

from dataclasses import dataclass
from datetime import datetime, time

from django.utils import timezone

from apps.audit.enums import EventKind
from apps.audit.models import AuditEvent
from apps.reviews.drawing import drawn_from, frame_digest
from apps.reviews.models import WeeklyDraw


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found on drawing again; `seed_event` and `draw_event` are numbers in the trail."""

    seeded_at: datetime
    is_seeded_before: bool
    is_seed_same: bool
    is_frame_same: bool
    is_result_same: bool
    seed_event: int
    draw_event: int
    answers: int
    drawn: dict[str, list[str]]

    @property
    def holds(self) -> bool:
        """Seed, answers drawn from and result are those of the trail."""
        return self.is_seed_same and self.is_frame_same and self.is_result_same


def recompute(draw: WeeklyDraw) -> Proof | None:
    """Draw a past week again; None when it was not drawn yet, or the trail does not know it."""
    events = AuditEvent.objects.filter(subject_type="weekly_draw", subject_id=str(draw))
    seeded = events.filter(kind=EventKind.DRAW_SEEDED).first()
    made = events.filter(kind=EventKind.DRAW_MADE).first()
    if seeded is None or made is None:
        return None
    told = made.payload
    drawn = drawn_from(draw.frame, seeded.payload["seed"], told["count"])
    begin = timezone.make_aware(datetime.combine(draw.week, time.min))
    return Proof(
        seeded_at=seeded.at,
        is_seeded_before=seeded.at < begin,
        is_seed_same=seeded.payload["seed"] == draw.seed,
        is_frame_same=frame_digest(draw.frame) == told["frame"],
        is_result_same=sorted(one for ids in drawn.values() for one in ids) == told["drawn"],
        seed_event=seeded.seq,
        draw_event=made.seq,
        answers=sum(map(len, draw.frame.values())),
        drawn=drawn,
    )
