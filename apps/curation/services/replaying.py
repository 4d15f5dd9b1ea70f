"""The gate before publishing: golden questions replayed on a revision, and what follows."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from apps.accounts.models import User
from apps.answering.masking import mask
from apps.audit.enums import EventKind
from apps.audit.services import append_event, content_hash
from apps.curation.enums import ReplayStatus
from apps.curation.golden_questions import questions_touching, touched_sheets
from apps.curation.models import Replay
from apps.evaluation.answers import Record, measure
from apps.evaluation.asking import ask_all
from apps.evaluation.golden import GoldenQuestion, bare
from apps.sheets.models import SheetRevision
from apps.sheets.services.lifecycle import LifecycleRefusal, publish_revision, schedule_revision

REPLAY_TASK = "curation.replay_questions"
KEPT_FIGURES = ("n", "fact_coverage", "facts", "answered_rate", "supported_sentence_rate")


class ReplayMissing(LifecycleRefusal):
    """Golden questions touch the sheet, and were not replayed on the revision."""


class ReasonNeeded(LifecycleRefusal):
    """Golden questions fare worse with the revision: publishing it needs a written reason."""


@transaction.atomic
def request_replay(*, revision: SheetRevision, requested_by: User) -> Replay:
    """Have the golden questions of a sheet replayed on a revision by a job."""
    replay = Replay.objects.create(revision=revision, requested_by=requested_by)
    app.configure_task(REPLAY_TASK, allow_unknown=True).defer(replay_id=str(replay.pk))
    return replay


def carry_out_replay(*, replay: Replay, attempt: int = 1) -> None:
    """Answer each question with what is published, then with the revision; nothing is stored of
    it but the report. `attempt` is above 1 when a worker was killed under it."""
    if attempt > settings.JOB_MOST_ATTEMPTS:
        _fail(replay)
        return
    questions = questions_touching(replay.revision.sheet.external_id)
    Replay.objects.filter(pk=replay.pk).update(
        status=ReplayStatus.RUNNING, total=2 * len(questions), done=0
    )

    def tell(_record: Record) -> None:
        Replay.objects.filter(pk=replay.pk).update(done=F("done") + 1)

    try:
        before = ask_all(questions, tell=tell)
        after = ask_all(questions, tell=tell, candidate=replay.revision_id)
    except Exception:
        _fail(replay)
        raise
    _finish(replay, questions, before, after)


@transaction.atomic
def publish_through_gate(
    *, revision: SheetRevision, approver: User, reason: str = ""
) -> SheetRevision:
    """Publish a revision that the gate lets through, or for a reason that is kept and audited.

    Raises ReplayMissing, ReasonNeeded, and as `publish_revision`.
    """
    replay = check_gate(revision=revision, reason=reason)
    published = publish_revision(revision=revision, approver=approver)
    if replay is not None and replay.is_worse:
        replay.reason = mask(reason.strip()).text
        replay.save(update_fields=["reason"])
        append_event(
            kind=EventKind.GATE_OVERRIDDEN,
            actor_id=approver.pk,
            subject_type="sheet_revision",
            subject_id=revision.pk,
            payload={"replay": str(replay.pk), "reason_hash": content_hash(replay.reason)},
        )
    return published


def schedule_through_gate(
    *, revision: SheetRevision, approver: User, publish_at: datetime
) -> SheetRevision:
    """Approve for a later date a revision with which golden questions fare no worse.

    Raises ReplayMissing, ReasonNeeded, and as `schedule_revision`.
    """
    check_gate(revision=revision)
    return schedule_revision(revision=revision, approver=approver, publish_at=publish_at)


def check_gate(*, revision: SheetRevision, reason: str = "") -> Replay | None:
    """The replay that lets a revision through; None for a sheet that no question touches."""
    if not touched_sheets([revision.sheet.external_id]):
        return None
    replay = Replay.objects.filter(revision=revision, status=ReplayStatus.DONE).first()
    if replay is None:
        raise ReplayMissing(_("Golden questions touch this sheet: replay them first."))
    if replay.is_worse and not reason.strip():
        raise ReasonNeeded(_("Golden questions fare worse with this version: say why you publish."))
    return replay


def let_through(revisions: Iterable[SheetRevision]) -> list[SheetRevision]:
    """Those that may be published many at once: no question touches them, or none fares worse."""
    rows = list(revisions)
    touched = touched_sheets([row.sheet.external_id for row in rows])
    passed = set(
        Replay.objects.filter(
            revision__in=rows, status=ReplayStatus.DONE, is_worse=False
        ).values_list("revision", flat=True)
    )
    return [row for row in rows if row.sheet.external_id not in touched or row.pk in passed]


def _fail(replay: Replay) -> None:
    closed = {"status": ReplayStatus.FAILED, "finished_at": timezone.now()}
    Replay.objects.filter(pk=replay.pk).update(**closed)


@transaction.atomic
def _finish(
    replay: Replay,
    questions: Sequence[GoldenQuestion],
    before: Sequence[Record],
    after: Sequence[Record],
) -> None:
    figures = {"before": _figures(before, questions), "after": _figures(after, questions)}
    pairs = list(zip(questions, before, after, strict=True))
    lost = sum(not old.status.is_declined and new.status.is_declined for _, old, new in pairs)
    fall = (figures["before"]["fact_coverage"] or 0) - (figures["after"]["fact_coverage"] or 0)
    replay.status = ReplayStatus.DONE
    replay.is_worse = fall > settings.REPLAY_LARGEST_FALL or lost > settings.REPLAY_LOST_ANSWERS
    replay.report = {**figures, "lost": lost, "questions": [_compared(*pair) for pair in pairs]}
    replay.done = replay.total = 2 * len(questions)
    replay.finished_at = timezone.now()
    replay.save(update_fields=["status", "is_worse", "report", "done", "total", "finished_at"])
    append_event(
        kind=EventKind.REVISION_REPLAYED,
        actor_id=replay.requested_by_id,
        subject_type="sheet_revision",
        subject_id=replay.revision_id,
        payload={
            "replay": str(replay.pk),
            "questions": len(questions),
            "changed": len(replay.changed),
            "is_worse": replay.is_worse,
        },
    )


def _figures(records: Sequence[Record], questions: Sequence[GoldenQuestion]) -> dict[str, Any]:
    measured = measure(records, questions)
    return {name: measured[name] for name in KEPT_FIGURES}


def _compared(question: GoldenQuestion, before: Record, after: Record) -> dict[str, Any]:
    old, new = _said(question, before), _said(question, after)
    return {
        "id": question.id,
        "question": question.question,
        "before": old,
        "after": new,
        "is_changed": old != new,
    }


def _said(question: GoldenQuestion, record: Record) -> dict[str, Any]:
    text = "\n".join(sentence.text for sentence in record.sentences)
    quotes = [c.quote for sentence in record.sentences for c in sentence.citations]
    given = bare(" ".join([text, *quotes]))
    facts = [bare(fact) in given for fact in question.facts]
    return {
        "status": record.status.value,
        "text": text,
        "facts": sum(facts),
        "of": len(facts),
        "sheets": sorted(
            {c.passage.sheet_id for sentence in record.sentences for c in sentence.citations}
        ),
    }
