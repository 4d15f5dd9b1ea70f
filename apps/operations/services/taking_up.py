"""Jobs whose worker was killed are begun again, a few times."""

import logging

from django.conf import settings
from procrastinate.jobs import Status
from procrastinate.manager import JobManager

from apps.curation.services.replaying import REPLAY_TASK
from apps.evaluation.services import JUDGE_TASK, RUN_TASK
from apps.sheets.services.lifecycle import RECALL_TASK

logger = logging.getLogger(__name__)

# These go on from what was kept, or undid what they had begun. Answers and imports have leases of
# their own; what comes back by the clock needs none.
RESUMABLE = (RECALL_TASK, REPLAY_TASK, RUN_TASK, JUDGE_TASK)
# A worker says every ten seconds that it lives.
SILENCE_SECONDS = 60.0


async def take_up_jobs(*, manager: JobManager) -> None:
    """Queue again what a silent worker had under way. The attempt after `JOB_MOST_ATTEMPTS` is
    the last: in it, a job says of its row that it failed."""
    for name in RESUMABLE:
        for job in await manager.get_stalled_jobs(
            task_name=name, seconds_since_heartbeat=SILENCE_SECONDS
        ):
            logger.warning("a job lost its worker", extra={"task": name})
            if job.attempts < settings.JOB_MOST_ATTEMPTS:
                await manager.retry_job(job)
            else:
                await manager.finish_job(job, status=Status.FAILED, delete_job=False)
