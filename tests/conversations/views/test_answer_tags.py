"""Operators and themes of a question are proposed, corrected, and narrow the next search."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.answering.enums import AnswerStatus, Operator
from apps.audit.enums import EventKind
from apps.audit.models import AuditEvent
from apps.conversations.models import Answer, Question
from apps.conversations.services import Asked
from apps.sheets.models import Sheet
from tests.conversations.sheets import publish_sheet

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def client(client_of: Callable[[User], Client], alice: User) -> Client:
    return client_of(alice)


@pytest.fixture
def answer(asked: Asked) -> Answer:
    """Alice's, ended; two operators have sheets."""
    publish_sheet()
    publish_sheet(external_id="F2", title="Prime d’activité", operator=Operator.CAF)
    Sheet.objects.update(theme_id="N19810", theme="Papiers - Citoyenneté")
    Answer.objects.filter(pk=asked.answer.pk).update(status=AnswerStatus.ABSTAINED_NO_SHEET)
    Question.objects.update(operators=["ants"], themes=["Papiers - Citoyenneté"])
    asked.answer.refresh_from_db()
    return asked.answer


def test_what_was_proposed_is_shown_ticked(client: Client, answer: Answer) -> None:
    """C-02."""
    page = client.get(f"/echanges/{answer.conversation_id}/").content.decode()
    assert "France Titres (ANTS)" in page
    form = client.get(f"/reponses/{answer.pk}/etiquettes/", headers=HTMX).content.decode()
    assert "<main" not in form
    assert 'value="ants" checked' in form
    assert 'value="N19810" checked' in form


def test_a_correction_is_kept_proven_and_goes_with_the_next_question(
    client: Client, answer: Answer
) -> None:
    """C-02."""
    address = f"/reponses/{answer.pk}/etiquettes/"
    kept = client.post(address, {"operators": "caf", "themes": "N19810"}, headers=HTMX)
    assert 'name="operators" value="caf"' in kept.content.decode()
    question = Question.objects.get()
    assert question.filters == {"operator": ["caf"], "theme": ["N19810"]}
    assert (question.operators, question.themes) == (["caf"], ["Papiers - Citoyenneté"])
    event = AuditEvent.objects.get(kind=EventKind.QUESTION_TAGGED)
    assert event.payload["filters"] == question.filters
    page = client.get(f"/echanges/{answer.conversation_id}/").content.decode()
    assert 'name="themes" value="N19810"' in page
    fields = {"key": str(uuid4()), "text": "Et le délai ?", "operators": "caf", "themes": "N19810"}
    client.post(f"/echanges/{answer.conversation_id}/poser/", fields)
    following = Question.objects.get(position=2)
    assert following.filters == question.filters
    assert following.operators == ["caf"]


def test_no_tag_searches_everywhere_again(client: Client, answer: Answer) -> None:
    """C-02: tags never block."""
    address = f"/reponses/{answer.pk}/etiquettes/"
    client.post(address, {"operators": "caf"})
    response = client.post(address, {})
    assert response.status_code == 302
    assert Question.objects.get().filters == {}


def test_an_abstention_says_that_the_search_was_limited(client: Client, answer: Answer) -> None:
    address = f"/echanges/{answer.conversation_id}/"
    words = ("La recherche était limitée", "The search was limited")
    assert not any(text in client.get(address).content.decode() for text in words)
    client.post(f"/reponses/{answer.pk}/etiquettes/", {"operators": "caf"})
    assert any(text in client.get(address).content.decode() for text in words)


def test_an_unknown_tag_changes_nothing(client: Client, answer: Answer) -> None:
    for wrong in ({"operators": "nobody"}, {"themes": "N0"}):
        assert client.post(f"/reponses/{answer.pk}/etiquettes/", wrong).status_code == 200
    assert Question.objects.get().filters == {}


def test_only_the_author_corrects(
    client_of: Callable[[User], Client], david: User, answer: Answer
) -> None:
    stranger = client_of(david)
    assert stranger.get(f"/reponses/{answer.pk}/etiquettes/").status_code == 404
    assert stranger.post(f"/reponses/{answer.pk}/etiquettes/", {}).status_code == 404
