"""Rewriter, embedder and reranker: right when the endpoint is, never in the way when it is not."""

from time import monotonic

import pytest

from apps.llm.embedder import EmbeddingFailed, ModelEmbedder
from apps.llm.endpoints import Endpoint, LlmClocks
from apps.llm.health import Breaker
from apps.llm.reranker import ModelReranker
from apps.llm.rewriter import ModelRewriter
from tests.llm.drafts import all_connections_closed
from tests.llm.requests import understanding
from tests.support.fakellm import FakeLlm
from tests.support.fakellm_modes import FakeMode, Plan

CLOCKS = LlmClocks().scaled(0.2)
PATIENT = LlmClocks().scaled(10)
FAULTS = [
    FakeMode.UNAUTHORIZED,
    FakeMode.RATE_LIMITED,
    FakeMode.SERVER_ERROR,
    FakeMode.HANG,
    FakeMode.CUT_RESET,
    FakeMode.HTML,
    FakeMode.COMPRESSED,
]


def endpoint_of(server: FakeLlm) -> Endpoint:
    return Endpoint(server.base_url, "k", ("small-model",))


def rewriter_of(
    server: FakeLlm, clocks: LlmClocks = PATIENT, breaker: Breaker | None = None
) -> ModelRewriter:
    return ModelRewriter(endpoint_of(server), clocks=clocks, breaker=breaker or Breaker())


@pytest.mark.parametrize("mode", FAULTS)
async def test_a_fault_gives_no_query_in_time(fake_llm: FakeLlm, mode: FakeMode) -> None:
    fake_llm.plan = Plan(mode)
    began = monotonic()

    assert await rewriter_of(fake_llm, CLOCKS).rewrite(understanding()) == ""

    assert monotonic() - began < 3
    assert await all_connections_closed(fake_llm)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("« carte d’identité perte coût »\nVoilà.", "carte d’identité perte coût"),
        ("", ""),
        ("mot " * 200, ""),
    ],
)
async def test_a_query_is_one_short_line(fake_llm: FakeLlm, text: str, query: str) -> None:
    fake_llm.plan = Plan(text=text)

    assert await rewriter_of(fake_llm).rewrite(understanding()) == query


async def test_an_open_breaker_spares_the_rewriter_the_wait(fake_llm: FakeLlm) -> None:
    breaker = Breaker()
    breaker.open()

    assert await rewriter_of(fake_llm, breaker=breaker).rewrite(understanding()) == ""
    assert fake_llm.requests == []


async def test_vectors_come_in_the_order_of_their_texts(fake_llm: FakeLlm) -> None:
    embedder = ModelEmbedder(endpoint_of(fake_llm), clocks=PATIENT)
    texts = [f"passage numéro {number}" for number in range(130)]

    vectors = await embedder.embed_passages(texts)

    assert len(vectors) == 130
    assert vectors[129] == await embedder.embed_query(texts[129])
    assert [len(request.data["input"]) for request in fake_llm.requests] == [64, 64, 2, 1]
    assert embedder.model == "small-model"


@pytest.mark.parametrize("mode", FAULTS)
async def test_a_query_without_vector_is_no_error(fake_llm: FakeLlm, mode: FakeMode) -> None:
    fake_llm.other_plan = Plan(mode)
    began = monotonic()

    assert await ModelEmbedder(endpoint_of(fake_llm), clocks=CLOCKS).embed_query("texte") is None

    assert monotonic() - began < 3


async def test_an_endpoint_that_makes_no_vectors_is_left_alone_for_a_while(
    fake_llm: FakeLlm,
) -> None:
    fake_llm.other_plan = Plan(FakeMode.SERVER_ERROR)
    embedder = ModelEmbedder(endpoint_of(fake_llm), clocks=PATIENT)
    for _ in range(3):
        assert await embedder.embed_query("texte") is None
    assert len(fake_llm.requests) == 2


async def test_indexing_is_told_that_vectors_are_missing(fake_llm: FakeLlm) -> None:
    fake_llm.other_plan = Plan(FakeMode.SERVER_ERROR)

    with pytest.raises(EmbeddingFailed, match="status 500"):
        await ModelEmbedder(endpoint_of(fake_llm), clocks=CLOCKS).embed_passages(["texte"])


async def test_scores_come_in_the_order_of_the_passages(fake_llm: FakeLlm) -> None:
    reranker = ModelReranker(endpoint_of(fake_llm), clocks=PATIENT)

    scores = await reranker.scores("perte carte", ["autre chose", "carte", "perte de la carte"])

    assert scores == (0.0, 0.5, 1.0)
    assert await reranker.scores("perte", []) == ()


@pytest.mark.parametrize("mode", FAULTS)
async def test_passages_without_scores_are_no_error(fake_llm: FakeLlm, mode: FakeMode) -> None:
    fake_llm.other_plan = Plan(mode)
    began = monotonic()

    assert await ModelReranker(endpoint_of(fake_llm), clocks=CLOCKS).scores("q", ["a"]) is None

    assert monotonic() - began < 3
