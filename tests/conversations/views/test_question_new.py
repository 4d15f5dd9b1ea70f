"""The page on which an exchange begins, with and without scripts."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.conversations.models import Answer, Conversation, Question
from tests.conversations.sheets import LOST_CARD_QUESTION

pytestmark = pytest.mark.django_db
WITH_NUMBER = "Jeanne Dupont, 06 12 34 56 78, a perdu sa carte d'identité."


@pytest.fixture
def client(client_of: Callable[[User], Client], alice: User) -> Client:
    return client_of(alice)


def test_it_shows_the_field_and_nothing_else_to_fill(client: Client) -> None:
    page = client.get("/").content.decode()
    assert 'id="question"' in page
    assert page.count(" required") == 1


def test_a_question_leads_to_its_exchange(client: Client, alice: User) -> None:
    response = client.post("/", {"key": uuid4(), "text": LOST_CARD_QUESTION})
    conversation = Conversation.objects.owned_by(alice).get()
    assert response.status_code == 302
    assert response["Location"] == f"/echanges/{conversation.pk}/"


def test_htmx_is_sent_to_the_exchange(client: Client) -> None:
    data = {"key": uuid4(), "text": LOST_CARD_QUESTION}
    response = client.post("/", data, headers={"HX-Request": "true"})
    assert response["HX-Redirect"] == f"/echanges/{Conversation.objects.get().pk}/"


def test_the_same_key_leads_to_the_same_exchange(client: Client) -> None:
    data = {"key": uuid4(), "text": LOST_CARD_QUESTION}
    first, second = client.post("/", data), client.post("/", data)
    assert first["Location"] == second["Location"]
    assert Answer.objects.count() == 1


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_personal_data_is_previewed_and_not_stored(client: Client, headers: dict[str, str]) -> None:
    data = {"key": uuid4(), "text": WITH_NUMBER}
    page = client.post("/", data, headers=headers).content.decode()
    assert 'id="preview-alert"' in page
    assert Question.objects.count() == 0
    assert Conversation.objects.count() == 0


def test_a_refusal_says_why_and_keeps_the_text(client: Client) -> None:
    text = "a" * 4_001
    page = client.post("/", {"key": uuid4(), "text": text}).content.decode()
    assert 'role="alert"' in page
    assert text in page
    assert Question.objects.count() == 0


def test_characters_that_nobody_sees_do_not_make_a_question_unreadable(client):
    data = {"key": str(uuid4()), "text": f"\x00{LOST_CARD_QUESTION}\u202e\x1b"}
    response = client.post("/", data)
    assert response.status_code == 302
    assert Question.objects.get().masked_text == LOST_CARD_QUESTION
