"""The wire to an endpoint: few headers go out, a counted number of bytes comes in."""

from collections.abc import AsyncIterator
from typing import Any, Protocol

import httpx2

from apps.llm.endpoints import LlmCaps

# The client adds headers that describe this machine; an endpoint needs none of them.
_SENT_HEADERS = frozenset(
    {"host", "authorization", "content-type", "content-length", "accept", "connection"}
)
_USER_AGENT = "franceservices-assistant"


class AnswerRefused(Exception):
    """The endpoint sent more than the caps allow, or in a form that cannot be counted."""


class CountingTransport(httpx2.AsyncBaseTransport):
    """Wraps a transport. Raises AnswerRefused while reading past the caps."""

    def __init__(self, inner: httpx2.AsyncBaseTransport, caps: LlmCaps) -> None:
        self._inner = inner
        self._caps = caps

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        for name in list(request.headers):
            if name.lower() not in _SENT_HEADERS:
                del request.headers[name]
        request.headers["User-Agent"] = _USER_AGENT
        # A compressed answer could grow a thousandfold after it was counted.
        request.headers["Accept-Encoding"] = "identity"
        response = await self._send(request)
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            await response.aclose()
            raise AnswerRefused("compressed")
        if not isinstance(response.stream, httpx2.AsyncByteStream):
            raise AnswerRefused("not a stream")
        return httpx2.Response(
            response.status_code,
            headers=response.headers,
            stream=_CountedStream(response.stream, self._caps),
            extensions=response.extensions,
        )

    async def _send(self, request: httpx2.Request) -> httpx2.Response:
        """Sends; a connection cancelled in its TLS handshake, which the pool forgets, is closed."""
        opened: list[_Closable] = []

        async def trace(event: str, info: dict[str, Any]) -> None:
            if event == "connection.connect_tcp.complete":
                opened.append(info["return_value"])

        request.extensions["trace"] = trace
        try:
            return await self._inner.handle_async_request(request)
        except BaseException:
            for connection in opened:
                await connection.aclose()
            raise

    async def aclose(self) -> None:
        await self._inner.aclose()


class _Closable(Protocol):
    async def aclose(self) -> None: ...


class _CountedStream(httpx2.AsyncByteStream):
    """Counts bytes since the last blank line (one event) and in all."""

    def __init__(self, inner: httpx2.AsyncByteStream, caps: LlmCaps) -> None:
        self._inner = inner
        self._caps = caps
        self._seen = 0
        self._in_event = 0
        self._tail = b""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for data in self._inner:
            self._count(data)
            yield data

    def _count(self, data: bytes) -> None:
        joined = self._tail + data
        blank_line = max(joined.rfind(b"\n\n"), joined.rfind(b"\n\r\n"))
        self._in_event = (
            self._in_event + len(data) if blank_line < 0 else len(joined) - blank_line - 2
        )
        self._tail = joined[-2:]
        self._seen += len(data)
        if self._in_event > self._caps.event:
            raise AnswerRefused("event too large")
        if self._seen > self._caps.answer:
            raise AnswerRefused("answer too large")

    async def aclose(self) -> None:
        await self._inner.aclose()
