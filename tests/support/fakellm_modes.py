"""How the scripted model behaves: the closed list of modes, and one stream in each of them."""

import asyncio
import gzip
import json
import random
import socket
import struct
from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from time import monotonic

from tests.support.fakellm_texts import compose, hostile, pieces_of, prompt_of


class FakeMode(StrEnum):
    """Every behaviour; `Plan.after` pieces of a good stream come before a fault sets in."""

    NORMAL = "normal"
    HOSTILE = "hostile"
    LIST_DELTAS = "list_deltas"
    NULL_FIELDS = "null_fields"
    REASONING = "reasoning"
    SLICER = "slicer"
    BAD_REQUEST = "400"
    UNAUTHORIZED = "401"
    FORBIDDEN = "403"
    NOT_FOUND = "404"
    RATE_LIMITED = "429"
    SERVER_ERROR = "500"
    UNAVAILABLE = "503"
    REDIRECT = "302"
    HANG = "hang"
    IDLE = "idle"
    DRIP = "drip"
    CUT_RESET = "cut_reset"
    CUT_SHORT = "cut_short"
    CUT_CLOSE = "cut_close"
    GARBAGE_JSON = "garbage_json"
    BAD_UTF8 = "bad_utf8"
    HTML = "html"
    LIST_CHUNK = "list_chunk"
    NO_CHOICES = "no_choices"
    NO_FINISH = "no_finish"
    LENGTH = "length"
    KEEPALIVES = "keepalives"
    HUGE_LINE = "huge_line"
    ENDLESS = "endless"
    COMPRESSED = "compressed"

    @property
    def status(self) -> int:
        """The HTTP status that this mode answers with, or 0."""
        return int(self.value) if self.value.isdigit() else 0


GOOD_MODES = frozenset(
    {
        FakeMode.NORMAL,
        FakeMode.HOSTILE,
        FakeMode.LIST_DELTAS,
        FakeMode.NULL_FIELDS,
        FakeMode.REASONING,
        FakeMode.SLICER,
    }
)


@dataclass(frozen=True)
class Plan:
    """What happens to one request; times in seconds.

    `delay` precedes the first byte of the body, `pause` each piece. `text` replaces the composed
    draft, `added` comes below it, said to be of the first passage. `retry_after` goes with 429
    and 503.
    """

    mode: FakeMode = FakeMode.NORMAL
    after: int = 0
    delay: float = 0.0
    pause: float = 0.0
    text: str | None = None
    added: tuple[str, ...] = ()
    retry_after: float | None = None


HTML_PAGE = b"<!doctype html><html><body><h1>502 Bad Gateway</h1></body></html>\n\n"


class Reply:
    """Writes one HTTP/1.1 answer on a connection; `pieces` tells when each one had left."""

    def __init__(self, writer: asyncio.StreamWriter, plan: Plan, rng: random.Random) -> None:
        self.writer = writer
        self.plan = plan
        self.rng = rng
        self.keeps_connection = True
        self.pieces: list[tuple[float, str]] = []

    async def head(self, status: int, content_type: str, *extra: str, length: int | None) -> None:
        size = "Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}"
        lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", size]
        lines += [f"Content-Type: {content_type}", *extra]
        self.writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        await self.writer.drain()

    async def whole(self, status: int, body: bytes, content_type: str, *extra: str) -> None:
        await self.head(status, content_type, *extra, length=len(body))
        self.writer.write(body)
        await self.writer.drain()

    async def json(self, data: object, status: int = 200, *extra: str) -> None:
        await self.whole(status, json.dumps(data).encode(), "application/json", *extra)

    async def chunk(self, data: bytes) -> None:
        framed = b"%x\r\n%s\r\n" % (len(data), data)
        if self.plan.mode is FakeMode.SLICER:
            for start in range(0, len(framed), 3):
                self.writer.write(framed[start : start + 3])
                await self.writer.drain()
                await asyncio.sleep(0)
            return
        self.writer.write(framed)
        await self.writer.drain()

    async def end(self) -> None:
        self.writer.write(b"0\r\n\r\n")
        await self.writer.drain()

    async def event(self, data: object) -> None:
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        await self.chunk(f"data: {text}\n\n".encode())

    def reset(self) -> None:
        """Closes with RST instead of FIN."""
        self.keeps_connection = False
        raw = self.writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    def close(self) -> None:
        self.keeps_connection = False
        self.writer.close()


async def refuse(reply: Reply) -> bool:
    """Plays a fault that needs no stream; True when it did so and the answer is over."""
    plan = reply.plan
    await asyncio.sleep(plan.delay)
    if plan.mode.status:
        wait = [f"Retry-After: {plan.retry_after:g}"] if plan.retry_after is not None else []
        place = ["Location: /v1/elsewhere"] if plan.mode is FakeMode.REDIRECT else []
        error = {"message": f"fake {plan.mode.value}", "type": "fake", "code": plan.mode.status}
        await reply.json({"error": error}, plan.mode.status, *wait, *place)
    elif plan.mode is FakeMode.HANG:
        await asyncio.Event().wait()
    elif plan.mode is FakeMode.CUT_RESET:
        reply.reset()
    elif plan.mode is FakeMode.HTML:
        await reply.whole(200, HTML_PAGE, "text/html")
    elif plan.mode is FakeMode.COMPRESSED:
        body = gzip.compress(b"data: " + b"0" * 5_000_000, compresslevel=1)
        await reply.whole(200, body, "text/event-stream", "Content-Encoding: gzip")
    else:
        return False
    return True


