"""An answer is claimed by a worker and ends: finished, stopped, or interrupted."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.answering.enums import AnswerStatus, DegradedReason, DrafterName
from apps.answering.events import Finished
from apps.audit.enums import EventKind
from apps.audit.services import append_event, content_hash
from apps.conversations.announcements import announce_now, conversation_group, progressed
from apps.conversations.enums import ANSWER_TASK, QUEUED, RUNNING
from apps.conversations.models import Answer

_FINISH_JOBS = """
SELECT procrastinate_finish_job_v1(id, 'failed', false) FROM procrastinate_jobs
 WHERE task_name = %s AND args ->> 'answer_id' = %s AND status = 'doing'
"""


@dataclass(slots=True)
class Report:
    """How an answer was made; times in milliseconds since its worker took it."""

    drafter: DrafterName | None = None
    degraded_reason: DegradedReason | None = None
    model: str = ""
    prompt_version: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    timings_ms: dict[str, int] = field(default_factory=dict)


def claim_answer(*, answer_id: UUID, owner: UUID, lease_until: datetime) -> Answer | None:
    """Take a queued answer under a lease; None when it is no longer to be made."""
    waiting = Answer.objects.filter(pk=answer_id, status=QUEUED)
    if not waiting.update(status=RUNNING, lease_owner=owner, lease_until=lease_until):
        return None
    return Answer.objects.select_related("question", "conversation__author__desk").get(pk=answer_id)


@transaction.atomic
def finish_answer(*, answer_id: UUID, owner: UUID, finished: Finished, report: Report) -> bool:
    """End an answer held by `owner`; False, and nothing changes, when the lease was lost."""
    held = Answer.objects.select_for_update().filter(
        pk=answer_id, status=RUNNING, lease_owner=owner
    )
    answer = held.first()
    if answer is None:
        return False
    reason = finished.degraded_reason or report.degraded_reason
    answer.degraded_reason = reason or ""
    answer.drafter = report.drafter or ""
    answer.model = report.model
    answer.prompt_version = report.prompt_version
    answer.parameters = report.parameters
    answer.timings_ms = report.timings_ms
    answer.outcome |= _outcome(finished)
    _end(answer, finished.status, EventKind.ANSWER_FINISHED)
    return True


@transaction.atomic
def request_stop(*, answer: Answer, user: User) -> None:
    """Ask the worker to stop; an answer that no worker has taken ends at once."""
    answer = Answer.objects.select_for_update().get(pk=answer.pk)
    if answer.is_final or answer.stop_requested_at:
        return
    answer.stop_requested_at = timezone.now()
    if answer.status == QUEUED:
        _end(answer, AnswerStatus.STOPPED, EventKind.ANSWER_STOPPED, actor=user)
        return
    answer.save(update_fields=["stop_requested_at"])
    append_event(
        kind=EventKind.ANSWER_STOPPED,
        actor_id=user.pk,
        subject_type="answer",
        subject_id=answer.pk,
    )


def interrupt_orphans() -> int:
    """End every answer whose worker is gone, keeping its firm text; returns how many."""
    orphans = list(Answer.objects.orphaned().values_list("pk", flat=True))
    return sum(_interrupt(answer_id) for answer_id in orphans)


@transaction.atomic
def _interrupt(answer_id: UUID) -> bool:
    orphans = Answer.objects.orphaned().filter(pk=answer_id)
    answer = orphans.select_for_update(skip_locked=True, of=("self",)).first()
    if answer is None:
        return False
    with connection.cursor() as cursor:
        cursor.execute(_FINISH_JOBS, [ANSWER_TASK, str(answer_id)])
    was_stopped = answer.stop_requested_at is not None
    status = AnswerStatus.STOPPED if was_stopped else AnswerStatus.INTERRUPTED
    _end(answer, status, EventKind.ANSWER_INTERRUPTED)
    return True


def _end(
    answer: Answer, status: AnswerStatus, kind: EventKind, *, actor: User | None = None
) -> None:
    """Close an answer whose row is locked; the audit event is the last statement."""
    answer.status = status
    answer.tail = ""
    answer.seq += 1
    answer.lease_until = answer.lease_owner = None
    answer.finished_at = timezone.now()
    answer.save()
    group = conversation_group(answer.conversation_id)
    transaction.on_commit(partial(announce_now, group, progressed(answer.pk, answer.seq, "")))
    text = "\n".join(answer.sentences.values_list("text", flat=True))
    append_event(
        kind=kind,
        actor_id=actor.pk if actor else None,
        subject_type="answer",
        subject_id=answer.pk,
        payload={
            "status": answer.status,
            "degraded_reason": answer.degraded_reason,
            "drafter": answer.drafter,
            "content": content_hash(text),
        },
    )


def _outcome(finished: Finished) -> dict[str, Any]:
    said = asdict(finished)
    return {name: said[name] for name in said if name not in ("status", "degraded_reason")}
