"""Asks a model for a whole text: a draft reworded or translated, what an answer is worth."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Protocol

from apps.answering.enums import DegradedReason
from apps.answering.ports import DraftingFailed
from apps.answering.prompting import DelimiterInData, Prompt
from apps.llm.drafter import draw_delimiter
from apps.llm.endpoints import Endpoint, LlmCaps, LlmClocks, chat_endpoint, judge_endpoint
from apps.llm.failures import Failure, InvalidAnswer, failure_of
from apps.llm.health import Breaker, breaker_of, judge_breaker
from apps.llm.streaming import ChatCall, StreamFacts, stream_pieces

logger = logging.getLogger(__name__)

_TEMPERATURE = 0.1
_JUDGE_CAPS = LlmCaps(event=64_000, answer=2_000_000, text=4_000)


class WritingTask(Protocol):
    """What is asked of a model: the messages, and how many tokens it may write."""

    @property
    def answer_tokens(self) -> int: ...

    def prompt(self, delimiter: str, context_tokens: int) -> Prompt: ...


@dataclass(frozen=True, slots=True)
class Written:
    """What a model wrote, and what is kept to tell how."""

    text: str
    model: str
    prompt_version: str
    prompt_sha256: str


class TextWriter:
    """One object serves many calls: it keeps no state."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        clocks: LlmClocks | None = None,
        caps: LlmCaps | None = None,
        breaker: Breaker | None = None,
        draw_delimiter: Callable[[], str] = draw_delimiter,
    ) -> None:
        self._endpoint = endpoint
        self._clocks = clocks or LlmClocks()
        self._caps = caps or LlmCaps()
        self._breaker = breaker or breaker_of(endpoint)
        self._draw_delimiter = draw_delimiter

    @property
    def model(self) -> str:
        """The first choice."""
        return self._endpoint.model

    async def write(self, task: WritingTask) -> Written:
        """The whole text, within the clock `text`; each model of the endpoint is tried once.

        Raises DraftingFailed, and TextTooLong before anything is sent.
        """
        prompt, delimiter = self._prompt(task)
        if not self._breaker.allows():
            raise DraftingFailed(DegradedReason.MODEL_DOWN, "breaker open")
        failure = Failure(DegradedReason.MODEL_SLOW, "timeout")
        try:
            async with asyncio.timeout(self._clocks.text):
                for model in self._endpoint.models:
                    try:
                        return await self._written(model, prompt, task, delimiter)
                    except Exception as error:  # noqa: BLE001 - whatever an endpoint does
                        failure = failure_of(error)
                        self._note(failure)
                        if not failure.may_fall_back:
                            break
        except TimeoutError:
            self._note(failure)
        logger.warning("no text by a model: %s (%s)", failure.reason, failure.detail)
        raise DraftingFailed(failure.reason, failure.detail, retry_after=failure.retry_after)

    async def _written(
        self, model: str, prompt: Prompt, task: WritingTask, delimiter: str
    ) -> Written:
        is_last = model == self._endpoint.models[-1]
        first_token = self._clocks.first_token if is_last else self._clocks.before_fallback
        call = ChatCall(
            endpoint=self._endpoint,
            model=model,
            prompt=prompt,
            max_tokens=task.answer_tokens,
            temperature=_TEMPERATURE,
            first_token=first_token,
        )
        stream = stream_pieces(call, self._clocks, self._caps, StreamFacts())
        async with aclosing(stream) as pieces:
            text = "".join([piece async for piece in pieces])
        self._breaker.record_success()
        if delimiter in text:
            raise InvalidAnswer("prompt given away")
        return Written(text, model, prompt.version, prompt.sha256)

    def _prompt(self, task: WritingTask) -> tuple[Prompt, str]:
        while True:
            delimiter = self._draw_delimiter()
            try:
                return task.prompt(delimiter, self._endpoint.context_tokens), delimiter
            except DelimiterInData:
                continue

    def _note(self, failure: Failure) -> None:
        self._breaker.record_wait(failure.retry_after)
        if failure.counts:
            self._breaker.record_failure()


def configured_writer() -> TextWriter | None:
    """A writer for the model that the settings name, or None when they name none."""
    endpoint = chat_endpoint()
    return TextWriter(endpoint) if endpoint else None


def writer_that_judges(endpoint: Endpoint, clocks: LlmClocks | None = None) -> TextWriter:
    """Under clock, caps and breaker of its own."""
    clocks = clocks or LlmClocks()
    return TextWriter(
        endpoint,
        clocks=replace(clocks, text=clocks.judge),
        caps=_JUDGE_CAPS,
        breaker=judge_breaker(endpoint),
    )


def configured_judge() -> TextWriter | None:
    """The model that judges answers, or None when the settings name none."""
    endpoint = judge_endpoint()
    return writer_that_judges(endpoint) if endpoint else None
