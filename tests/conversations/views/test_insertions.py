"""Réponses types: offered on the exchange, found from the editor, inserted with their sources."""

import re

import pytest
from django.utils.timezone import localtime

from apps.answering.enums import PassageKind
from apps.audit.enums import EventKind
from apps.audit.models import AuditEvent
from apps.conversations.draft_reading import DraftReading
from apps.conversations.models import Answer, Draft
from apps.conversations.services import start_draft
from tests.conversations.test_drafts import COST as DRAFT_COST
from tests.conversations.test_drafts import make_answer
from tests.model_answers import conftest as model_answers
from tests.model_answers.conftest import COST, PLACE, QUESTION, replace_sheet

sheet, chloe, written, approved = (
    model_answers.sheet,
    model_answers.chloe,
    model_answers.written,
    model_answers.approved,
)


@pytest.fixture
def answer(alice) -> Answer:
    answer = make_answer(alice)
    answer.question.masked_text = QUESTION
    answer.question.save()
    return answer


@pytest.fixture
def draft(alice, answer) -> Draft:
    return start_draft(user=alice, answer=answer)


@pytest.fixture
def client(alice, client_of):
    return client_of(alice)


def url(draft: Draft, act: str) -> str:
    return f"/brouillons/{draft.pk}/{act}/"


def insert(client, draft, model_answer, **more):
    data = {"text": draft.text, "version": draft.version, "model_answer": model_answer.pk} | more
    return client.post(url(draft, "inserer"), data)


def reading_of(draft: Draft) -> DraftReading:
    return DraftReading(Draft.objects.with_answer().get(pk=draft.pk))


def test_its_citations_are_carried_into_the_draft(client, draft, approved) -> None:
    """C-25"""
    response = insert(client, draft, approved)
    assert response["Location"].endswith("#draft-editor")
    reading = reading_of(draft)
    assert reading.draft.text.endswith(f"## En bref\n{COST} [3]\n\n## Où et comment\n{PLACE} [4]")
    assert [(s.number, s.text) for s in reading.kept[2:]] == [(3, COST), (4, PLACE)]
    assert (reading.doubts, reading.lost) == ([], [])
    assert AuditEvent.objects.filter(kind=EventKind.MODEL_ANSWER_INSERTED).count() == 1


def test_inserted_twice_its_sources_keep_their_numbers(client, draft, approved) -> None:
    insert(client, draft, approved)
    draft.refresh_from_db()
    insert(client, draft, approved)
    draft.refresh_from_db()
    assert draft.sources.count() == 2
    assert draft.text.count("[3]") == 2


def test_it_goes_after_the_line_of_the_caret(client, draft, approved) -> None:
    insert(client, draft, approved, after_line=2)
    draft.refresh_from_db()
    lines = [line for line in draft.text.splitlines() if line]
    assert lines[:4] == ["## En bref", f"{DRAFT_COST} [1]", "## En bref", f"{COST} [3]"]


def test_a_removed_citation_is_told_as_lost_and_the_insertion_is_undone(
    client, draft, approved
) -> None:
    before = draft.text
    insert(client, draft, approved)
    draft.refresh_from_db()
    text = draft.text.replace(f"{PLACE} [4]", PLACE)
    client.post(url(draft, "enregistrer"), {"text": text, "version": draft.version})
    assert [source.number for source in reading_of(draft).lost] == [4]
    draft.refresh_from_db()
    client.post(url(draft, "restaurer"), {"number": 1, "version": draft.version})
    draft.refresh_from_db()
    assert draft.text == before
    assert reading_of(draft).lost == []


def test_a_suspended_one_is_neither_listed_nor_inserted(client, draft, approved, sheet) -> None:
    replace_sheet(sheet, [(PassageKind.COST, COST.replace("25", "30"))])
    assert client.get(url(draft, "reponses-types")).content.decode().strip() == ""
    insert(client, draft, approved)
    draft.refresh_from_db()
    assert (draft.version, draft.sources.count()) == (1, 0)


def test_the_list_of_the_editor_names_approver_and_date(client, draft, approved) -> None:
    html = client.get(url(draft, "reponses-types"), {"q": "perdue prix"}).content.decode()
    assert f'data-inserts="{approved.pk}"' in html
    assert "Carole Nguyen" in html
    assert f"{localtime(approved.approved_at):%d/%m/%Y}" in html
    assert (
        'role="option"'
        not in client.get(url(draft, "reponses-types"), {"q": "héritage"}).content.decode()
    )


def test_a_near_identical_request_is_offered_it_with_approver_and_date(
    client, answer, approved
) -> None:
    """S-08, C-25"""
    address = f"/reponses/{answer.pk}/reponses-types/"
    html = client.get(address).content.decode()
    assert approved.current.title.split(" :")[0].split("'")[0] in html
    assert "Carole Nguyen" in html
    assert f"{localtime(approved.approved_at):%d/%m/%Y}" in html
    page = client.get(f"/echanges/{answer.conversation_id}/").content.decode()
    assert f'hx-get="{address}"' in page
    response = client.post(address, {"model_answer": approved.pk})
    draft = Draft.objects.get(answer=answer)
    assert str(draft.pk) in response["Location"]
    assert f"{COST} [3]" in draft.text


def test_nothing_is_offered_for_another_request(client, answer, approved) -> None:
    answer.question.masked_text = "Quel est le montant du RSA ?"
    answer.question.save()
    assert client.get(f"/reponses/{answer.pk}/reponses-types/").content.decode().strip() == ""


def test_another_counsellor_inserts_nothing(client_of, david, draft, answer, approved) -> None:
    assert insert(client_of(david), draft, approved).status_code == 404
    assert client_of(david).get(f"/reponses/{answer.pk}/reponses-types/").status_code == 404


def test_without_script_the_page_of_model_answers_inserts(client, draft, approved) -> None:
    html = client.get("/reponses-types/", {"brouillon": draft.pk}).content.decode()
    assert f'action="{url(draft, "inserer")}"' in html
    client.post(url(draft, "inserer"), {"model_answer": approved.pk})
    draft.refresh_from_db()
    assert re.search(r"coûte 25 €\. \[3\]", draft.text)
