"""What is known of the endpoint's health, and what a page says of it."""

import asyncio
import re
from collections.abc import Iterator

import pytest
from django.test import override_settings

from apps.llm.endpoints import Endpoint, LlmClocks
from apps.llm.enums import ModelState
from apps.llm.health import Breaker, HealthMonitor, breaker_of, configured_monitor
from franceservices.lifespan import ServerLifespan
from tests.llm.drafts import drafter_for, read_draft
from tests.llm.requests import draft_request
from tests.support.fakellm import FakeLlm
from tests.support.fakellm_modes import FakeMode, Plan

CLOCKS = LlmClocks().scaled(0.1)


def monitor_of(fake_llm: FakeLlm, breaker: Breaker) -> HealthMonitor:
    return HealthMonitor(Endpoint(fake_llm.base_url, "k", ("m",)), clocks=CLOCKS, breaker=breaker)


async def test_a_poll_that_succeeds_closes_the_breaker_that_polls_opened(fake_llm: FakeLlm) -> None:
    breaker = Breaker()
    monitor = monitor_of(fake_llm, breaker)
    fake_llm.other_plan = Plan(FakeMode.SERVER_ERROR)
    await monitor.poll()
    await monitor.poll()
    assert breaker.is_open

    fake_llm.other_plan = Plan()

    assert await monitor.poll() is ModelState.UP
    assert not breaker.is_open


async def test_a_poll_leaves_open_the_breaker_that_drafts_opened(fake_llm: FakeLlm) -> None:
    breaker = Breaker()
    breaker.open()

    assert await monitor_of(fake_llm, breaker).poll() is ModelState.DOWN
    assert breaker.is_open


async def test_the_wait_that_a_busy_endpoint_names_is_known(fake_llm: FakeLlm) -> None:
    breaker = Breaker()
    fake_llm.other_plan = Plan(FakeMode.RATE_LIMITED, retry_after=30)

    monitor = monitor_of(fake_llm, breaker)
    await monitor.poll()

    assert 25 < monitor.wait_seconds <= 30


async def test_a_refused_draft_stores_the_wait_that_was_named(fake_llm: FakeLlm) -> None:
    fake_llm.plan = Plan(FakeMode.RATE_LIMITED, retry_after=40)
    breaker = Breaker()

    outcome = await read_draft(fake_llm.base_url, breaker=breaker)

    assert outcome.run.retry_after == 40
    assert breaker.wait_seconds > 35


async def test_a_good_draft_ends_the_wait(fake_llm: FakeLlm) -> None:
    breaker = Breaker()
    breaker.record_wait(30)

    async for _piece in drafter_for(fake_llm.base_url, breaker=breaker).draft(draft_request()):
        pass

    assert breaker.wait_seconds == 0


@pytest.fixture
def configured() -> Iterator[Endpoint]:
    """A model of which nothing is known yet; its address is never called."""
    address = "http://model.invalid/v1"
    with override_settings(LLM_BASE_URL=address, LLM_MODEL="m"):
        endpoint = Endpoint(address, "", ("m",))
        yield endpoint
    breaker_of(endpoint).record_success()


@pytest.mark.django_db
def test_a_page_says_that_the_model_does_not_answer(alice, client_of, configured) -> None:
    client = client_of(alice)
    words = "The model does not answer: answers are made of extracts"
    assert words not in client.get("/aide/", headers={"accept-language": "en"}).content.decode()

    breaker_of(configured).open()

    assert words in client.get("/aide/", headers={"accept-language": "en"}).content.decode()


@pytest.mark.django_db
def test_a_page_tells_the_wait(alice, client_of, configured) -> None:
    breaker_of(configured).record_wait(30)

    page = client_of(alice).get("/aide/", headers={"accept-language": "en"}).content.decode()

    assert re.search(r"The model is busy and asks to wait (30|2\d) s", page)


@pytest.mark.django_db
def test_the_state_costs_no_query(alice, client_of, configured, django_assert_num_queries) -> None:
    breaker_of(configured).open()

    with django_assert_num_queries(0):
        assert configured_monitor().state is ModelState.DOWN


def test_no_model_is_no_banner(settings) -> None:
    settings.LLM_BASE_URL = ""

    assert configured_monitor().state is ModelState.OFF


async def test_the_server_watches_the_model_while_it_lives(fake_llm: FakeLlm, settings) -> None:
    settings.LLM_BASE_URL, settings.LLM_MODEL = fake_llm.base_url, "m"
    polled = asyncio.Event()
    sent: list[str] = []

    async def receive() -> dict:
        if sent:
            while not any(each.path.endswith("/models") for each in fake_llm.requests):
                await asyncio.sleep(0.02)
            polled.set()
        return {"type": "lifespan"}

    async def send(message: dict) -> None:
        sent.append(message["type"])

    async with asyncio.timeout(20):
        await ServerLifespan(pages)({"type": "lifespan"}, receive, send)

    assert polled.is_set()
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


async def pages(scope: dict, receive: object, send: object) -> None:
    raise AssertionError("no page was asked for")
