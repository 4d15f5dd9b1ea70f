"""Scores of passages from a /rerank endpoint; without them search keeps its own order."""

import asyncio
import logging
import math
from collections.abc import Sequence

from apps.llm.client import open_client
from apps.llm.endpoints import Endpoint, LlmCaps, LlmClocks, rerank_endpoint
from apps.llm.failures import InvalidAnswer, failure_of
from apps.llm.health import RERANK, Breaker, search_breaker

logger = logging.getLogger(__name__)


class ModelReranker:
    """Asks for scores, in the form that vLLM, llama.cpp, Jina, Cohere and Albert share."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        clocks: LlmClocks | None = None,
        breaker: Breaker | None = None,
    ) -> None:
        self._endpoint = endpoint
        self._clocks = clocks or LlmClocks()
        self._breaker = breaker or search_breaker(endpoint, RERANK)

    @property
    def model(self) -> str:
        return self._endpoint.model

    async def scores(self, query: str, texts: Sequence[str]) -> tuple[float, ...] | None:
        """One score a text, in their order, higher is better; None when not to be had in time."""
        if not texts:
            return ()
        if not self._breaker.allows():
            return None
        body = {"model": self.model, "query": query, "documents": list(texts)}
        try:
            async with (
                asyncio.timeout(self._clocks.rerank),
                open_client(self._endpoint, self._clocks, LlmCaps()) as client,
            ):
                answer = await client.post("/rerank", cast_to=object, body=body)
            scores = _scores_of(answer, len(texts))
        except Exception as error:  # noqa: BLE001 - search goes on without it, whatever happened
            logger.warning("no scores for the passages: %s", failure_of(error).detail)
            self._breaker.record_failure()
            return None
        self._breaker.record_success()
        return scores


def _scores_of(answer: object, count: int) -> tuple[float, ...]:
    """`results` or `data`, each with `index` and `relevance_score` or `score`."""
    if not isinstance(answer, dict):
        raise InvalidAnswer("no scores")
    found: dict[int, float] = {}
    for item in answer.get("results") or answer.get("data") or ():
        score = float(item["relevance_score"] if "relevance_score" in item else item["score"])
        found[int(item["index"])] = score
    if sorted(found) != list(range(count)) or not all(map(math.isfinite, found.values())):
        raise InvalidAnswer("scores do not match the texts")
    return tuple(found[index] for index in range(count))


def configured_reranker() -> ModelReranker | None:
    """A reranker for the model that the settings name, or None when they name none."""
    endpoint = rerank_endpoint()
    return ModelReranker(endpoint) if endpoint else None
