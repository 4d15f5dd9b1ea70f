"""The jobs of evaluation: a run, and what a model thinks of its answers."""

from uuid import UUID

from procrastinate import JobContext
from procrastinate.contrib.django import app

from apps.evaluation.models import EvaluationRun, Judging
from apps.evaluation.services import JUDGE_TASK, RUN_TASK, carry_out_judging, carry_out_run
from apps.sheets.search import warm_up


@app.task(name=RUN_TASK, pass_context=True)
def carry_out(context: JobContext, run_id: str) -> None:
    warm_up()
    run = EvaluationRun.objects.get(pk=UUID(run_id))
    carry_out_run(run=run, attempt=context.job.attempts + 1)


@app.task(name=JUDGE_TASK, pass_context=True)
def judge(context: JobContext, judging_id: str) -> None:
    judging = Judging.objects.get(pk=UUID(judging_id))
    carry_out_judging(judging=judging, attempt=context.job.attempts + 1)
