"""A second language beside the French text: flagged, printed, handed over, never in its place."""

from collections.abc import Iterator

import pytest
from django.test import override_settings

from apps.audit.enums import EventKind
from apps.audit.models import AuditEvent
from apps.conversations.models import Draft, DraftTranslation, Handover
from apps.conversations.services import start_draft
from apps.llm import health
from tests.conversations.test_drafts import COST, make_answer
from tests.support.fakellm import FakeLlm
from tests.support.fakellm_modes import FakeMode, Plan

ARABIC = (
    "## باختصار\nتبلغ تكلفة البطاقة الجديدة 25 €.\n\n"
    "## أين وكيف\nيتم تقديم الطلب في البلدية.\nيأتي الشخص بنفسه."
)


@pytest.fixture(autouse=True)
def model(fake_llm: FakeLlm, monkeypatch) -> Iterator[FakeLlm]:
    monkeypatch.setattr(health, "_breakers", {})
    fake_llm.plan = Plan(text=ARABIC)
    with override_settings(LLM_BASE_URL=fake_llm.base_url, LLM_MODEL="fake-model"):
        yield fake_llm


@pytest.fixture
def draft(alice) -> Draft:
    return start_draft(user=alice, answer=make_answer(alice))


@pytest.fixture
def client(alice, client_of):
    return client_of(alice)


def translate(client, draft, language="ar", **more):
    data = {"text": draft.text, "version": draft.version, "language": language} | more
    return client.post(f"/brouillons/{draft.pk}/traduire/", data, follow=True)


def page_of(client, draft, act="") -> str:
    return client.get(f"/brouillons/{draft.pk}/{act}").content.decode()


def test_it_is_offered_with_a_model_only(client, draft, settings) -> None:
    assert 'name="language"' in page_of(client, draft)
    settings.LLM_BASE_URL = ""
    assert 'name="language"' not in page_of(client, draft)
    translate(client, draft)
    assert not DraftTranslation.objects.exists()


def test_it_stands_beside_the_french_with_language_and_direction(client, draft) -> None:
    html = translate(client, draft).content.decode()
    assert 'lang="ar" dir="rtl"' in html
    assert "البلدية" in html
    draft.refresh_from_db()
    assert COST in draft.text
    translation = DraftTranslation.objects.get()
    assert (translation.language, translation.problems) == ("ar", [])
    event = AuditEvent.objects.get(kind=EventKind.DRAFT_TRANSLATED)
    assert event.payload["prompt_version"] == "translate-1"


def test_a_changed_figure_is_flagged(client, draft, model) -> None:
    model.plan = Plan(text=ARABIC.replace("25", "52"))
    html = translate(client, draft).content.decode()
    assert "« 52 »" in html
    assert "« 25 »" in html


def test_a_flagged_translation_is_handed_over_only_once_proofread(client, draft, model) -> None:
    """C-20"""
    model.plan = Plan(text=ARABIC.replace("25", "52"))
    translate(client, draft)
    data = {"text": draft.text, "version": draft.version, "channel": "print"}
    assert client.post(f"/brouillons/{draft.pk}/remettre/", data).status_code == 422
    assert not Handover.objects.exists()
    client.post(f"/brouillons/{draft.pk}/remettre/", data | {"proofread": "on"})
    assert "52" in Handover.objects.get().translation


def test_it_is_printed_beside_the_french(client, draft) -> None:
    translate(client, draft)
    html = page_of(client, draft, "fiche/")
    assert COST in html
    assert 'lang="ar" dir="rtl"' in html
    assert html.index(COST) < html.index("البلدية")
    assert "Traduction automatique" in html or "Machine translation" in html


@pytest.mark.parametrize("channel", ["print", "copy", "eml"])
def test_the_handover_records_it_apart_from_the_french(client, draft, channel) -> None:
    translate(client, draft)
    data = {"text": draft.text, "version": draft.version, "channel": channel}
    client.post(f"/brouillons/{draft.pk}/remettre/", data)
    handover = Handover.objects.get()
    assert (handover.language, handover.translation) == (
        "ar",
        DraftTranslation.objects.get().text,
    )
    assert COST in handover.text
    assert "البلدية" not in handover.text


def test_what_is_copied_holds_both_and_says_that_a_machine_translated(client, draft) -> None:
    translate(client, draft)
    data = {"text": draft.text, "version": draft.version, "channel": "copy"}
    headers = {"Accept": "application/json"}
    given = client.post(f"/brouillons/{draft.pk}/remettre/", data, headers=headers).json()
    for text in (given["plain"], given["html"]):
        assert COST in text
        assert "البلدية" in text
        assert "Traduction automatique" in text
    assert 'dir="rtl"' in given["html"]


def test_once_the_french_changed_it_goes_out_no_more(client, draft) -> None:
    translate(client, draft)
    data = {"text": f"{draft.text} Autre.", "version": draft.version, "channel": "print"}
    client.post(f"/brouillons/{draft.pk}/remettre/", data)
    assert Handover.objects.get().translation == ""
    assert "البلدية" not in page_of(client, draft, "fiche/")
    assert "البلدية" in page_of(client, draft)


def test_it_is_removed(client, draft) -> None:
    translate(client, draft)
    client.post(f"/brouillons/{draft.pk}/traduction/retirer/")
    assert not DraftTranslation.objects.exists()
    assert AuditEvent.objects.filter(kind=EventKind.TRANSLATION_REMOVED).count() == 1


@pytest.mark.parametrize(
    "plan",
    [Plan(FakeMode.SERVER_ERROR), Plan(FakeMode.HTML), Plan(text="25 €"), Plan(FakeMode.HOSTILE)],
    ids=["500", "html", "no words", "hostile"],
)
def test_a_failing_model_is_told_and_nothing_is_kept(client, draft, model, plan) -> None:
    model.plan = plan
    html = translate(client, draft).content.decode()
    assert "fr-alert--warning" in html
    assert not DraftTranslation.objects.exists()


def test_a_language_that_is_not_offered_is_refused(client, draft, model) -> None:
    translate(client, draft, language="tlh")
    assert model.requests == []


def test_another_counsellor_translates_nothing(client_of, david, draft, model) -> None:
    assert translate(client_of(david), draft).status_code == 404
    assert model.requests == []


def test_only_masked_text_without_citation_reaches_the_model(client, draft, model) -> None:
    text = f"M. Durand vient. {COST} [1]"
    translate(client, draft, text=text)
    assert b"Durand" not in model.bytes_received
    message = model.chat_requests[0].data["messages"][1]["content"]
    assert "[1]" not in message
    assert "……………" in message
