"""Two processes for pages and one for answers, told of each other by a real Redis server."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.conf import settings

from apps.accounts.models import User
from apps.answering.enums import AnswerStatus
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
from tests.support.redisserver import redis_server
from tests.support.serverprocess import ServerProcess

pytestmark = [transactional, pytest.mark.timeout(300)]


@dataclass
class Processes:
    """As in production: pages here and there, answers made elsewhere."""

    pages: ServerProcess
    other_pages: ServerProcess
    worker: ServerProcess


@pytest.fixture
def processes(transactional_db: None, slow_model: FakeLlm) -> Iterator[Processes]:
    with redis_server() as address:
        environment = {
            "REDIS_URL": address,
            "LLM_BASE_URL": slow_model.base_url,
            "LLM_MODEL": "fake-model",
        }
        database = str(settings.DATABASES["default"]["NAME"])
        made = Processes(
            *(
                ServerProcess(
                    database=database, environment=environment | {"WORKER_IN_SERVER": has_worker}
                )
                for has_worker in ("0", "0", "1")
            )
        )
        running = (made.pages, made.other_pages, made.worker)
        for process in running:
            process.start()
        yield made
        for process in running:
            process.stop()


async def test_a_killed_page_process_loses_nothing_and_the_answer_goes_on(
    processes: Processes, slow_model: FakeLlm, long_sheet: Sheet, alice: User
) -> None:
    conversation_id = await quiet_exchange(alice)
    cookie = await cookie_of(alice)
    page = ExchangePage(processes.pages, cookie, conversation_id)
    await page.open()
    await page.ask(LOST_CARD_QUESTION)
    await page.wait_for("fs-sentence", seconds=30)
    processes.pages.kill()
    async with ExchangePage(processes.other_pages, cookie, conversation_id) as again:
        answer = await last_answer(conversation_id)
        await again.send("resume", answer=answer.pk, seq=answer.seq)
        await again.wait_for(f'id="answer-{answer.pk}"', seconds=30)
        end = await again.wait_for('id="finished"', seconds=60)
    answer = await last_answer(conversation_id)
    assert answer.status == AnswerStatus.ANSWERED
    assert sorted(sentences_in(end)) == sorted(await stored_sentences(conversation_id))
    assert drafts_written(slow_model) == 1


async def test_what_one_process_is_told_the_pages_of_another_show(
    processes: Processes, long_sheet: Sheet, alice: User
) -> None:
    conversation_id = await quiet_exchange(alice)
    cookie = await cookie_of(alice)
    async with (
        ExchangePage(processes.pages, cookie, conversation_id) as here,
        ExchangePage(processes.other_pages, cookie, conversation_id) as there,
    ):
        await here.ask(LOST_CARD_QUESTION)
        await there.wait_for("fs-sentence", seconds=30)
        answer = await last_answer(conversation_id)
        await there.send("stop", answer=answer.pk)
        await here.wait_for('id="finished"', seconds=10)
    assert (await last_answer(conversation_id)).status == AnswerStatus.STOPPED
