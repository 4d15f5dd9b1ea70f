"""Vectors from an OpenAI-compatible endpoint; a query without one is searched by words alone."""

import asyncio
import logging
import math
from collections.abc import Sequence

from apps.llm.client import open_client
from apps.llm.endpoints import Endpoint, LlmCaps, LlmClocks, embeddings_endpoint
from apps.llm.failures import InvalidAnswer, failure_of
from apps.llm.health import EMBEDDINGS, Breaker, search_breaker

logger = logging.getLogger(__name__)

Vector = tuple[float, ...]

# An answer is one JSON line: 64 vectors of 4,096 figures of some 22 characters.
_CAPS = LlmCaps(event=16_000_000)
_BATCH = 64


class EmbeddingFailed(Exception):
    """No vectors could be had; the message carries no content."""


class ModelEmbedder:
    """Asks for vectors. `model` is the name under which they are to be kept."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        clocks: LlmClocks | None = None,
        breaker: Breaker | None = None,
    ) -> None:
        self._endpoint = endpoint
        self._clocks = clocks or LlmClocks()
        self._breaker = breaker or search_breaker(endpoint, EMBEDDINGS)

    @property
    def model(self) -> str:
        return self._endpoint.model

    async def embed_query(self, text: str) -> Vector | None:
        """The vector of a masked request, or None when it cannot be had in time."""
        if not self._breaker.allows():
            return None
        try:
            [vector] = await self._embed([text], self._clocks.embed)
        except EmbeddingFailed as error:
            logger.warning("no vector for the query: %s", error)
            self._breaker.record_failure()
            return None
        self._breaker.record_success()
        return vector

    async def embed_passages(self, texts: Sequence[str]) -> tuple[Vector, ...]:
        """One vector a text, in their order. Raises EmbeddingFailed: indexing can be resumed."""
        vectors: list[Vector] = []
        for start in range(0, len(texts), _BATCH):
            batch = list(texts[start : start + _BATCH])
            vectors += await self._embed(batch, self._clocks.embed_batch)
        return tuple(vectors)

    async def _embed(self, texts: list[str], seconds: float) -> list[Vector]:
        try:
            async with (
                asyncio.timeout(seconds),
                open_client(self._endpoint, self._clocks, _CAPS) as client,
            ):
                answer = await client.embeddings.create(
                    model=self.model, input=texts, encoding_format="float"
                )
            ordered = sorted(answer.data, key=lambda item: item.index)
            return _checked([tuple(map(float, item.embedding)) for item in ordered], len(texts))
        except Exception as error:
            raise EmbeddingFailed(failure_of(error).detail) from error


def _checked(vectors: list[Vector], count: int) -> list[Vector]:
    """The vectors, if there is one a text, all of one size and of finite figures."""
    sizes = {len(vector) for vector in vectors}
    if len(vectors) != count or len(sizes) != 1 or 0 in sizes:
        raise InvalidAnswer("vectors do not match the texts")
    if not all(math.isfinite(value) for vector in vectors for value in vector):
        raise InvalidAnswer("vectors hold no figures")
    return vectors


def configured_embedder() -> ModelEmbedder | None:
    """An embedder for the model that the settings name, or None when they name none."""
    endpoint = embeddings_endpoint()
    return ModelEmbedder(endpoint) if endpoint else None
