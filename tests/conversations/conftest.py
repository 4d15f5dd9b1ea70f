"""Fixtures of exchanges: a published sheet, prepared questions, pages on a live socket."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from channels.db import database_sync_to_async
from django.conf import settings
from django.test import Client, override_settings

from apps.accounts.models import User
from apps.answering.enums import AnswerStatus
from apps.answering.prepare import prepare
from apps.conversations.models import Answer, Conversation
from apps.conversations.services import Asked, ask
from tests.conversations.sheets import LONG_DRAFT, LONG_PASSAGE, LOST_CARD_QUESTION, publish_sheet
from tests.support.fakellm import FakeLlm
from tests.support.fakellm_fixture import fake_llm  # noqa: F401 - a fixture
from tests.support.fakellm_modes import Plan
from tests.support.liveserver import LiveServer, live_server


@pytest.fixture
def lost_card(db):
    return publish_sheet()


@pytest.fixture
def long_sheet(db):
    """The one sheet that the slow model's draft rests on."""
    return publish_sheet([("procedure", LONG_PASSAGE)], external_id="F9", title="Carte perdue")


@pytest.fixture
def asked(alice: User) -> Asked:
    """Alice's first question, its answer queued."""
    return ask_as(alice)


def ask_as(
    user: User,
    text: str = LOST_CARD_QUESTION,
    *,
    key=None,
    conversation: Conversation | None = None,
) -> Asked:
    return ask(
        user=user,
        key=key or uuid4(),
        prepared=prepare(text),
        filters={},
        conversation=conversation,
    )


def session_cookie(user: User) -> str:
    """The cookie header of a signed-in browser."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


@pytest.fixture
def server(transactional_db: None) -> Iterator[LiveServer]:
    """Pages, sockets and worker."""
    with live_server() as running:
        yield running


@pytest.fixture
def slow_model(fake_llm: FakeLlm) -> Iterator[FakeLlm]:  # noqa: F811 - the fixture above
    """A configured model that writes a long draft, one piece each fiftieth of a second."""
    fake_llm.plan = Plan(pause=0.02, text=LONG_DRAFT)
    with override_settings(
        LLM_BASE_URL=fake_llm.base_url, LLM_MODEL="fake-model", WHOLE_ANSWER_SECONDS=60.0
    ):
        yield fake_llm


@database_sync_to_async
def quiet_exchange(user: User) -> UUID:
    """An exchange in which nothing runs: its only answer was stopped."""
    asked = ask_as(user)
    Answer.objects.filter(pk=asked.answer.pk).update(status=AnswerStatus.STOPPED)
    return asked.answer.conversation_id


@database_sync_to_async
def last_answer(conversation_id: UUID) -> Answer:
    answers = Answer.objects.with_everything_shown().filter(conversation_id=conversation_id)
    return answers.order_by("-created_at")[0]


@database_sync_to_async
def stored_sentences(conversation_id: UUID) -> list[str]:
    answer = Answer.objects.filter(conversation_id=conversation_id).latest("created_at")
    return [" ".join(text.split()) for text in answer.sentences.values_list("text", flat=True)]


def drafts_written(model: FakeLlm) -> int:
    """How many drafts the model was asked for; the rewriter's small calls do not stream."""
    return sum(bool(request.data.get("stream")) for request in model.chat_requests)


cookie_of = database_sync_to_async(session_cookie)
