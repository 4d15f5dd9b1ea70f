"""Asks a model for a search query; never holds up an answer."""

import asyncio
import logging
import secrets

from django.conf import settings

from apps.answering.ports import Understanding
from apps.answering.prompt_budget import PromptBudget
from apps.answering.prompting import (
    DelimiterInData,
    Prompt,
    build_rewrite_prompt,
)
from apps.llm.client import open_client
from apps.llm.endpoints import Endpoint, LlmCaps, LlmClocks, chat_endpoint
from apps.llm.failures import failure_of
from apps.llm.health import Breaker, breaker_of
from apps.llm.streaming import messages_of

logger = logging.getLogger(__name__)

_MAX_TOKENS = 64
_MAX_CHARACTERS = 200


class ModelRewriter:
    """Implements the Rewriter port."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        clocks: LlmClocks | None = None,
        breaker: Breaker | None = None,
    ) -> None:
        self._endpoint = endpoint
        self._clocks = clocks or LlmClocks()
        self._breaker = breaker or breaker_of(endpoint)

    async def rewrite(self, understanding: Understanding) -> str:
        """One line of at most 200 characters, or "" when none can be had in time."""
        if self._breaker.is_open:
            return ""
        try:
            async with (
                asyncio.timeout(self._clocks.rewrite),
                open_client(self._endpoint, self._clocks, LlmCaps()) as client,
            ):
                completion = await client.chat.completions.create(
                    model=self._endpoint.model,
                    messages=messages_of(self._prompt(understanding)),
                    max_tokens=_MAX_TOKENS,
                    temperature=0.0,
                )
            content = completion.choices[0].message.content
        except DelimiterInData:
            return ""
        except Exception as error:  # noqa: BLE001 - search goes on without it, whatever happened
            logger.info("no rewritten query: %s", failure_of(error).detail)
            return ""
        return _query_of(content)

    def _prompt(self, understanding: Understanding) -> Prompt:
        budget = PromptBudget(self._endpoint.context_tokens, _MAX_TOKENS)
        return build_rewrite_prompt(understanding, delimiter=secrets.token_hex(8), budget=budget)


def _query_of(content: object) -> str:
    """The first line of what the model wrote, without quotation marks; "" for anything else."""
    lines = content.strip().splitlines() if isinstance(content, str) else []
    query = " ".join(lines[0].strip(" «»\"'.").split()) if lines else ""
    return query if len(query) <= _MAX_CHARACTERS else ""


def configured_rewriter() -> ModelRewriter | None:
    """A rewriter for the model that the settings name, or None: the first source waits for it."""
    endpoint = chat_endpoint() if settings.LLM_REWRITE else None
    return ModelRewriter(endpoint) if endpoint else None
