"""The job of evaluation: one run after another."""

from uuid import UUID

from procrastinate.contrib.django import app

from apps.evaluation.models import EvaluationRun
from apps.evaluation.services import RUN_TASK, carry_out_run
from apps.sheets.search import warm_up


@app.task(name=RUN_TASK)
def carry_out(run_id: str) -> None:
    warm_up()
    carry_out_run(run=EvaluationRun.objects.get(pk=UUID(run_id)))
