"""Retries, fall-back models and the breaker."""

import asyncio
from dataclasses import replace

import pytest

from apps.answering.enums import DegradedReason
from apps.llm.endpoints import Endpoint, LlmClocks
from apps.llm.enums import ModelState
from apps.llm.health import Breaker, HealthMonitor
from tests.llm.drafts import CLOCKS, drafter_for, read_draft
from tests.llm.requests import draft_request
from tests.support.fakellm import FakeLlm, refused_url
from tests.support.fakellm_modes import FakeMode, Plan


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


async def test_a_passing_fault_is_tried_again_and_not_seen(fake_llm: FakeLlm) -> None:
    fake_llm.script.extend([Plan(FakeMode.UNAVAILABLE), Plan(FakeMode.CUT_RESET), Plan()])

    outcome = await read_draft(fake_llm.base_url, clocks=CLOCKS)

    assert outcome.failure is None
    assert outcome.run.attempts == ("fake-model",) * 3


@pytest.mark.parametrize("mode", [FakeMode.UNAUTHORIZED, FakeMode.GARBAGE_JSON, FakeMode.HANG])
async def test_a_lasting_fault_is_not_tried_again(fake_llm: FakeLlm, mode: FakeMode) -> None:
    fake_llm.plan = Plan(mode)

    await read_draft(fake_llm.base_url, clocks=CLOCKS)

    assert len(fake_llm.chat_requests) == 1


async def test_at_most_two_retries(fake_llm: FakeLlm) -> None:
    fake_llm.plan = Plan(FakeMode.SERVER_ERROR)

    await read_draft(fake_llm.base_url, clocks=CLOCKS)

    assert len(fake_llm.chat_requests) == 3


async def test_a_short_wait_asked_for_is_respected(fake_llm: FakeLlm) -> None:
    fake_llm.script.append(Plan(FakeMode.RATE_LIMITED, retry_after=1))

    outcome = await read_draft(fake_llm.base_url, clocks=LlmClocks())

    assert outcome.failure is None
    assert 1.0 <= outcome.seconds < 3.0


async def test_a_long_wait_asked_for_is_told_at_once(fake_llm: FakeLlm) -> None:
    fake_llm.plan = Plan(FakeMode.RATE_LIMITED, retry_after=90)

    outcome = await read_draft(fake_llm.base_url, clocks=LlmClocks())

    assert outcome.failure is not None
    assert outcome.failure.retry_after == 90
    assert outcome.seconds < 1.0
    assert len(fake_llm.chat_requests) == 1


@pytest.mark.parametrize(
    "mode", [FakeMode.SERVER_ERROR, FakeMode.NOT_FOUND, FakeMode.HANG, FakeMode.GARBAGE_JSON]
)
async def test_the_fall_back_model_answers_when_the_first_does_not(
    fake_llm: FakeLlm, mode: FakeMode
) -> None:
    fake_llm.by_model["first"] = Plan(mode)
    clocks = replace(LlmClocks(), before_fallback=0.3)

    outcome = await read_draft(fake_llm.base_url, "first", "second", clocks=clocks)

    assert outcome.failure is None
    assert outcome.run.attempts == ("first", "second")
    assert outcome.run.model == "second"


async def test_a_silent_first_model_leaves_time_for_the_fall_back(fake_llm: FakeLlm) -> None:
    """The screen gives up after 8 s in all: the first model may take half of it."""
    fake_llm.by_model["first"] = Plan(FakeMode.HANG)

    outcome = await read_draft(fake_llm.base_url, "first", "second")

    assert outcome.failure is None
    assert outcome.seconds < 8


async def test_a_wrong_key_does_not_try_the_fall_back(fake_llm: FakeLlm) -> None:
    fake_llm.plan = Plan(FakeMode.UNAUTHORIZED)

    outcome = await read_draft(fake_llm.base_url, "first", "second")

    assert outcome.run.attempts == ("first",)


def test_the_breaker_opens_after_five_failures_within_ten_seconds() -> None:
    clock = Clock()
    breaker = Breaker(clock=clock)
    for _ in range(4):
        breaker.record_failure()
        clock.now += 2
    assert breaker.allows()

    breaker.record_failure()

    assert breaker.is_open
    assert not breaker.allows()


