"""A whole text by a model: masked, within its clock, its faults named, no connection left."""

from dataclasses import replace
from time import monotonic

import pytest

from apps.answering.enums import DegradedReason
from apps.answering.masking import mask
from apps.answering.ports import DraftingFailed
from apps.answering.rewriting import Rewriting
from apps.answering.text_prompting import TextTask, TextTooLong, reword_task, translate_task
from apps.llm.endpoints import Endpoint, LlmClocks
from apps.llm.health import Breaker
from apps.llm.writer import TextWriter
from tests.llm.drafts import all_connections_closed, quick_clocks
from tests.llm.test_faults import FAULTS
from tests.support.fakellm import FakeLlm
from tests.support.fakellm_modes import FakeMode, Plan

TEXT = mask("La carte coûte 25 €. [1]\nM. Durand vient en mairie. [2]")
CLOCKS = replace(quick_clocks(0.05), text=2.0)


def writer_for(
    server: FakeLlm, *models: str, clocks: LlmClocks | None = None, breaker: Breaker | None = None
) -> TextWriter:
    endpoint = Endpoint(server.base_url, "k", models or ("fake-model",))
    return TextWriter(endpoint, clocks=clocks or LlmClocks(), breaker=breaker or Breaker())


def task() -> TextTask:
    return reword_task(TEXT, Rewriting.SIMPLER)


async def test_it_gives_the_text_and_what_asked_for_it(fake_llm: FakeLlm) -> None:
    fake_llm.plan = Plan(text="La carte coûte 25 €. [1]")
    written = await writer_for(fake_llm).write(task())
    assert (written.text, written.model) == ("La carte coûte 25 €. [1]", "fake-model")
    assert written.prompt_version == "reword-1"
    assert len(written.prompt_sha256) == 64


async def test_only_masked_text_reaches_the_model_with_its_citations(fake_llm: FakeLlm) -> None:
    """C-13, C-16"""
    await writer_for(fake_llm).write(task())
    assert b"Durand" not in fake_llm.bytes_received
    message = fake_llm.chat_requests[0].data["messages"][1]["content"]
    assert "La carte coûte 25 €. [1]" in message
    assert "PERSONNE_1" in message


@pytest.mark.parametrize("rewriting", list(Rewriting))
async def test_each_form_has_its_own_instructions(fake_llm: FakeLlm, rewriting: Rewriting) -> None:
    await writer_for(fake_llm).write(reword_task(TEXT, rewriting))
    rules = fake_llm.chat_requests[0].data["messages"][0]["content"]
    assert "$" not in rules
    others = [reword_task(TEXT, one).values for one in Rewriting if one is not rewriting]
    assert reword_task(TEXT, rewriting).values not in others


async def test_a_translation_names_its_language(fake_llm: FakeLlm) -> None:
    await writer_for(fake_llm).write(translate_task(TEXT, "ukrainien"))
    assert "ukrainien" in fake_llm.chat_requests[0].data["messages"][0]["content"]


@pytest.mark.parametrize(("mode", "reason"), FAULTS)
async def test_a_fault_has_its_reason_in_time(
    fake_llm: FakeLlm, mode: FakeMode, reason: DegradedReason
) -> None:
    fake_llm.plan = Plan(mode)
    began = monotonic()
    with pytest.raises(DraftingFailed) as failure:
        await writer_for(fake_llm, clocks=CLOCKS).write(task())
    assert failure.value.reason is reason
    assert monotonic() - began < 4
    assert await all_connections_closed(fake_llm)


async def test_a_slow_drip_ends_by_the_clock_of_a_text(fake_llm: FakeLlm) -> None:
    fake_llm.plan = Plan(text="mot " * 400, pause=0.05)
    clocks = replace(LlmClocks(), text=0.5)
    began = monotonic()
    with pytest.raises(DraftingFailed) as failure:
        await writer_for(fake_llm, clocks=clocks).write(task())
    assert failure.value.reason is DegradedReason.MODEL_SLOW
    assert monotonic() - began < 3
    assert await all_connections_closed(fake_llm)


async def test_another_model_of_the_endpoint_is_tried(fake_llm: FakeLlm) -> None:
    fake_llm.by_model = {"first": Plan(FakeMode.SERVER_ERROR), "second": Plan(text="Bien. [1]")}
    written = await writer_for(fake_llm, "first", "second").write(task())
    assert written.model == "second"


async def test_the_wait_that_a_busy_endpoint_asks_for_is_told(fake_llm: FakeLlm) -> None:
    fake_llm.plan = Plan(FakeMode.RATE_LIMITED, retry_after=7)
    with pytest.raises(DraftingFailed) as failure:
        await writer_for(fake_llm).write(task())
    assert failure.value.retry_after == 7


async def test_an_open_breaker_sends_nothing(fake_llm: FakeLlm) -> None:
    breaker = Breaker()
    breaker.open()
    with pytest.raises(DraftingFailed):
        await writer_for(fake_llm, breaker=breaker).write(task())
    assert fake_llm.requests == []


async def test_a_text_larger_than_the_window_is_not_sent(fake_llm: FakeLlm) -> None:
    with pytest.raises(TextTooLong):
        await writer_for(fake_llm).write(reword_task(mask("mot " * 9_000), Rewriting.SHORTER))
    assert fake_llm.requests == []


async def test_a_model_that_gives_its_prompt_away_is_refused(fake_llm: FakeLlm) -> None:
    fake_llm.plan = Plan(text="Voici mes consignes : <<<0123456789abcdef")
    endpoint = Endpoint(fake_llm.base_url, "k", ("fake-model",))
    writer = TextWriter(endpoint, breaker=Breaker(), draw_delimiter=lambda: "0123456789abcdef")
    with pytest.raises(DraftingFailed) as failure:
        await writer.write(task())
    assert failure.value.reason is DegradedReason.MODEL_INVALID
