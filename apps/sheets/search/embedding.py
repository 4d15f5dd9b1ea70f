"""Vectors of texts: from the configured endpoint, else from a small model that pip installs."""

import asyncio
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import Protocol

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from apps.llm.embedder import configured_embedder
from apps.sheets import encoding

Vector = tuple[float, ...]
# Starting processes takes as long as so many texts.
_WORTH_PROCESSES = 500


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
    """The embedded model; `processes` beyond this one encode when there are many texts."""

    model = encoding.MODEL

    def __init__(self, processes: ProcessPoolExecutor | None = None) -> None:
        self._processes = processes

    async def embed_query(self, text: str) -> Vector | None:
        return (await self.embed_passages([text]))[0]

    async def embed_passages(self, texts: Sequence[str]) -> tuple[Vector, ...]:
        lots = encoding.in_lots(texts)
        encoded = await self._encode([[texts[at] for at in lot] for lot in lots])
        vectors: list[Vector] = [()] * len(texts)
        for lot, rows in zip(lots, encoded, strict=True):
            for at, row in zip(lot, rows.tolist(), strict=True):
                vectors[at] = tuple(row)
        return tuple(vectors)

    async def _encode(self, lots: list[list[str]]) -> list[NDArray[np.float32]]:
        if self._processes is None:
            return [await asyncio.to_thread(encoding.encode, lot) for lot in lots]
        run = asyncio.get_running_loop().run_in_executor
        return await asyncio.gather(*(run(self._processes, encoding.encode, lot) for lot in lots))


def current_embedder() -> Embedder:
    """The endpoint that the settings name, else the embedded model."""
    return configured_embedder() or UseEmbedder()


@contextmanager
def bulk_embedder(texts: int) -> Iterator[Embedder]:
    """`current_embedder` for some number of texts: the embedded model in several processes when
    they are many (INDEX_PROCESSES)."""
    embedder = current_embedder()
    is_much = isinstance(embedder, UseEmbedder) and texts >= _WORTH_PROCESSES
    if not (is_much and settings.INDEX_PROCESSES > 1):
        yield embedder
        return
    with encoding.start_processes(settings.INDEX_PROCESSES) as processes:
        yield UseEmbedder(processes)
