"""The drafter that asks a model: attempts, fall-back models, and a record of each run."""

import asyncio
import logging
import random
import secrets
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from apps.answering.enums import DegradedReason, DrafterName
from apps.answering.ports import DraftingFailed, DraftRequest
from apps.answering.prompt_budget import PromptBudget
from apps.answering.prompting import (
    DRAFT_PROMPT,
    DelimiterInData,
    Prompt,
    build_draft_prompt,
)
from apps.llm.endpoints import Endpoint, LlmCaps, LlmClocks, chat_endpoint
from apps.llm.failures import Failure, failure_of
from apps.llm.health import Breaker, breaker_of
from apps.llm.runs import DraftRun, RunInProgress
from apps.llm.streaming import ChatCall, StreamFacts, stream_pieces

logger = logging.getLogger(__name__)

_ATTEMPTS = 3
_TEMPERATURE = 0.1


def draw_delimiter() -> str:
    """Sixteen random hexadecimal digits, which no text of a request can foresee."""
    return secrets.token_hex(8)


class ModelDrafter:
    """Implements the Drafter port. One object serves many drafts at once: it keeps no state.

    `on_run` is called exactly once for each call of `draft` that was read, with its record, also
    when the reader stopped early.
    """

    name = DrafterName.LLM

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        on_run: Callable[[DraftRun], None] | None = None,
        clocks: LlmClocks | None = None,
        caps: LlmCaps | None = None,
        breaker: Breaker | None = None,
        prompt_version: str = DRAFT_PROMPT,
        draw_delimiter: Callable[[], str] = draw_delimiter,
    ) -> None:
        self._endpoint = endpoint
        self._on_run = on_run
        self._clocks = clocks or LlmClocks()
        self._caps = caps or LlmCaps()
        self._breaker = breaker or breaker_of(endpoint)
        self._prompt_version = prompt_version
        self._draw_delimiter = draw_delimiter

    async def draft(self, request: DraftRequest) -> AsyncGenerator[str, None]:
        """Pieces of a draft as the model writes them. Raises DraftingFailed."""
        run = RunInProgress(PromptBudget(self._endpoint.context_tokens), _TEMPERATURE)
        try:
            if not self._breaker.allows():
                raise DraftingFailed(DegradedReason.MODEL_DOWN, "breaker open")
            run.prompt = self._prompt(request, run)
            async with aclosing(self._attempts(run)) as pieces:
                async for piece in pieces:
                    run.note_piece()
                    yield piece
            run.has_ended = True
        except DraftingFailed as failure:
            run.failure, run.retry_after = failure.reason, failure.retry_after
            logger.warning("draft by a model failed: %s (%s)", failure.reason, failure.detail)
            raise
        finally:
            self._close(run)

    def _prompt(self, request: DraftRequest, run: RunInProgress) -> Prompt:
        while True:
            run.delimiter = self._draw_delimiter()
            try:
                return build_draft_prompt(
                    request,
                    version=self._prompt_version,
                    delimiter=run.delimiter,
                    budget=run.budget,
                )
            except DelimiterInData:
                continue

    async def _attempts(self, run: RunInProgress) -> AsyncGenerator[str, None]:
        """Tries one model after another; never again once text was given."""
        while True:
            run.attempts.append(self._model_for(len(run.attempts)))
            run.facts = StreamFacts()
            call = self._call(run)
            try:
                async with aclosing(
                    stream_pieces(call, self._clocks, self._caps, run.facts)
                ) as pieces:
                    async for piece in pieces:
                        yield piece
            except Exception as error:
                failure = failure_of(error)
                self._breaker.record_wait(failure.retry_after)
                if failure.counts:
                    self._breaker.record_failure()
                pause = self._pause_before_retry(failure, run)
                if pause is None:
                    raise DraftingFailed(
                        failure.reason, failure.detail, retry_after=failure.retry_after
                    ) from error
            else:
                self._breaker.record_success()
                return
            await asyncio.sleep(pause)

    def _call(self, run: RunInProgress) -> ChatCall:
        done = len(run.attempts)
        has_fallback = done < _ATTEMPTS and self._model_for(done) != run.attempts[-1]
        first_token = self._clocks.before_fallback if has_fallback else self._clocks.first_token
        return ChatCall(
            endpoint=self._endpoint,
            model=run.attempts[-1],
            prompt=run.prompt,
            max_tokens=run.budget.answer_tokens,
            temperature=run.temperature,
            first_token=first_token,
        )

    def _model_for(self, attempt: int) -> str:
        """The first choice, then each fall-back; the last one stands for further attempts."""
        return self._endpoint.models[min(attempt, len(self._endpoint.models) - 1)]

    def _pause_before_retry(self, failure: Failure, run: RunInProgress) -> float | None:
        """Seconds until the next attempt, or None when there is to be none."""
        done = len(run.attempts)
        if run.facts.has_text or done >= _ATTEMPTS:
            return None
        if self._model_for(done) != run.attempts[-1]:
            return 0.0 if failure.may_fall_back else None
        if not failure.is_retryable:
            return None
        jitter = random.uniform(0.5, 1.5)  # noqa: S311 - spreads retries, keeps no secret
        pause = max(self._clocks.retry_pause * 2 ** (done - 1) * jitter, failure.retry_after or 0.0)
        return pause if run.elapsed + pause < self._clocks.retry_window else None

    def _close(self, run: RunInProgress) -> None:
        was_given_up = not (run.has_ended or run.failure or run.facts.has_text)
        if was_given_up and run.elapsed >= self._clocks.given_up:
            self._breaker.record_failure()
        if self._on_run is not None:
            self._on_run(run.record())


def configured_drafter(*, on_run: Callable[[DraftRun], None] | None = None) -> ModelDrafter | None:
    """A drafter for the model that the settings name, or None when they name none."""
    endpoint = chat_endpoint()
    return ModelDrafter(endpoint, on_run=on_run) if endpoint else None
