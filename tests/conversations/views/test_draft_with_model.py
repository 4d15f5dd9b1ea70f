"""Draft actions through a model, over a real socket: checked again, undone, never in the way."""

from collections.abc import Iterator

import pytest
from django.test import override_settings

from apps.answering.enums import CheckStatus
from apps.audit.enums import EventKind
from apps.audit.models import AuditEvent
from apps.conversations.draft_reading import DraftReading
from apps.conversations.enums import DraftOrigin
from apps.conversations.handing_over import mail_file
from apps.conversations.models import Draft
from apps.conversations.services import start_draft
from apps.llm import health
from tests.conversations.test_drafts import COST, PLACE, make_answer
from tests.support.fakellm import FakeLlm, refused_url
from tests.support.fakellm_modes import FakeMode, Plan

SIMPLE = "## En bref\nLa nouvelle carte coûte 25 €. [1]"


@pytest.fixture(autouse=True)
def model(fake_llm: FakeLlm, monkeypatch) -> Iterator[FakeLlm]:
    """A configured model, and no memory of what other tests did to it."""
    monkeypatch.setattr(health, "_breakers", {})
    fake_llm.plan = Plan(text=SIMPLE)
    with override_settings(LLM_BASE_URL=fake_llm.base_url, LLM_MODEL="fake-model"):
        yield fake_llm


@pytest.fixture
def draft(alice) -> Draft:
    return start_draft(user=alice, answer=make_answer(alice))


@pytest.fixture
def client(alice, client_of):
    return client_of(alice)


def adapt(client, draft, rewriting, **more):
    data = {"text": draft.text, "version": draft.version, "rewriting": rewriting} | more
    return client.post(f"/brouillons/{draft.pk}/adapter/", data, follow=True)


def reading_of(draft: Draft) -> DraftReading:
    return DraftReading(Draft.objects.with_answer().get(pk=draft.pk))


def test_simplifying_is_offered_with_a_model_only(client, draft, settings) -> None:
    """C-16"""
    page = f"/brouillons/{draft.pk}/"
    assert 'value="simpler"' in client.get(page).content.decode()
    settings.LLM_BASE_URL = ""
    assert 'value="simpler"' not in client.get(page).content.decode()


@pytest.mark.parametrize("rewriting", ["simpler", "shorter", "steps", "email", "letter", "sms"])
def test_each_form_goes_through_the_model_and_is_undone(client, draft, model, rewriting) -> None:
    """C-16"""
    before = draft.text
    html = adapt(client, draft, rewriting).content.decode()
    assert len(model.chat_requests) == 1
    draft.refresh_from_db()
    assert (draft.version, draft.ai_model) == (2, "fake-model")
    assert draft.versions.first().origin == DraftOrigin(rewriting)
    assert "<del>" in html
    client.post(f"/brouillons/{draft.pk}/restaurer/", {"number": 1, "version": 2})
    draft.refresh_from_db()
    assert (draft.text, draft.ai_model) == (before, "")


def test_it_is_checked_again_and_lost_citations_are_flagged(client, draft, model) -> None:
    """C-16"""
    model.plan = Plan(text="## En bref\nLa nouvelle carte coûte 52 €. [1]")
    html = adapt(client, draft, "simpler").content.decode()
    reading = reading_of(draft)
    assert [doubt.check for doubt in reading.doubts] == [CheckStatus.TO_CHECK]
    assert "52" in reading.doubts[0].reasons[0]
    assert [source.number for source in reading.lost] == [2]
    assert "fs-cite--lost" in html


def test_the_text_is_marked_as_made_by_the_model(client, draft) -> None:
    """X-01"""
    adapt(client, draft, "simpler")
    reading = reading_of(draft)
    assert "intelligence artificielle" in reading.mention
    assert "model=fake-model" in mail_file(reading)[1].decode()
    event = AuditEvent.objects.get(kind=EventKind.DRAFT_REWORDED)
    assert (event.payload["model"], event.payload["prompt_version"]) == ("fake-model", "reword-1")
    assert COST not in str(event.payload)


@pytest.mark.parametrize(
    "plan",
    [
        Plan(FakeMode.UNAUTHORIZED),
        Plan(FakeMode.RATE_LIMITED, retry_after=7),
        Plan(FakeMode.SERVER_ERROR),
        Plan(FakeMode.CUT_RESET, after=3),
        Plan(FakeMode.GARBAGE_JSON),
        Plan(FakeMode.HTML),
        Plan(FakeMode.HOSTILE),
        Plan(text=SIMPLE + " Voir https://canary.example.net/"),
        Plan(text="…"),
    ],
    ids=["401", "429", "500", "cut", "garbage", "html", "hostile", "link", "nothing"],
)
def test_a_failing_model_leaves_the_draft_as_it_was_and_says_so(client, draft, model, plan) -> None:
    """C-16, C-30"""
    model.plan = plan
    html = adapt(client, draft, "simpler").content.decode()
    assert "fr-alert--warning" in html
    draft.refresh_from_db()
    assert (draft.version, draft.ai_model) == (1, "")
    assert COST in draft.text
    assert not AuditEvent.objects.filter(kind=EventKind.DRAFT_REWORDED).exists()


def test_an_endpoint_that_is_not_there_is_told(client, draft, settings) -> None:
    with refused_url() as address:
        settings.LLM_BASE_URL = address
        html = adapt(client, draft, "simpler").content.decode()
    assert "fr-alert--warning" in html
    draft.refresh_from_db()
    assert draft.version == 1


def test_what_she_typed_is_kept_even_when_the_model_fails(client, draft, model) -> None:
    model.plan = Plan(FakeMode.SERVER_ERROR)
    adapt(client, draft, "simpler", text=f"{PLACE} [2]")
    draft.refresh_from_db()
    assert draft.text == f"{PLACE} [2]"


def test_personal_data_typed_just_before_never_reaches_the_model(client, draft, model) -> None:
    """C-13"""
    adapt(client, draft, "simpler", text=f"M. Durand, 06 12 34 56 78. {COST} [1]")
    assert b"Durand" not in model.bytes_received
    assert b"06 12 34 56 78" not in model.bytes_received
