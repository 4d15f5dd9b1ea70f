"""What a killed worker leaves: jobs said to be under way that nobody carries out."""

import asyncio

import pytest
from django.conf import settings
from django.db import connections
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.contrib.django.utils import connector_params

from apps.accounts.models import User
from apps.answering.enums import DrafterName
from apps.evaluation.enums import RunStatus
from apps.evaluation.models import EvaluationRun
from apps.evaluation.services import RUN_TASK, carry_out_run, import_cases, request_run
from apps.operations.services import take_up_jobs
from tests.evaluation.conftest import ROW, lines
from tests.support.database import transactional


@pytest.fixture
def run(bob: User) -> EvaluationRun:
    golden = import_cases(name="Jeu", lines=lines(ROW | {"id": "1", "history": []}), user=bob).set
    return request_run(evaluation_set=golden, drafter=DrafterName.EXTRACTIVE, user=bob)


def _kill_its_worker(run: EvaluationRun, *, silent_seconds: int, attempts: int = 0) -> None:
    """As a SIGKILL leaves it: job and row under way, a worker that says no more that it lives."""
    EvaluationRun.objects.filter(pk=run.pk).update(status=RunStatus.RUNNING)
    with connections["maintenance"].cursor() as cursor:
        cursor.execute(
            "WITH dead AS (INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - make_interval(secs => %s)) RETURNING id)"
            " UPDATE procrastinate_jobs SET status = 'doing', attempts = %s,"
            " worker_id = (SELECT id FROM dead) WHERE task_name = %s",
            [silent_seconds, attempts, RUN_TASK],
        )


def _take_up() -> ProcrastinateJob:
    async def act() -> None:
        connector = PsycopgConnector(kwargs=connector_params("maintenance"))
        async with app.with_connector(connector).open_async() as opened:
            await take_up_jobs(manager=opened.job_manager)

    asyncio.run(act())
    return ProcrastinateJob.objects.get(task_name=RUN_TASK)


@transactional
def test_a_run_whose_worker_was_killed_is_begun_again_and_ends(run: EvaluationRun) -> None:
    _kill_its_worker(run, silent_seconds=120)
    job = _take_up()
    assert (job.status, job.attempts) == ("todo", 1)
    carry_out_run(run=run)
    run.refresh_from_db()
    assert run.status == RunStatus.RUNNING, "a first attempt does not take what another has"
    carry_out_run(run=run, attempt=job.attempts + 1)
    run.refresh_from_db()
    assert (run.status, run.done) == (RunStatus.DONE, 1)


@transactional
def test_a_job_whose_worker_lives_is_left_alone(run: EvaluationRun) -> None:
    _kill_its_worker(run, silent_seconds=15)
    assert _take_up().status == "doing"


@transactional
def test_a_run_that_kills_its_worker_each_time_says_that_it_failed(run: EvaluationRun) -> None:
    _kill_its_worker(run, silent_seconds=120, attempts=settings.JOB_MOST_ATTEMPTS - 1)
    carry_out_run(run=run, attempt=_take_up().attempts + 1)
    run.refresh_from_db()
    assert (run.status, run.results.count()) == (RunStatus.FAILED, 0)
    assert "plusieurs fois" in run.error
    _kill_its_worker(run, silent_seconds=120, attempts=settings.JOB_MOST_ATTEMPTS)
    assert _take_up().status == "failed"
