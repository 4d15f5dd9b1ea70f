"""A model is asked what it thinks of the answers of a run: requested, carried out, stopped."""

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django import app

from apps.accounts.models import User
from apps.answering.judge_prompting import JUDGE_PROMPT, JudgeTask
from apps.audit.enums import EventKind
from apps.audit.services import append_event
from apps.conversations.models import Answer
from apps.evaluation.enums import UNFINISHED, RunStatus
from apps.evaluation.judge_tasks import task_of_reviewed, tasks_of_results
from apps.evaluation.models import EvaluationResult, EvaluationRun, Judging, Opinion
from apps.evaluation.opinions import Said, ask_all
from apps.llm.endpoints import judge_endpoint
from apps.llm.writer import TextWriter, configured_judge

JUDGE_TASK = "evaluation.judge"
INTERRUPTED = "Le travail s’est interrompu plusieurs fois de suite. Ce qui était fait est gardé."
CHANGED = "Le modèle juge ou sa consigne ont changé depuis la demande : demandez un autre avis."


class NoJudgeConfigured(Exception):
    """The settings name no model that judges."""


class JudgingCancelled(Exception):
    """Somebody stopped it from the page of the run."""


@transaction.atomic
def request_judging(*, run: EvaluationRun, user: User | None) -> Judging:
    """Ask the model of the settings; its job begins once the run is over. Asked again, it goes on
    with the answers that have no opinion yet. Raises NoJudgeConfigured."""
    endpoint = judge_endpoint()
    if endpoint is None:
        raise NoJudgeConfigured
    # Held until the end, so that a run that ends meanwhile finds this request.
    run = EvaluationRun.objects.select_for_update().get(pk=run.pk)
    judging, _is_new = Judging.objects.get_or_create(
        run=run,
        model=endpoint.model,
        prompt_version=JUDGE_PROMPT,
        defaults={"requested_by": user},
    )
    if judging.status == RunStatus.RUNNING:
        return judging
    judging.opinions.exclude(reason="").delete()
    judging.status, judging.error, judging.finished_at = RunStatus.QUEUED, "", None
    judging.save(update_fields=["status", "error", "finished_at"])
    if run.is_over:
        _queue(judging)
    append_event(
        kind=EventKind.JUDGING_REQUESTED,
        actor_id=user.pk if user else None,
        subject_type="evaluation_run",
        subject_id=run.pk,
        payload={"model": judging.model, "prompt_version": judging.prompt_version},
    )
    return judging


def start_waiting(*, run: EvaluationRun) -> None:
    """Queue what was requested before the run was over; within the transaction that ends it."""
    for judging in run.judgings.filter(status=RunStatus.QUEUED):
        _queue(judging)


def cancel_judging(*, judging: Judging) -> bool:
    """Stop after the answer under way; False when it is over already."""
    unfinished = Judging.objects.filter(pk=judging.pk, status__in=UNFINISHED)
    return bool(unfinished.update(status=RunStatus.CANCELLED, finished_at=timezone.now()))


def startable(attempt: int) -> Sequence[RunStatus]:
    """The states from which a job may begin; after the first attempt its row says it is running."""
    return (RunStatus.QUEUED,) if attempt == 1 else UNFINISHED


def carry_out_judging(
    *, judging: Judging, writer: TextWriter | None = None, attempt: int = 1
) -> None:
    """Ask about each answer; every opinion is kept as it comes, and so is every refusal to give
    one. `writer` stands in for the model of the settings; `attempt` is as in `carry_out_run`."""
    waiting = Judging.objects.filter(pk=judging.pk, status__in=startable(attempt))
    if not waiting.update(status=RunStatus.RUNNING):
        return
    if attempt > settings.JOB_MOST_ATTEMPTS:
        _finish(judging, RunStatus.FAILED, INTERRUPTED)
        return
    endpoint = judge_endpoint()
    known = (endpoint.model if endpoint else "", JUDGE_PROMPT)
    writer = writer or configured_judge()
    if writer is None or known != (judging.model, judging.prompt_version):
        _finish(judging, RunStatus.FAILED, CHANGED)
        return
    try:
        _ask(judging, writer)
    except JudgingCancelled:
        return
    except Exception:
        _finish(judging, RunStatus.FAILED, "Le modèle juge s’est arrêté sur une erreur.")
        raise
    _finish(judging, RunStatus.DONE, "")


def _ask(judging: Judging, writer: TextWriter) -> None:
    results, answers = _results_left(judging), _reviewed_left(judging)
    about: list[EvaluationResult | Answer] = [*results, *answers]
    tasks: list[JudgeTask] = [*tasks_of_results(results), *map(task_of_reviewed, answers)]
    total = judging.opinions.count() + len(tasks)
    Judging.objects.filter(pk=judging.pk).update(total=total)

    def keep(place: int, said: Said) -> None:
        _keep_opinion(judging, about[place], said)

    ask_all(tasks, writer, keep)


def _results_left(judging: Judging) -> list[EvaluationResult]:
    results = judging.run.results.select_related("case")
    return list(results.exclude(opinions__judging=judging).order_by("pk"))


def _reviewed_left(judging: Judging) -> list[Answer]:
    """Answers that golden questions of the set were made of, of which this model has not said
    what it thinks, in this run or another."""
    known = Opinion.objects.filter(
        ~Q(verdict="") | Q(judging=judging),
        judging__model=judging.model,
        judging__prompt_version=judging.prompt_version,
        answer__isnull=False,
    )
    cases = judging.run.set.cases.filter(answer__isnull=False)
    answers = Answer.objects.filter(pk__in=cases.values("answer"))
    return list(answers.exclude(pk__in=known.values("answer")).order_by("pk"))


def _keep_opinion(judging: Judging, about: EvaluationResult | Answer, said: Said) -> None:
    with transaction.atomic():
        running = Judging.objects.filter(pk=judging.pk, status=RunStatus.RUNNING)
        if not running.select_for_update().exists():
            raise JudgingCancelled
        Opinion.objects.create(
            judging=judging,
            result=about if isinstance(about, EvaluationResult) else None,
            answer=about if isinstance(about, Answer) else None,
            prompt_sha256=said.prompt_sha256,
            reason=said.reason or "",
            verdict=said.grades.verdict if said.grades else "",
            **(said.grades.scores if said.grades else {}),
        )
        running.update(done=judging.opinions.count())


def _queue(judging: Judging) -> None:
    app.configure_task(JUDGE_TASK, allow_unknown=True).defer(judging_id=str(judging.pk))


@transaction.atomic
def _finish(judging: Judging, status: RunStatus, error: str) -> None:
    judging.status, judging.error = status, error
    judging.finished_at = timezone.now()
    judging.save(update_fields=["status", "error", "finished_at"])
    append_event(
        kind=EventKind.JUDGING_FINISHED,
        actor_id=judging.requested_by_id,
        subject_type="evaluation_run",
        subject_id=judging.run_id,
        payload={
            "model": judging.model,
            "status": status.value,
            "opinions": judging.opinions.exclude(verdict="").count(),
            "not_judged": judging.opinions.filter(verdict="").count(),
        },
    )
