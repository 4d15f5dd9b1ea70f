"""Jobs of the curators: imports, recalls, publications whose date has come."""

from contextlib import closing
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from apps.curation import services
from apps.curation.models import Replay
from apps.curation.services import gaps
from apps.curation.services.reminding import remind_owners
from apps.curation.services.replaying import REPLAY_TASK, carry_out_replay
from apps.model_answers.services import suspend_overtaken
from apps.sheets.models import SheetImport
from apps.sheets.services import ImportBusy, links
from apps.sheets.services.lifecycle import RECALL_TASK, publish_due_revisions
from apps.sheets.services.visiting import Visitor

# Another import is running: wait for its end, a quarter of an hour at most.
WAIT_FOR_TURN = RetryStrategy(max_attempts=60, wait=15, retry_exceptions=[ImportBusy])


@app.task(name=services.IMPORT_TASK, retry=WAIT_FOR_TURN)
def import_sheets(import_id: str) -> None:
    services.run_import(run=SheetImport.objects.get(pk=UUID(import_id)))


@app.periodic(cron="5 * * * *")
@app.task(
    name="curation.import_official", queueing_lock="curation.import_official", retry=WAIT_FOR_TURN
)
def import_official(timestamp: int) -> None:
    """Once a day, at the hour of the settings in Paris; never while that hour is empty."""
    hour = timezone.localtime(datetime.fromtimestamp(timestamp, UTC)).hour
    if hour == settings.OFFICIAL_IMPORT_HOUR:
        services.import_official_feed()


@app.periodic(cron="* * * * *")
@app.task(name="curation.resume_imports", queueing_lock="curation.resume_imports")
def resume_imports(timestamp: int) -> None:
    services.resume_dead_imports(now=datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="30 3 * * *")
@app.task(name="curation.purge_uploads", queueing_lock="curation.purge_uploads")
def purge_uploads(timestamp: int) -> None:
    services.purge_uploads(now=datetime.fromtimestamp(timestamp, UTC))


@app.task(name=REPLAY_TASK, pass_context=True)
def replay_questions(context: JobContext, replay_id: str) -> None:
    replay = Replay.objects.select_related("revision__sheet").get(pk=replay_id)
    carry_out_replay(replay=replay, attempt=context.job.attempts + 1)


@app.task(name=RECALL_TASK)
def recall_answers(sheet_ids: list[int]) -> None:
    suspend_overtaken(sheet_ids=sheet_ids)
    services.recall_answers(sheet_ids=sheet_ids)


@app.periodic(cron="0 6 * * 1")
@app.task(name="curation.remind_owners", queueing_lock="curation.remind_owners")
def remind_of_reviews(timestamp: int) -> None:
    remind_owners()


@app.periodic(cron="* * * * *")
@app.task(name="curation.publish_due", queueing_lock="curation.publish_due")
def publish_due(timestamp: int) -> None:
    publish_due_revisions(now=datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="30 2 * * *")
@app.task(name="curation.check_links", queueing_lock="curation.check_links")
def check_links(timestamp: int) -> None:
    """Every night what is due; nothing leaves the machine unless the settings say so."""
    if settings.LINK_CHECK:
        with closing(Visitor()) as visitor:
            links.check_links(visitor=visitor)


@app.periodic(cron="*/15 * * * *")
@app.task(name="curation.gather_gaps", queueing_lock="curation.gather_gaps")
def gather_gaps(timestamp: int) -> None:
    gaps.gather_gaps()
    gaps.replay_published()