def test_five_failures_spread_over_more_time_leave_it_closed() -> None:
    clock = Clock()
    breaker = Breaker(clock=clock)
    for _ in range(20):
        breaker.record_failure()
        clock.now += 3

    assert breaker.allows()


def test_an_open_breaker_lets_one_trial_pass_every_ten_seconds() -> None:
    clock = Clock()
    breaker = Breaker(clock=clock)
    breaker.open()
    clock.now += 10

    assert [breaker.allows() for _ in range(3)] == [True, False, False]
    clock.now += 10
    assert [breaker.allows() for _ in range(2)] == [True, False]

    breaker.record_success()
    assert breaker.allows()
    assert breaker.allows()


async def test_an_open_breaker_answers_a_thousand_readers_at_once() -> None:
    breaker = Breaker()
    with refused_url() as url:
        while not breaker.is_open:
            await read_draft(url, breaker=breaker, clocks=CLOCKS)
        outcomes = await asyncio.gather(*(read_draft(url, breaker=breaker) for _ in range(1_000)))

    assert {outcome.reason for outcome in outcomes} == {DegradedReason.MODEL_DOWN}
    assert {outcome.run.attempts for outcome in outcomes} == {()}
    assert sorted(outcome.seconds for outcome in outcomes)[949] < 1.0


async def test_a_request_that_is_refused_for_itself_does_not_open_the_breaker(
    fake_llm: FakeLlm,
) -> None:
    breaker = Breaker()
    fake_llm.plan = Plan(FakeMode.BAD_REQUEST)

    for _ in range(6):
        await read_draft(fake_llm.base_url, breaker=breaker)

    assert not breaker.is_open


async def test_a_draft_given_up_for_its_silence_counts_as_a_failure(fake_llm: FakeLlm) -> None:
    """The pipeline stops waiting before the first-token clock: the breaker must learn of it."""
    breaker = Breaker(failures=1)
    fake_llm.plan = Plan(FakeMode.HANG)
    clocks = LlmClocks(given_up=0.1)
    draft = drafter_for(fake_llm.base_url, clocks=clocks, breaker=breaker).draft(draft_request())

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await anext(draft)

    assert breaker.is_open


async def test_a_draft_stopped_at_once_does_not_count_as_a_failure(fake_llm: FakeLlm) -> None:
    breaker = Breaker(failures=1)
    fake_llm.plan = Plan(FakeMode.HANG)
    draft = drafter_for(fake_llm.base_url, clocks=LlmClocks(), breaker=breaker).draft(
        draft_request()
    )

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await anext(draft)

    assert not breaker.is_open


def monitor_of(url: str, breaker: Breaker) -> HealthMonitor:
    return HealthMonitor(Endpoint(url, "k", ("m",)), clocks=CLOCKS, breaker=breaker)


async def test_the_monitor_tells_an_endpoint_that_is_up(fake_llm: FakeLlm) -> None:
    monitor = monitor_of(fake_llm.base_url, Breaker())
    assert monitor.state is ModelState.UNKNOWN

    assert await monitor.poll() is ModelState.UP


async def test_two_failed_polls_open_the_breaker() -> None:
    breaker = Breaker()
    with refused_url() as url:
        monitor = monitor_of(url, breaker)
        assert await monitor.poll() is ModelState.DOWN
        assert not breaker.is_open
        await monitor.poll()

    assert breaker.is_open


async def test_an_endpoint_without_a_list_of_models_is_up(fake_llm: FakeLlm) -> None:
    fake_llm.other_plan = Plan(FakeMode.NOT_FOUND)

    assert await monitor_of(fake_llm.base_url, Breaker()).poll() is ModelState.UP


@pytest.mark.parametrize("mode", [FakeMode.HANG, FakeMode.SERVER_ERROR, FakeMode.CUT_RESET])
async def test_the_poll_ends_whatever_the_endpoint_does(fake_llm: FakeLlm, mode: FakeMode) -> None:
    fake_llm.other_plan = Plan(mode)

    assert await monitor_of(fake_llm.base_url, Breaker()).poll() is ModelState.DOWN


async def test_no_endpoint_is_off() -> None:
    monitor = HealthMonitor(None)

    await monitor.run()

    assert monitor.state is ModelState.OFF
    assert await monitor.poll() is ModelState.OFF
