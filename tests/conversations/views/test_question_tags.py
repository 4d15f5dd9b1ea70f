"""Tags proposed while a first question is typed: read by its words, then forgotten."""

import logging
from collections.abc import Callable

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.answering.enums import Operator
from apps.audit.models import AuditEvent
from apps.conversations.models import Conversation, Question
from apps.sheets.models import Sheet
from tests.conversations.sheets import publish_sheet

pytestmark = pytest.mark.django_db
ADDRESS = "/etiquettes/"


@pytest.fixture
def client(client_of: Callable[[User], Client], alice: User) -> Client:
    publish_sheet()
    publish_sheet(external_id="F2", title="Prime d’activité", operator=Operator.CAF)
    Sheet.objects.filter(external_id="F2").update(theme_id="N19811", theme="Social - Santé")
    return client_of(alice)


def test_operators_and_themes_are_proposed_and_not_ticked(client: Client) -> None:
    """C-02."""
    page = client.post(ADDRESS, {"text": "Prime d’activité de la Caf"}).content.decode()
    assert 'name="operators" value="caf" >' in page
    assert 'name="themes" value="N19811" >' in page
    assert "Social - Santé" in page


def test_what_was_ticked_stays_ticked_whatever_is_typed_next(client: Client) -> None:
    """C-02."""
    typed = {"text": "carte d’identité", "operators": "caf", "themes": "N19811"}
    page = client.post(ADDRESS, typed).content.decode()
    assert 'value="caf" checked' in page
    assert 'value="N19811" checked' in page


def test_nothing_is_stored_nor_logged(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    """C-13, O-04."""
    events = AuditEvent.objects.count()
    with caplog.at_level(logging.DEBUG):
        client.post(ADDRESS, {"text": "Mme Zyxwv, 06 12 34 56 78, prime d’activité"})
    assert (Conversation.objects.count(), Question.objects.count()) == (0, 0)
    assert AuditEvent.objects.count() == events
    assert "Zyxwv" not in caplog.text
    assert "prime d’activité" not in caplog.text


def test_no_model_of_meaning_hears_it(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """C-13: an embedder may be a service elsewhere."""

    def refuse() -> None:
        raise AssertionError("the embedder was asked")

    monkeypatch.setattr("apps.sheets.search.retriever.current_embedder", refuse)
    assert "Caf" in client.post(ADDRESS, {"text": "Prime d’activité"}).content.decode()


@pytest.mark.parametrize("text", ["", "   ", "a" * 4_001])
def test_what_cannot_be_asked_proposes_nothing(client: Client, text: str) -> None:
    response = client.post(ADDRESS, {"text": text})
    assert (response.status_code, response.content) == (200, b"")
