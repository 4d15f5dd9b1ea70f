"""The jobs of evaluation: a run, and what a model thinks of its answers."""

from uuid import UUID

from procrastinate.contrib.django import app

from apps.evaluation.models import EvaluationRun, Judging
from apps.evaluation.services import JUDGE_TASK, RUN_TASK, carry_out_judging, carry_out_run
from apps.sheets.search import warm_up


@app.task(name=RUN_TASK)
def carry_out(run_id: str) -> None:
    warm_up()
    carry_out_run(run=EvaluationRun.objects.get(pk=UUID(run_id)))


@app.task(name=JUDGE_TASK)
def judge(judging_id: str) -> None:
    carry_out_judging(judging=Judging.objects.get(pk=UUID(judging_id)))
