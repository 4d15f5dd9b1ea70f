"""The server is killed in the middle of a sentence, and started again."""

import asyncio
import time
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from channels.db import database_sync_to_async as in_database
from django.conf import settings

from apps.accounts.models import User
from apps.answering.enums import AnswerStatus
from apps.audit.enums import EventKind
from apps.audit.models import AuditEvent
from apps.conversations.models import Answer
from apps.sheets.models import Sheet
from tests.conversations.conftest import (
    cookie_of,
    drafts_written,
    last_answer,
    quiet_exchange,
    stored_sentences,
)
from tests.conversations.sheets import LOST_CARD_QUESTION
from tests.support.database import transactional
from tests.support.exchange_page import ExchangePage, sentences_in
from tests.support.fakellm import FakeLlm
from tests.support.serverprocess import ServerProcess

pytestmark = transactional
LEASE_SECONDS = 10.0


@pytest.fixture
def process(transactional_db: None, slow_model: FakeLlm) -> Iterator[ServerProcess]:
    server = ServerProcess(
        database=str(settings.DATABASES["default"]["NAME"]),
        environment={
            "LLM_BASE_URL": slow_model.base_url,
            "LLM_MODEL": "fake-model",
            "ANSWER_LEASE_SECONDS": str(LEASE_SECONDS),
        },
    )
    server.start()
    yield server
    server.stop()


async def ended(conversation_id: UUID, *, seconds: float) -> Answer:
    until = time.monotonic() + seconds
    while True:
        answer = await last_answer(conversation_id)
        if answer.is_final or time.monotonic() > until:
            return answer
        await asyncio.sleep(0.2)


async def test_a_killed_server_leaves_the_text_marked_interrupted_and_one_click_resumes(
    process: ServerProcess, slow_model: FakeLlm, long_sheet: Sheet, alice: User
) -> None:
    conversation_id = await quiet_exchange(alice)
    page = ExchangePage(process, await cookie_of(alice), conversation_id)
    await page.open()
    await page.ask(LOST_CARD_QUESTION)
    for _ in range(3):
        await page.wait_for("fs-sentence", seconds=30)
    shown = [
        sentence
        for message in page.said
        if page.step_of(message) is not None
        for sentence in sentences_in(message)
    ]
    process.kill()
    killed_at = time.monotonic()
    process.start()
    # A machine may take its time to start the server: the reaper's own time counts from there.
    due_at = max(time.monotonic(), killed_at + LEASE_SECONDS)
    answer = await ended(conversation_id, seconds=30)
    seconds = time.monotonic() - due_at

    assert answer.status == AnswerStatus.INTERRUPTED
    assert (await stored_sentences(conversation_id))[: len(shown)] == shown
    assert len(shown) >= 3
    assert seconds <= 5 + 1, "every five seconds, and the time to do it"

    await page.open()
    await page.send("resume", answer=answer.pk, seq=answer.seq)
    whole = await page.wait_for(f'id="answer-{answer.pk}"')
    assert 'data-status="interrupted"' in whole
    assert set(shown) <= set(sentences_in(whole))
    await page.send("regenerate", answer=answer.pk, key=uuid4())
    await page.wait_for('id="finished"[^>]*', seconds=60)
    await page.close()
    again = await last_answer(conversation_id)
    assert (again.number, again.status) == (answer.number + 1, AnswerStatus.ANSWERED)
    assert drafts_written(slow_model) == 2, "one for each attempt"
    assert await interruptions() == 1


async def interruptions() -> int:
    events = AuditEvent.objects.filter(kind=EventKind.ANSWER_INTERRUPTED)
    return await in_database(events.count)()
