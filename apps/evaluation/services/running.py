"""A run: asked for, carried out by a job with progress, stopped, judged."""

from collections.abc import Sequence
from dataclasses import asdict, replace

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from apps.accounts.models import User
from apps.answering.enums import DrafterName
from apps.answering.extractive import ExtractiveDrafter
from apps.answering.ports import Drafter
from apps.answering.prepare import RequestRefused
from apps.audit.enums import EventKind
from apps.audit.services import append_event
from apps.conversations.assistant import NoModelConfigured
from apps.evaluation.answers import Record
from apps.evaluation.asking import ask_all
from apps.evaluation.enums import UNFINISHED, RunStatus, Verdict
from apps.evaluation.judging import check, sentences_as_json, verdict_of
from apps.evaluation.models import EvaluationCase, EvaluationResult, EvaluationRun, EvaluationSet
from apps.evaluation.releases import release_of
from apps.evaluation.services.judging import (
    INTERRUPTED,
    request_judging,
    start_waiting,
    startable,
)
from apps.llm.drafter import ModelDrafter
from apps.llm.endpoints import chat_endpoint

RUN_TASK = "evaluation.run"
CHANGED = "Le lexique, les poids ou le modèle ont changé depuis le début : lancez une autre série."


class RunCancelled(Exception):
    """Somebody stopped the run from its page."""


@transaction.atomic
def request_run(
    *,
    evaluation_set: EvaluationSet,
    drafter: DrafterName,
    model: str = "",
    prompt_version: str = "",
    user: User | None,
    is_queued: bool = True,
    with_judge: bool = False,
) -> EvaluationRun:
    """Record what is to answer, as it is now, and queue the job, unless the caller carries it out.
    `with_judge`: a model is asked about the answers once they are there.
    Raises NoModelConfigured, NoJudgeConfigured."""
    if drafter is DrafterName.LLM and chat_endpoint() is None:
        raise NoModelConfigured
    release = release_of(drafter, model, prompt_version)
    run = EvaluationRun.objects.create(
        set=evaluation_set,
        drafter=release.drafter,
        model=release.model,
        prompt_version=release.prompt_version,
        release=asdict(release),
        fingerprint=release.fingerprint,
        total=evaluation_set.cases.count(),
        requested_by=user,
    )
    if is_queued:
        app.configure_task(RUN_TASK, allow_unknown=True).defer(run_id=str(run.pk))
    if with_judge:
        request_judging(run=run, user=user)
    append_event(
        kind=EventKind.EVALUATION_RUN_REQUESTED,
        actor_id=user.pk if user else None,
        subject_type="evaluation_run",
        subject_id=run.pk,
        payload={"set": str(evaluation_set.pk), "release": run.release},
    )
    return run


def cancel_run(*, run: EvaluationRun) -> bool:
    """Stop a run after the question under way; False when it is over already."""
    unfinished = EvaluationRun.objects.filter(pk=run.pk, status__in=UNFINISHED)
    return bool(unfinished.update(status=RunStatus.CANCELLED, finished_at=timezone.now()))


@transaction.atomic
def resume_run(*, run: EvaluationRun, user: User) -> bool:
    """Go on with a run that was stopped or failed; False when it is neither."""
    stopped = EvaluationRun.objects.filter(
        pk=run.pk, status__in=(RunStatus.CANCELLED, RunStatus.FAILED)
    )
    if not stopped.update(status=RunStatus.QUEUED, error="", finished_at=None):
        return False
    app.configure_task(RUN_TASK, allow_unknown=True).defer(run_id=str(run.pk))
    append_event(
        kind=EventKind.EVALUATION_RUN_REQUESTED,
        actor_id=user.pk,
        subject_type="evaluation_run",
        subject_id=run.pk,
        payload={"is_resumed": True},
    )
    return True


