"""Where models are and how long they may take: read from the settings, passed to everything."""

from dataclasses import dataclass, replace

from django.conf import settings


@dataclass(frozen=True, slots=True)
class LlmClocks:
    """Seconds. Every wait on an endpoint ends by one of these (PROMISES P3).

    `first_token` is shortened to `before_fallback` while another model is left to try.
    `retry_window` bounds when a new attempt may begin, `retry_pause` is the shortest wait before
    one (doubled each time, with jitter); `ending` is how long the usage figures
    may follow the end of the text; `given_up` is the silence after which a draft that its reader
    gave up counts against the endpoint; `rewrite`, `embed` and `rerank` bound the small calls,
    `text` a draft reworded or translated, for which somebody waits, `judge` the opinion of the
    model that judges, for which nobody does.
    """

    connect: float = 3.0
    first_token: float = 20.0
    before_fallback: float = 4.0
    idle: float = 10.0
    total: float = 120.0
    ending: float = 2.0
    retry_window: float = 10.0
    retry_pause: float = 0.3
    given_up: float = 6.0
    rewrite: float = 1.5
    text: float = 20.0
    judge: float = 60.0
    embed: float = 1.5
    embed_batch: float = 60.0
    rerank: float = 1.5
    health: float = 3.0
    poll_every: float = 10.0

    def scaled(self, factor: float) -> "LlmClocks":
        """The same clocks, `factor` times as long: tests run them at a fraction."""
        names = self.__dataclass_fields__
        return replace(self, **{name: getattr(self, name) * factor for name in names})


@dataclass(frozen=True, slots=True)
class LlmCaps:
    """The most that an endpoint may send, in bytes: one event, one answer, the text in it."""

    event: int = 1_000_000
    answer: int = 16_000_000
    text: int = 64 * 1024


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One OpenAI-compatible service; `models` holds the first choice, then the fall-backs."""

    base_url: str
    api_key: str
    models: tuple[str, ...]
    context_tokens: int = 8_192
    requires_finish_reason: bool = True

    @property
    def model(self) -> str:
        return self.models[0]


def chat_endpoint() -> Endpoint | None:
    """The endpoint that writes drafts, or None when the settings name none."""
    if not (settings.LLM_BASE_URL and settings.LLM_MODEL):
        return None
    return _chat(settings.LLM_MODEL, *settings.LLM_FALLBACK_MODELS)


def judge_endpoint() -> Endpoint | None:
    """The model that judges answers, where drafts are written; None when the settings name none."""
    if not (settings.LLM_BASE_URL and settings.LLM_JUDGE_MODEL):
        return None
    return _chat(settings.LLM_JUDGE_MODEL)


def _chat(*models: str) -> Endpoint:
    return Endpoint(
        base_url=settings.LLM_BASE_URL,
        api_key=settings.LLM_API_KEY,
        models=models,
        context_tokens=settings.LLM_CONTEXT_TOKENS,
        requires_finish_reason=settings.LLM_REQUIRE_FINISH_REASON,
    )


def embeddings_endpoint() -> Endpoint | None:
    """The endpoint that makes vectors, or None when the settings name none."""
    if not (settings.EMBEDDINGS_BASE_URL and settings.EMBEDDINGS_MODEL):
        return None
    return Endpoint(
        settings.EMBEDDINGS_BASE_URL, settings.EMBEDDINGS_API_KEY, (settings.EMBEDDINGS_MODEL,)
    )


def rerank_endpoint() -> Endpoint | None:
    """The endpoint that reorders passages, or None when the settings name none."""
    if not (settings.RERANK_BASE_URL and settings.RERANK_MODEL):
        return None
    return Endpoint(settings.RERANK_BASE_URL, settings.RERANK_API_KEY, (settings.RERANK_MODEL,))
