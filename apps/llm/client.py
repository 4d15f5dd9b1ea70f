"""Opens the OpenAI client: no hidden retry, redirect, proxy or header; counted answers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from ssl import SSLContext

import httpx2
from openai import AsyncOpenAI

from apps.llm.endpoints import Endpoint, LlmCaps, LlmClocks
from apps.llm.transport import CountingTransport


@cache
def _tls() -> SSLContext:
    """Made once: reading the certificates takes 20 ms, the rest of a client 0.1 ms."""
    return httpx2.create_ssl_context(trust_env=False)


@asynccontextmanager
async def open_client(
    endpoint: Endpoint, clocks: LlmClocks, caps: LlmCaps
) -> AsyncIterator[AsyncOpenAI]:
    """A client for one call; its connections end with the block, whatever happens inside.

    One client a call: a pool shared by many drafts leaks connections when drafts are cancelled
    and cannot move from one event loop to another.
    """
    transport = CountingTransport(httpx2.AsyncHTTPTransport(verify=_tls(), trust_env=False), caps)
    timeout = httpx2.Timeout(
        connect=clocks.connect, read=clocks.first_token + 1, write=5.0, pool=2.0
    )
    async with (
        httpx2.AsyncClient(
            transport=transport, trust_env=False, follow_redirects=False, timeout=timeout
        ) as http_client,
        AsyncOpenAI(
            base_url=endpoint.base_url,
            api_key=endpoint.api_key or "none",
            max_retries=0,
            timeout=timeout,
            http_client=http_client,
        ) as client,
    ):
        yield client
