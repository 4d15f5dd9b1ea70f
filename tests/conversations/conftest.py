"""Fixtures of exchanges: a published sheet, prepared questions, pages on a live socket."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from apps.accounts.models import User
from apps.answering.prepare import prepare
from apps.conversations.models import Conversation
from apps.conversations.services import Asked, ask
from tests.conversations.sheets import LOST_CARD_QUESTION, publish_sheet
from tests.support.fakellm_fixture import fake_llm  # noqa: F401 - a fixture
from tests.support.liveserver import LiveServer, live_server


@pytest.fixture
def lost_card(db):
    return publish_sheet()


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
def server(transactional_db: None, lost_card: object) -> Iterator[LiveServer]:
    """Pages, sockets and worker."""
    with live_server() as running:
        yield running
