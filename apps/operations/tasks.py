"""Jobs of operations: what is past its time is removed, what a killed worker left begun again."""

from datetime import UTC, datetime

from django.conf import settings
from procrastinate import JobContext, builtin_tasks
from procrastinate.contrib.django import app

from apps.operations import services
from apps.operations.in_force import read_again

_HOURS_A_MONTH = 30 * 24


@app.periodic(cron="15 2 * * *")
@app.task(name="operations.purge_expired", queueing_lock="operations.purge_expired")
def purge(timestamp: int) -> None:
    """By the periods in force now."""
    read_again()
    services.purge_expired(now=datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="45 1 * * *")
@app.task(
    name="operations.remove_old_jobs",
    queueing_lock="operations.remove_old_jobs",
    pass_context=True,
)
async def remove_old_jobs(context: JobContext, timestamp: int) -> None:
    """Those that ended long ago, failed ones too: they name people by number."""
    await builtin_tasks.remove_old_jobs(
        context,
        max_hours=settings.RETENTION_TRACES_MONTHS * _HOURS_A_MONTH,
        remove_failed=True,
        remove_cancelled=True,
        remove_aborted=True,
    )


@app.periodic(cron="* * * * *")
@app.task(
    name="operations.take_up_jobs", queueing_lock="operations.take_up_jobs", pass_context=True
)
async def take_up_jobs(context: JobContext, timestamp: int) -> None:
    await services.take_up_jobs(manager=context.app.job_manager)
