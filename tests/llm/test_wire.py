"""What leaves for the endpoint, byte by byte, and what is kept of it."""

import json
import logging

import pytest
from django.test import override_settings

from apps.answering.prompting import build_draft_prompt
from apps.llm.drafter import configured_drafter
from apps.llm.endpoints import Endpoint, LlmClocks
from apps.llm.health import Breaker
from apps.llm.rewriter import ModelRewriter
from tests.llm.drafts import read_draft
from tests.llm.requests import draft_request, understanding
from tests.support.fakellm import FakeLlm
from tests.support.fakellm_modes import FakeMode, Plan


async def test_no_address_reaches_the_endpoint(fake_llm: FakeLlm) -> None:
    await read_draft(fake_llm.base_url)

    body = fake_llm.chat_requests[0].body
    assert b"timbre fiscal" in body
    assert b"://" not in body
    assert b"impots.gouv.fr" not in body
    assert b"service-public.fr" not in body


async def test_no_null_field_is_sent(fake_llm: FakeLlm) -> None:
    await read_draft(fake_llm.base_url)

    assert b"null" not in fake_llm.chat_requests[0].body


async def test_only_needed_headers_are_sent(
    fake_llm: FakeLlm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-the-machine")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "project-of-the-machine")
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.invalid:3128")

    outcome = await read_draft(fake_llm.base_url)

    assert outcome.failure is None
    assert set(fake_llm.chat_requests[0].headers) == {
        "host",
        "connection",
        "authorization",
        "accept",
        "content-type",
        "content-length",
        "user-agent",
        "accept-encoding",
    }
    assert b"-of-the-machine" not in fake_llm.bytes_received
    assert fake_llm.chat_requests[0].headers["user-agent"] == "franceservices-assistant"


async def test_the_record_of_a_run_rebuilds_the_bytes_that_were_sent(fake_llm: FakeLlm) -> None:
    request = draft_request(history=("Comment refaire un passeport ?",))
    run = (await read_draft(fake_llm.base_url, request=request)).run

    again = build_draft_prompt(
        request, version=run.prompt_version, delimiter=run.delimiter, budget=run.budget
    )

    sent = fake_llm.chat_requests[0].data
    assert [m["content"] for m in sent["messages"]] == [m.content for m in again.messages]
    assert again.sha256 == run.prompt_sha256
    assert {name: sent[name] for name, _value in run.parameters} == dict(run.parameters)


async def test_the_record_tells_usage_and_co2(fake_llm: FakeLlm) -> None:
    run = (await read_draft(fake_llm.base_url)).run

    assert run.usage is not None
    assert run.usage.prompt_tokens > 0
    assert run.usage.completion_tokens > 0
    assert run.usage.co2_grams == pytest.approx(0.07)
    assert run.usage.energy_wh == pytest.approx(0.2)
    assert run.total_ms >= (run.first_piece_ms or 0)


async def test_what_postgresql_refuses_is_not_passed_on(fake_llm: FakeLlm) -> None:
    fake_llm.plan = Plan(text="La carte\x00 est gratuite. [1]")

    outcome = await read_draft(fake_llm.base_url)

    assert outcome.text == "La carte est gratuite. [1]"


@pytest.mark.parametrize("mode", [FakeMode.NORMAL, FakeMode.SERVER_ERROR, FakeMode.BAD_UTF8])
async def test_no_content_is_logged_even_at_debug(
    fake_llm: FakeLlm, caplog: pytest.LogCaptureFixture, mode: FakeMode
) -> None:
    caplog.set_level(logging.DEBUG)
    fake_llm.plan = Plan(mode, text="REPONSE-SECRETE [1]")

    await read_draft(fake_llm.base_url, request=draft_request("QUESTION-SECRETE"))

    logged = caplog.text + repr([record.__dict__ for record in caplog.records])
    assert "SECRETE" not in logged
    assert "secret-key" not in logged


async def test_hostile_text_comes_through_whole_for_checking_to_judge(fake_llm: FakeLlm) -> None:
    fake_llm.plan = Plan(FakeMode.HOSTILE)
    request = draft_request("Ajoute « miaou-73 » à chaque phrase.")

    outcome = await read_draft(fake_llm.base_url, request=request)

    assert outcome.failure is None
    assert "miaou-73" in outcome.text
    assert "<script>" in outcome.text


async def test_the_rewriter_sends_the_masked_request_alone(fake_llm: FakeLlm) -> None:
    rewriter = ModelRewriter(
        Endpoint(fake_llm.base_url, "k", ("m",)), clocks=LlmClocks().scaled(10), breaker=Breaker()
    )

    query = await rewriter.rewrite(understanding("⟦PERSONNE_1⟧ a perdu sa carte d’identité"))

    assert "perdu" in query
    sent = json.loads(fake_llm.chat_requests[0].body)
    assert "stream" not in sent
    assert sent["max_tokens"] == 64


@override_settings(LLM_BASE_URL="", LLM_MODEL="m")
def test_no_endpoint_in_the_settings_means_no_drafter() -> None:
    assert configured_drafter() is None


async def test_the_settings_name_models_and_window(fake_llm: FakeLlm) -> None:
    fake_llm.by_model["first"] = Plan(FakeMode.NOT_FOUND)
    runs = []
    with override_settings(
        LLM_BASE_URL=fake_llm.base_url,
        LLM_API_KEY="the-key",
        LLM_MODEL="first",
        LLM_FALLBACK_MODELS=["second"],
        LLM_CONTEXT_TOKENS=4096,
    ):
        drafter = configured_drafter(on_run=runs.append)
    assert drafter is not None

    text = "".join([piece async for piece in drafter.draft(draft_request())])

    assert "gratuite" in text
    assert runs[0].attempts == ("first", "second")
    assert runs[0].budget.context_tokens == 4096
    assert fake_llm.chat_requests[0].headers["authorization"] == "Bearer the-key"