async def stream_chat(reply: Reply, body: bytes, model: str) -> None:
    """One streamed chat completion, as the plan of the reply says."""
    plan = reply.plan
    if plan.after == 0 and await refuse(reply):
        return
    if plan.after:
        await asyncio.sleep(plan.delay)
    prompt = prompt_of(body)
    written = hostile(prompt, reply.rng) if plan.mode is FakeMode.HOSTILE else compose(prompt)
    text = written if plan.text is None else plan.text
    text += "".join(f"\n{line} [1]" for line in plan.added)
    await reply.head(200, "text/event-stream; charset=utf-8", length=None)
    await reply.event(_chunk(model, {"role": "assistant", "content": ""}))
    if plan.mode is FakeMode.REASONING:
        await reply.event(_chunk(model, {"reasoning_content": "Je lis les passages."}))
    pieces = pieces_of(text, reply.rng)
    good = plan.mode in GOOD_MODES or plan.mode in (FakeMode.NO_FINISH, FakeMode.LENGTH)
    for piece in pieces if good else pieces[: plan.after]:
        await asyncio.sleep(plan.pause)
        await reply.event(_piece(model, plan.mode, piece))
        reply.pieces.append((monotonic(), piece))
    if good:
        await _finish(reply, model, len(pieces), len(prompt) // 4)
    else:
        await _break_off(reply, model)


async def _finish(reply: Reply, model: str, pieces: int, prompt_tokens: int) -> None:
    if reply.plan.mode is not FakeMode.NO_FINISH:
        reason = "length" if reply.plan.mode is FakeMode.LENGTH else "stop"
        await reply.event(_chunk(model, {}, finish_reason=reason))
    usage = {
        "prompt_tokens": prompt_tokens,
        "completion_tokens": pieces,
        "total_tokens": prompt_tokens + pieces,
        "carbon": {
            "kWh": {"min": 0.0001, "max": 0.0002},
            "kgCO2eq": {"min": 0.00005, "max": 0.00007},
        },
    }
    await reply.event({**_chunk(model, {}), "choices": [], "usage": usage})
    await reply.chunk(b"data: [DONE]\n\n")
    await reply.end()


async def _break_off(reply: Reply, model: str) -> None:
    """The fault itself, once the headers and `after` pieces are out."""
    mode = reply.plan.mode
    if mode.status:
        await reply.event({"error": {"message": "fake", "type": "fake", "code": mode.status}})
        await reply.end()
    elif mode in (FakeMode.HANG, FakeMode.IDLE):
        await asyncio.Event().wait()
    elif mode is FakeMode.CUT_RESET:
        reply.reset()
    elif mode is FakeMode.CUT_SHORT:
        reply.writer.write(b"ffff\r\ndata: {")
        reply.close()
    elif mode is FakeMode.HUGE_LINE:
        await reply.chunk(b'data: {"choices":[{"delta":{"content":"')
        for _ in range(160):
            await reply.chunk(b"x" * 65_536)
    elif mode in _BROKEN_EVENTS:
        await reply.chunk(_BROKEN_EVENTS[mode])
        await reply.end()
    else:
        async for piece in _without_end(reply):
            await reply.chunk(piece)


# CUT_CLOSE ends the body as HTTP wants it, with no finish_reason and no [DONE].
_BROKEN_EVENTS = {
    FakeMode.CUT_CLOSE: b": closing\n\n",
    FakeMode.GARBAGE_JSON: b"data: {choices: [oops\n\n",
    FakeMode.BAD_UTF8: b'data: {"choices":[{"delta":{"content":"\xff\xfe\x80"}}]}\n\n',
    FakeMode.HTML: b"data: " + HTML_PAGE,
    FakeMode.COMPRESSED: gzip.compress(b"data: {}") + b"\n\n",
    FakeMode.LIST_CHUNK: b'data: [{"choices":[]}]\n\n',
    FakeMode.NO_CHOICES: b'data: {"id":"x"}\n\ndata: [DONE]\n\n',
}


async def _without_end(reply: Reply) -> AsyncIterator[bytes]:
    plan = reply.plan
    while True:
        await asyncio.sleep(plan.pause or (0 if plan.mode is FakeMode.ENDLESS else 0.01))
        if plan.mode is FakeMode.KEEPALIVES:
            yield b": keepalive\n\n"
        else:
            words = "mot " * (200 if plan.mode is FakeMode.ENDLESS else 1)
            yield b"data: " + json.dumps(_chunk("m", {"content": words})).encode() + b"\n\n"


def _piece(model: str, mode: FakeMode, piece: str) -> dict[str, object]:
    if mode is FakeMode.LIST_DELTAS:
        return _chunk(model, {"content": [{"type": "text", "text": piece}]})
    if mode is FakeMode.NULL_FIELDS:
        nulls = {"role": None, "tool_calls": None, "function_call": None, "refusal": None}
        chunk = _chunk(model, {"content": piece, **nulls})
        return {**chunk, "id": None, "created": None, "usage": None, "service_tier": None}
    return _chunk(model, {"content": piece})


def _chunk(
    model: str, delta: dict[str, object], finish_reason: str | None = None
) -> dict[str, object]:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
    return {
        "id": "chatcmpl-fake",
        "object": "chat.completion.chunk",
        "created": 1_700_000_000,
        "model": model,
        "choices": [choice],
    }