def carry_out_run(*, run: EvaluationRun, attempt: int = 1) -> None:
    """Ask every question of the set; each answer is kept as it comes, so that a run that is
    stopped, or fails, keeps what it has. `attempt` is above 1 when a worker was killed under it."""
    waiting = EvaluationRun.objects.filter(pk=run.pk, status__in=startable(attempt))
    if not waiting.update(status=RunStatus.RUNNING):
        return
    if attempt > settings.JOB_MOST_ATTEMPTS:
        _finish(run, RunStatus.FAILED, INTERRUPTED)
        return
    now = release_of(DrafterName(run.drafter), run.model, run.prompt_version)
    if now.fingerprint != run.fingerprint:
        _finish(run, RunStatus.FAILED, CHANGED)
        return
    cases = {case.external_id: case for case in run.set.cases.all()}
    questions = [case.as_question() for case in cases.values()]
    known = set(run.results.values_list("case__external_id", flat=True))

    def keep(record: Record) -> None:
        _keep_result(run, cases[record.question_id], record)

    try:
        left = [question for question in questions if question.id not in known]
        ask_all(left, drafters=_drafters(run), tell=keep)
    except RunCancelled:
        return
    except RequestRefused as refusal:
        _finish(run, RunStatus.FAILED, str(refusal.message))
        return
    except Exception:
        _finish(run, RunStatus.FAILED, "La série s’est arrêtée sur une erreur.")
        raise
    _finish(run, RunStatus.DONE, "")


@transaction.atomic
def judge_result(
    *, result: EvaluationResult, verdict: Verdict, user: User, is_blind: bool = False
) -> None:
    """A person's verdict, which stands above that of the checks. `is_blind`: what others say of
    the answer was hidden; who saw a model's opinion once is not blind to it afterwards."""
    had_seen = bool(result.human_verdict) and not result.is_blind
    result.is_blind = not had_seen and (is_blind or not result.opinions.exists())
    result.human_verdict = verdict
    result.judged_by = user
    result.save(update_fields=["human_verdict", "is_blind", "judged_by"])
    append_event(
        kind=EventKind.EVALUATION_RESULT_JUDGED,
        actor_id=user.pk,
        subject_type="evaluation_run",
        subject_id=result.run_id,
        payload={
            "case": result.case_id,
            "verdict": verdict.value,
            "is_blind": result.is_blind,
        },
    )


def _drafters(run: EvaluationRun) -> Sequence[Drafter]:
    """The drafter of the run, alone: what it cannot answer must show."""
    if run.drafter == DrafterName.EXTRACTIVE:
        return [ExtractiveDrafter()]
    endpoint = chat_endpoint()
    if endpoint is None:
        raise NoModelConfigured
    return [ModelDrafter(replace(endpoint, models=(run.model,)), prompt_version=run.prompt_version)]


def _keep_result(run: EvaluationRun, case: EvaluationCase, record: Record) -> None:
    checks = check(record, case.as_question())
    with transaction.atomic():
        running = EvaluationRun.objects.filter(pk=run.pk, status=RunStatus.RUNNING)
        if not running.select_for_update().exists():
            raise RunCancelled
        EvaluationResult.objects.create(
            run=run,
            case=case,
            status=record.status.value,
            sentences=sentences_as_json(record),
            milliseconds=record.milliseconds,
            checks=asdict(checks),
            checked_verdict=verdict_of(checks, case.as_question()),
        )
        running.update(done=run.results.count())


@transaction.atomic
def _finish(run: EvaluationRun, status: RunStatus, error: str) -> None:
    run.status, run.error = status, error
    run.finished_at = timezone.now()
    run.save(update_fields=["status", "error", "finished_at"])
    if status is RunStatus.DONE:
        start_waiting(run=run)
    append_event(
        kind=EventKind.EVALUATION_RUN_FINISHED,
        actor_id=run.requested_by_id,
        subject_type="evaluation_run",
        subject_id=run.pk,
        payload={"status": status.value, "answers": run.results.count()},
    )
