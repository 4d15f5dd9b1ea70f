"""The whole application over a real server, real sockets and a real worker."""

from uuid import UUID

from asgiref.sync import sync_to_async

from apps.accounts.models import User
from apps.answering.enums import AnswerStatus
from apps.conversations.models import Answer
from tests.conversations.conftest import ask_as, session_cookie
from tests.conversations.sheets import LOST_CARD_QUESTION
from tests.support.database import transactional
from tests.support.exchange_page import ExchangePage, sentences_in
from tests.support.liveserver import LiveServer

pytestmark = transactional


@sync_to_async
def first_exchange(user: User) -> UUID:
    """An exchange whose first answer is stopped: nothing runs in it."""
    asked = ask_as(user)
    Answer.objects.filter(pk=asked.answer.pk).update(status=AnswerStatus.STOPPED)
    return asked.answer.conversation_id


@sync_to_async
def stored(conversation_id: UUID) -> Answer:
    answers = Answer.objects.with_everything_shown().filter(conversation_id=conversation_id)
    return answers.order_by("-created_at")[0]


async def test_a_question_brings_its_turn_then_sources_then_sentences_then_the_end(
    server: LiveServer, alice: User
) -> None:
    conversation_id = await first_exchange(alice)
    cookie = await sync_to_async(session_cookie)(alice)
    async with ExchangePage(server, cookie, conversation_id) as page:
        key = await page.ask(LOST_CARD_QUESTION)
        accepted = await page.wait_for("accepted")
        assert str(key) in accepted
        await page.wait_for("fs-sources__item")
        await page.wait_for('id="finished"')
    answer = await stored(conversation_id)
    assert answer.status == AnswerStatus.ANSWERED
    assert answer.sentences.count() > 0
    shown = sentences_in(page.said[-1])
    assert "25 €" in " ".join(shown)
