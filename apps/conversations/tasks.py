"""Jobs of the worker: make one answer; end the answers whose worker is gone."""

import asyncio
import logging
from dataclasses import asdict
from time import monotonic
from uuid import UUID, uuid4

from procrastinate.contrib.django import app

from apps.accounts.services.people import SOCKETS_TASK
from apps.answering.enums import AnswerStatus, DegradedReason
from apps.answering.events import Finished
from apps.answering.masking import MaskedText
from apps.conversations.allowances import used_up
from apps.conversations.announcements import announce, session_ended, user_group
from apps.conversations.assistant import Runs, answer_question, earlier_requests
from apps.conversations.enums import ANSWER_TASK
from apps.conversations.live import LeaseLost, LiveAnswer
from apps.conversations.models import Answer, Question
from apps.conversations.recorder import lease_until, recorder
from apps.conversations.services import (
    Report,
    claim_answer,
    finish_answer,
    interrupt_orphans,
)
from apps.conversations.threads import db_call
from apps.llm.endpoints import chat_endpoint

logger = logging.getLogger(__name__)


@app.task(name=ANSWER_TASK)
async def make_answer(answer_id: str) -> None:
    """Make one answer, unless it was stopped or taken meanwhile."""
    owner = uuid4()
    answer = await db_call(claim_answer)(
        answer_id=UUID(answer_id), owner=owner, lease_until=lease_until()
    )
    if answer is None:
        return
    live = recorder().begin(answer, owner)
    try:
        async with recorder().recording(live):
            finished = await _followed(live)
    except LeaseLost:
        logger.warning("the lease of an answer was lost", extra={"answer": answer_id})
        return
    except asyncio.CancelledError:
        # The worker is shutting down: what is firm stays, and one click resumes.
        await asyncio.shield(_finish(live, Finished(AnswerStatus.INTERRUPTED)))
        raise
    await _finish(live, finished)


@app.periodic(cron="* * * * * */5")
@app.task(name="conversations.interrupt_orphans", queueing_lock="conversations.interrupt_orphans")
async def end_orphans(timestamp: int) -> None:
    """Every five seconds; with the lease this keeps an orphan under fifteen."""
    number = await db_call(interrupt_orphans)()
    if number:
        logger.warning("answers without a worker were interrupted", extra={"count": number})


@app.task(name=SOCKETS_TASK)
async def check_sockets(user_id: str) -> None:
    """A person was suspended or changed: each of their open pages checks what it still may."""
    await announce(user_group(UUID(user_id)), session_ended())


async def _followed(live: LiveAnswer) -> Finished:
    """How the answer ended; a failure of the pipeline ends it too, keeping the firm text."""
    question = live.answer.question
    runs = Runs()
    history = await db_call(earlier_requests)(question)
    spared = await db_call(_spared)(live.answer)
    said = answer_question(
        MaskedText.from_storage(question.masked_text),
        history,
        asker=live.answer.conversation.author,
        filters=question.filters,
        urgent_contacts=_urgent_contacts(question),
        runs=runs,
        spared=spared,
    )
    try:
        return await live.follow(said)
    except LeaseLost:
        raise
    except Exception:
        logger.exception("an answer failed", extra={"answer": str(live.answer.pk)})
        is_firm = live.has_firm_text
        return Finished(AnswerStatus.INTERRUPTED if is_firm else AnswerStatus.FAILED)
    finally:
        _note_runs(live.report, runs)


def _spared(answer: Answer) -> DegradedReason | None:
    """Why the model is left alone, when there is one to leave alone."""
    return used_up(answer.conversation.desk) if chat_endpoint() else None


def _urgent_contacts(question: Question) -> tuple[tuple[str, str], ...]:
    return tuple((number, name) for number, name in question.urgency)


def _note_runs(report: Report, runs: Runs) -> None:
    """What is needed to tell which model wrote, and to build its prompt again."""
    if not runs:
        return
    report.model = runs[-1].model
    report.prompt_version = runs[-1].prompt_version
    report.parameters["runs"] = [asdict(run) for run in runs]


async def _finish(live: LiveAnswer, finished: Finished) -> None:
    live.report.timings_ms["total"] = round((monotonic() - live.started_at) * 1000)
    await db_call(finish_answer)(
        answer_id=live.answer.pk, owner=live.owner, finished=finished, report=live.report
    )
