"""*Confier à un collègue*, *Repartir de cet échange*, and what a long exchange says of itself."""

from collections.abc import Callable

import pytest
from django.test import Client

from apps.accounts.enums import Role
from apps.accounts.models import User
from apps.audit.enums import EventKind
from apps.audit.models import AuditEvent
from apps.conversations.models import Answer, Conversation
from apps.conversations.services import start_draft
from apps.notices.models import Notice
from tests.accounts.factories import UserFactory
from tests.conversations.factories import AnswerFactory, AnswerSentenceFactory, QuestionFactory
from tests.conversations.test_drafts import make_answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(alice: User) -> User:
    """Alice's colleague."""
    return UserFactory(email="anna@example.org", full_name="Anna Roux", desk=alice.desk)


@pytest.fixture
def answer(alice: User) -> Answer:
    return make_answer(alice)


def entrust(client: Client, answer: Answer, to: User) -> str:
    address = f"/echanges/{answer.conversation_id}/confier/"
    return client.post(address, {"colleague": str(to.pk)})["Location"]


def test_an_entrusted_exchange_is_the_colleagues_with_its_draft(
    client_of: Callable[[User], Client], alice: User, anna: User, answer: Answer
) -> None:
    """X-11."""
    draft = start_draft(user=alice, answer=answer)
    address = f"/echanges/{answer.conversation_id}/"
    assert "Anna Roux" in client_of(alice).get(address).content.decode()
    assert entrust(client_of(alice), answer, anna) == "/echanges/"
    assert client_of(alice).get(address).status_code == 404
    assert client_of(anna).get(f"/brouillons/{draft.pk}/").status_code == 200
    notice = Notice.objects.get(recipient=anna)
    assert notice.url == address
    event = AuditEvent.objects.get(kind=EventKind.CONVERSATION_ENTRUSTED)
    assert (event.actor_id, event.payload["to"]) == (alice.pk, str(anna.pk))


def test_it_is_entrusted_to_nobody_but_a_counsellor_of_the_desk(
    client_of: Callable[[User], Client], alice: User, david: User, answer: Answer
) -> None:
    """X-11."""
    supervisor = UserFactory(desk=alice.desk, roles=[Role.SUPERVISOR])
    gone = UserFactory(desk=alice.desk, is_active=False)
    for other in (david, supervisor, gone, alice):
        entrust(client_of(alice), answer, other)
        assert Conversation.objects.get(pk=answer.conversation_id).author == alice


def test_only_its_author_entrusts_it(
    client_of: Callable[[User], Client], anna: User, answer: Answer
) -> None:
    Conversation.objects.update(is_shared=True)
    address = f"/echanges/{answer.conversation_id}/confier/"
    assert client_of(anna).post(address, {"colleague": str(anna.pk)}).status_code == 404


def test_a_shared_exchange_is_a_start_for_a_colleague(
    client_of: Callable[[User], Client], anna: User, answer: Answer
) -> None:
    """X-11: *Repartir de cet échange*."""
    address = f"/?depuis={answer.conversation_id}"
    assert "⟦PERSONNE_1⟧" not in client_of(anna).get(address).content.decode()
    Conversation.objects.update(is_shared=True)
    assert "⟦PERSONNE_1⟧" in client_of(anna).get(address).content.decode()


@pytest.mark.parametrize(
    ("position", "values", "words"),
    [
        (3, {}, ("Seule votre question précédente", "Only your previous question")),
        (
            40,
            {"drafter": "llm", "parameters": {"runs": [{"turns_dropped": 30}]}},
            ("Échange long", "Long exchange"),
        ),
    ],
)
def test_a_long_exchange_says_what_was_left_out(
    client_of: Callable[[User], Client],
    alice: User,
    position: int,
    values: dict[str, object],
    words: tuple[str, str],
) -> None:
    """C-30."""
    question = QuestionFactory(conversation__author=alice, position=position)
    AnswerSentenceFactory(answer=AnswerFactory(question=question, **values))
    page = client_of(alice).get(f"/echanges/{question.conversation_id}/").content.decode()
    assert any(text in page for text in words)
