"""Whether the endpoint is well: a breaker fed by real calls, and a poll. State is in memory."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from functools import cache
from time import monotonic

from apps.llm.client import open_client
from apps.llm.endpoints import (
    Endpoint,
    LlmCaps,
    LlmClocks,
    chat_endpoint,
    embeddings_endpoint,
    rerank_endpoint,
)
from apps.llm.enums import ModelState
from apps.llm.failures import Failure, failure_of

logger = logging.getLogger(__name__)

EMBEDDINGS, RERANK = "embeddings", "rerank"
_breakers: dict[str, "Breaker"] = {}


class Breaker:
    """Opens after `failures` failures within `window` seconds; then lets one call try again.

    While open, one trial passes every `probe_every` seconds: its success closes the breaker.
    """

    def __init__(
        self,
        *,
        failures: int = 5,
        window: float = 10.0,
        probe_every: float = 10.0,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._limit = failures
        self._window = window
        self._probe_every = probe_every
        self._clock = clock
        self._failed_at: deque[float] = deque(maxlen=failures)
        self._next_trial_at: float | None = None
        self._busy_until = 0.0
        self.has_succeeded = False

    @property
    def wait_seconds(self) -> float:
        """How long the endpoint still asks to be left alone; 0 when it does not say."""
        return max(self._busy_until - self._clock(), 0.0)

    @property
    def is_open(self) -> bool:
        return self._next_trial_at is not None

    def allows(self) -> bool:
        """Whether a call may be made now; when open, saying yes uses up the trial."""
        if self._next_trial_at is None:
            return True
        now = self._clock()
        if now < self._next_trial_at:
            return False
        self._next_trial_at = now + self._probe_every
        return True

    def record_success(self) -> None:
        self.has_succeeded = True
        self._failed_at.clear()
        self._next_trial_at = None
        self._busy_until = 0.0

    def record_wait(self, seconds: float | None) -> None:
        """The endpoint said when to come back (429, 503); None when it did not."""
        self._busy_until = self._clock() + seconds if seconds else 0.0

    def record_failure(self) -> None:
        now = self._clock()
        self._failed_at.append(now)
        if self.is_open:
            self._next_trial_at = now + self._probe_every
        elif len(self._failed_at) == self._limit and now - self._failed_at[0] <= self._window:
            self.open()

    def open(self) -> None:
        """Stops calls at once, whatever the count."""
        self._next_trial_at = self._clock() + self._probe_every


def breaker_of(endpoint: Endpoint) -> Breaker:
    """The breaker that all drafters of this process share for an endpoint."""
    return _breakers.setdefault(endpoint.base_url, Breaker())


def search_breaker(endpoint: Endpoint, use: str) -> Breaker:
    """That of one use by search, apart from that of drafts, though both may share an address.

    Searches are rarer than the attempts of drafts: two failures within two minutes open it.
    """
    return _breakers.setdefault(
        f"{endpoint.base_url} {use}", Breaker(failures=2, window=120.0, probe_every=30.0)
    )


def judge_breaker(endpoint: Endpoint) -> Breaker:
    """That of the model that judges: an evaluation run never cuts counsellors off their drafts.

    Three failures within five minutes open it, since each may take a minute to show.
    """
    return _breakers.setdefault(
        f"{endpoint.base_url} judge", Breaker(failures=3, window=300.0, probe_every=60.0)
    )


def search_states() -> dict[str, ModelState]:
    """What the last searches tell of the endpoints that make vectors and reorder passages."""
    endpoints = {EMBEDDINGS: embeddings_endpoint(), RERANK: rerank_endpoint()}
    return {use: _state_for(endpoint, use) for use, endpoint in endpoints.items()}


def _state_for(endpoint: Endpoint | None, use: str) -> ModelState:
    if endpoint is None:
        return ModelState.OFF
    breaker = search_breaker(endpoint, use)
    if breaker.is_open:
        return ModelState.DOWN
    return ModelState.UP if breaker.has_succeeded else ModelState.UNKNOWN


class HealthMonitor:
    """Asks the endpoint for its list of models now and then; two failures open the breaker."""

    def __init__(
        self,
        endpoint: Endpoint | None,
        *,
        clocks: LlmClocks | None = None,
        breaker: Breaker | None = None,
    ) -> None:
        self._endpoint = endpoint
        self._clocks = clocks or LlmClocks()
        self._breaker = breaker or (breaker_of(endpoint) if endpoint else Breaker())
        self._failures = 0
        self._has_polled = False
        self._has_opened = False

    @property
    def wait_seconds(self) -> float:
        """How long the endpoint still asks to be left alone; 0 when it does not say."""
        return self._breaker.wait_seconds

    @property
    def state(self) -> ModelState:
        if self._endpoint is None:
            return ModelState.OFF
        if self._breaker.is_open or self._failures:
            return ModelState.DOWN
        return ModelState.UP if self._has_polled else ModelState.UNKNOWN

    async def poll(self) -> ModelState:
        """Asks once. An endpoint that has no list of models but answers is well."""
        if self._endpoint is None:
            return ModelState.OFF
        try:
            async with (
                asyncio.timeout(self._clocks.health),
                open_client(self._endpoint, self._clocks, LlmCaps()) as client,
            ):
                await client.models.list()
            self._note_answer()
        except Exception as error:  # noqa: BLE001 - whatever an endpoint does, the poll goes on
            self._note(failure_of(error))
        self._has_polled = True
        return self.state

    def _note_answer(self) -> None:
        """Closes the breaker that the poll opened; one that drafts opened waits for a draft."""
        self._failures = 0
        if self._has_opened:
            self._breaker.record_success()
            self._has_opened = False

    def _note(self, failure: Failure) -> None:
        if failure.detail == "status 404":
            self._note_answer()
            return
        self._failures += 1
        self._breaker.record_wait(failure.retry_after)
        logger.warning("model endpoint does not answer: %s", failure.detail)
        if self._failures >= 2:
            self._has_opened = self._has_opened or not self._breaker.is_open
            self._breaker.open()

    async def run(self) -> None:
        """Polls until cancelled; for the lifespan of a process."""
        while self._endpoint is not None:
            await self.poll()
            await asyncio.sleep(self._clocks.poll_every)


@cache
def _monitor_of(endpoint: Endpoint | None) -> HealthMonitor:
    return HealthMonitor(endpoint)


def configured_monitor() -> HealthMonitor:
    """This process's monitor of the endpoint that the settings name; OFF when they name none."""
    return _monitor_of(chat_endpoint())
