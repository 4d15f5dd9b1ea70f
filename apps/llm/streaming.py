"""One streamed completion: pieces of text under our own clocks, caps and end rules."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, TypeVar

from openai import AsyncStream
from openai.types.chat import (
    ChatCompletionMessageParam,
    ChatCompletionSystemMessageParam,
    ChatCompletionUserMessageParam,
)

from apps.answering.enums import DegradedReason
from apps.answering.prompting import Prompt
from apps.llm.client import open_client
from apps.llm.endpoints import Endpoint, LlmCaps, LlmClocks
from apps.llm.failures import InvalidAnswer

_T = TypeVar("_T")

_GOOD_ENDS = frozenset({"stop", "eos_token"})


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the endpoint counts them; CO₂ and energy are the upper bounds it tells, if any."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    co2_grams: float | None = None
    energy_wh: float | None = None


@dataclass(frozen=True, slots=True)
class ChatCall:
    """What is asked of which model; `first_token` in seconds."""

    endpoint: Endpoint
    model: str
    prompt: Prompt
    max_tokens: int
    temperature: float
    first_token: float


@dataclass(slots=True)
class StreamFacts:
    """What is learnt while a stream runs."""

    started_at: float = field(default_factory=monotonic)
    alive_at: float | None = None
    finish_reason: str = ""
    usage: Usage | None = None
    text_bytes: int = 0

    @property
    def has_text(self) -> bool:
        return self.text_bytes > 0


def messages_of(prompt: Prompt) -> list[ChatCompletionMessageParam]:
    """The messages of a prompt in the client's own types."""
    return [
        ChatCompletionSystemMessageParam(role="system", content=message.content)
        if message.role == "system"
        else ChatCompletionUserMessageParam(role="user", content=message.content)
        for message in prompt.messages
    ]


async def stream_pieces(
    call: ChatCall, clocks: LlmClocks, caps: LlmCaps, facts: StreamFacts
) -> AsyncGenerator[str, None]:
    """Pieces of text as they come. Raises whatever `failures.failure_of` can name.

    The end is good only with text and, where the endpoint is held to it, a finish_reason: a
    connection that closes quietly otherwise looks like a whole answer.
    """
    async with open_client(call.endpoint, clocks, caps) as client:
        stream = await _by(
            facts.started_at + call.first_token,
            # Not `chat.completions.create`: it would build typed chunks, check nothing of them, and
            # take a twentieth of an answer's processor time for it.
            client.post(
                "/chat/completions",
                body={
                    "model": call.model,
                    "messages": messages_of(call.prompt),
                    "stream": True,
                    "stream_options": {"include_usage": True},
                    "max_tokens": call.max_tokens,
                    "temperature": call.temperature,
                },
                cast_to=object,
                stream=True,
                stream_cls=AsyncStream[object],
            ),
        )
        chunks = aiter(stream)
        try:
            while (chunk := await _next(chunks, call, clocks, facts)) is not None:
                text = _read(chunk, facts)
                facts.text_bytes += len(text.encode())
                if facts.text_bytes > caps.text:
                    raise InvalidAnswer("text too long")
                if text:
                    yield text
        finally:
            await stream.close()
    _check_end(call.endpoint, facts)


async def _next(
    chunks: AsyncIterator[object],
    call: ChatCall,
    clocks: LlmClocks,
    facts: StreamFacts,
) -> object | None:
    """The next chunk, or None at the end. Raises TimeoutError."""
    if facts.finish_reason:
        # The text is whole: figures that do not come are not worth an answer.
        try:
            return await _by(monotonic() + clocks.ending, anext(chunks, None))
        except TimeoutError:
            return None
    if facts.alive_at is None:
        deadline = facts.started_at + call.first_token
    else:
        deadline = facts.alive_at + clocks.idle
    deadline = min(deadline, facts.started_at + clocks.total)
    if deadline <= monotonic():
        # Buffered chunks never suspend: without this, a flood of them would outrun its timeout.
        raise TimeoutError
    return await _by(deadline, anext(chunks, None))


async def _by(deadline: float, awaitable: Awaitable[_T]) -> _T:
    """The result, or TimeoutError once `deadline` (monotonic) is past.

    Each wait has its own timeout: one around the whole stream would cancel the reader, since a
    generator runs in the task of whoever reads it.
    """
    async with asyncio.timeout(deadline - monotonic()):
        return await awaitable


def _read(chunk: object, facts: StreamFacts) -> str:
    """The text of a chunk, "" when it has none; notes its end, usage and signs of life.

    Gateways send null fields, lists of parts instead of a string, and chunks without choices.
    """
    if not isinstance(chunk, dict):
        raise InvalidAnswer("not a chunk")
    facts.usage = _usage(chunk.get("usage")) or facts.usage
    choices = chunk.get("choices")
    if not isinstance(choices, list) or not choices:
        return ""
    choice = _object(choices[0])
    facts.finish_reason = str(choice.get("finish_reason") or facts.finish_reason)
    delta = _object(choice.get("delta"))
    if delta.get("refusal"):
        raise InvalidAnswer("refusal", DegradedReason.MODEL_REFUSED)
    text = _storable(_text_of(delta.get("content")))
    if text or delta.get("reasoning_content"):
        facts.alive_at = monotonic()
    return text


def _object(value: object) -> dict[str, Any]:
    """The JSON object, or an empty one in place of whatever else was sent."""
    return value if isinstance(value, dict) else {}


def _storable(text: str) -> str:
    """The text without what PostgreSQL and UTF-8 refuse: NUL and halves of surrogate pairs."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def _text_of(content: object) -> str:
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "".join(_text_of(part) for part in content)
    return _text_of(content.get("text")) if isinstance(content, dict) else ""


def _usage(told: object) -> Usage | None:
    if not isinstance(told, dict):
        return None
    prompt_tokens, completion_tokens = told.get("prompt_tokens"), told.get("completion_tokens")
    if not (isinstance(prompt_tokens, int) and isinstance(completion_tokens, int)):
        return None
    impacts = _object(told.get("carbon") or told.get("impacts"))
    co2, energy = _thousandths(impacts.get("kgCO2eq")), _thousandths(impacts.get("kWh"))
    return Usage(prompt_tokens, completion_tokens, co2, energy)


def _thousandths(kilos: object) -> float | None:
    """A number or {"min", "max"} in kilos; the upper bound, in units."""
    if isinstance(kilos, dict):
        kilos = kilos.get("max")
    return kilos * 1000.0 if isinstance(kilos, int | float) else None


def _check_end(endpoint: Endpoint, facts: StreamFacts) -> None:
    if not facts.has_text:
        raise InvalidAnswer("no text")
    if facts.finish_reason == "content_filter":
        raise InvalidAnswer("content filter", DegradedReason.MODEL_REFUSED)
    if facts.finish_reason and facts.finish_reason not in _GOOD_ENDS:
        raise InvalidAnswer("cut short by the model")
    if not facts.finish_reason and endpoint.requires_finish_reason:
        raise InvalidAnswer("no finish_reason")
