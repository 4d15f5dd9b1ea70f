"""Reads a whole draft from a scripted model and tells how it ended."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from time import monotonic

from apps.answering.enums import DegradedReason
from apps.answering.ports import DraftingFailed, DraftRequest
from apps.llm.drafter import ModelDrafter
from apps.llm.endpoints import Endpoint, LlmClocks
from apps.llm.health import Breaker
from apps.llm.runs import DraftRun
from tests.llm.requests import draft_request
from tests.support.fakellm import FakeLlm


def quick_clocks(factor: float) -> LlmClocks:
    """Clocks at a fraction, save those that a busy machine would outrun by itself."""
    return replace(LlmClocks().scaled(factor), connect=10 * factor, retry_window=5.0)


# 20 s for the first token become 1 s.
CLOCKS = quick_clocks(0.05)
REAL_CLOCKS = LlmClocks()


@dataclass(frozen=True)
class Outcome:
    text: str
    failure: DraftingFailed | None
    run: DraftRun
    seconds: float

    @property
    def reason(self) -> DegradedReason | None:
        return self.failure.reason if self.failure else None


def drafter_for(
    base_url: str,
    *models: str,
    on_run: Callable[[DraftRun], None] | None = None,
    clocks: LlmClocks = REAL_CLOCKS,
    breaker: Breaker | None = None,
    requires_finish_reason: bool = True,
) -> ModelDrafter:
    endpoint = Endpoint(
        base_url, "secret-key", models or ("fake-model",), 8_192, requires_finish_reason
    )
    return ModelDrafter(endpoint, on_run=on_run, clocks=clocks, breaker=breaker or Breaker())


async def read_draft(
    base_url: str,
    *models: str,
    request: DraftRequest | None = None,
    clocks: LlmClocks = REAL_CLOCKS,
    breaker: Breaker | None = None,
    requires_finish_reason: bool = True,
) -> Outcome:
    runs: list[DraftRun] = []
    drafter = drafter_for(
        base_url,
        *models,
        on_run=runs.append,
        clocks=clocks,
        breaker=breaker,
        requires_finish_reason=requires_finish_reason,
    )
    pieces: list[str] = []
    failure = None
    began = monotonic()
    try:
        async for piece in drafter.draft(request or draft_request()):
            pieces.append(piece)
    except DraftingFailed as error:
        failure = error
    seconds = monotonic() - began
    (run,) = runs
    return Outcome("".join(pieces), failure, run, seconds)


async def all_connections_closed(server: FakeLlm, within: float = 1.0) -> bool:
    """Whether the server sees every connection end soon after the last draft."""
    deadline = monotonic() + within
    while server.open_connections and monotonic() < deadline:
        await asyncio.sleep(0.01)
    return server.open_connections == 0
