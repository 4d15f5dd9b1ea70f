"""Text of internal sheets: she is warned before it comes into a draft, and may leave it out."""

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.audit.enums import EventKind
from apps.audit.models import AuditEvent
from apps.conversations.draft_reading import DraftReading
from apps.conversations.models import Answer, Draft
from apps.conversations.services import start_draft
from apps.model_answers.models import ModelAnswer
from apps.sheets.enums import Visibility
from apps.sheets.models import Sheet
from tests.conversations.test_drafts import COST, HIMSELF, PLACE, make_answer
from tests.model_answers import conftest as model_answers

sheet, written, approved = model_answers.sheet, model_answers.written, model_answers.approved


@pytest.fixture
def client(alice: User, client_of) -> Client:
    return client_of(alice)


@pytest.fixture
def answer(alice: User) -> Answer:
    """What it says of the place comes from an internal sheet."""
    Sheet.objects.create(external_id="F90002", visibility=Visibility.INTERNAL)
    return make_answer(alice)


def start(client: Client, answer: Answer, **data):
    return client.post(f"/reponses/{answer.pk}/brouillon/", data)


def test_a_warning_with_each_internal_sentence_comes_before_any_draft(client, answer) -> None:
    """A-09"""
    response = start(client, answer)
    assert response["Location"] == f"/reponses/{answer.pk}/brouillon/interne/"
    assert not Draft.objects.exists()
    html = client.get(response["Location"]).content.decode()
    assert "2 phrases de cette réponse viennent d’une fiche interne" in html
    assert "ni imprimé, ni copié, ni envoyé" in html
    assert "Où demander sa carte" in html
    assert (PLACE in html, HIMSELF in html, COST in html) == (True, True, False)
    assert not AuditEvent.objects.filter(kind=EventKind.DRAFT_STARTED).exists()


def test_by_htmx_the_browser_goes_to_the_warning_too(client, answer) -> None:
    response = client.post(f"/reponses/{answer.pk}/brouillon/", headers={"HX-Request": "true"})
    assert response["HX-Redirect"] == f"/reponses/{answer.pk}/brouillon/interne/"
    assert not Draft.objects.exists()


@pytest.mark.parametrize(("choice", "is_there"), [("without", False), ("with", True)])
def test_she_takes_the_answer_up_without_the_internal_text_or_with_it(
    client, answer, choice, is_there
) -> None:
    """A-09"""
    response = start(client, answer, internal=choice)
    draft = Draft.objects.get()
    assert response["Location"] == f"/brouillons/{draft.pk}/"
    assert (PLACE in draft.text, HIMSELF in draft.text) == (is_there, is_there)
    assert f"{COST} [1]" in draft.text


def test_a_choice_that_is_none_warns_again(client, answer) -> None:
    assert start(client, answer, internal="oui")["Location"].endswith("/brouillon/interne/")
    assert not Draft.objects.exists()


def test_a_draft_that_stands_opens_without_a_warning(client, answer) -> None:
    start(client, answer, internal="with")
    assert start(client, answer)["Location"] == f"/brouillons/{Draft.objects.get().pk}/"


def test_an_answer_without_internal_text_begins_its_draft_at_once(client, alice) -> None:
    answer = make_answer(alice)
    page = client.get(f"/reponses/{answer.pk}/brouillon/interne/")
    assert page["Location"].startswith(f"/echanges/{answer.conversation_id}/")
    assert start(client, answer)["Location"] == f"/brouillons/{Draft.objects.get().pk}/"


def test_an_answer_that_is_all_internal_is_not_offered_without_its_text(client, answer) -> None:
    Sheet.objects.create(external_id="F90001", visibility=Visibility.INTERNAL)
    html = client.get(f"/reponses/{answer.pk}/brouillon/interne/").content.decode()
    assert ('value="without"' in html, 'value="with"' in html) == (False, True)
    printed = client.post(f"/reponses/{answer.pk}/imprimer/")
    assert printed["Location"].endswith("/brouillon/interne/")
    assert not Draft.objects.exists()


def test_what_begins_a_draft_without_asking_leaves_the_internal_text_out(client, answer) -> None:
    """A-09: printing under an answer begins its draft."""
    client.post(f"/reponses/{answer.pk}/imprimer/")
    draft = Draft.objects.get()
    assert PLACE not in draft.text
    assert COST in draft.text


def test_the_warning_is_for_the_author_of_the_exchange(answer, client_of, david) -> None:
    assert client_of(david).get(f"/reponses/{answer.pk}/brouillon/interne/").status_code == 404


@pytest.fixture
def internal(approved: ModelAnswer) -> ModelAnswer:
    """An approved réponse type that quotes a sheet which is internal."""
    Sheet.objects.filter(external_id="F1344").update(visibility=Visibility.INTERNAL)
    return approved


def test_a_model_answer_that_quotes_an_internal_sheet_is_inserted_after_a_warning(
    client, alice, internal
) -> None:
    """A-09"""
    draft = start_draft(user=alice, answer=make_answer(alice))
    address = f"/brouillons/{draft.pk}/inserer/"
    sent = {"text": draft.text, "version": 1, "model_answer": internal.pk, "after_line": 2}
    html = client.post(address, sent).content.decode()
    draft.refresh_from_db()
    assert (draft.version, draft.sources.count()) == (1, 0)
    assert "cite une fiche interne" in html
    assert 'name="after_line" value="2"' in html
    client.post(address, {"model_answer": internal.pk, "after_line": 2, "with_internal": "on"})
    reading = DraftReading(Draft.objects.with_answer().get(pk=draft.pk))
    assert (reading.draft.version, reading.held_back) == (2, 2)


def test_lists_say_which_model_answers_are_internal(client, alice, internal) -> None:
    draft = start_draft(user=alice, answer=make_answer(alice))
    for address in (f"/brouillons/{draft.pk}/reponses-types/", "/reponses-types/"):
        assert ">Interne</span>" in client.get(address).content.decode()
    Sheet.objects.update(visibility=Visibility.PUBLIC)
    for address in (f"/brouillons/{draft.pk}/reponses-types/", "/reponses-types/"):
        assert ">Interne</span>" not in client.get(address).content.decode()
