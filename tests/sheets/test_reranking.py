"""A model may reorder the passages found; it never holds search up, and never decides alone."""

from time import monotonic

import pytest

from apps.answering.passages import Findings
from apps.llm.endpoints import LlmClocks
from apps.llm.enums import ModelState
from apps.llm.health import RERANK, search_states
from apps.sheets.search import PublishedRetriever, find_now
from tests.sheets.searchable import publish
from tests.sheets.test_search import read
from tests.support.database import transactional
from tests.support.fakellm import FakeLlm, refused_url
from tests.support.fakellm_fixture import fake_llm
from tests.support.fakellm_modes import FakeMode, Plan

__all__ = ["fake_llm"]
REQUEST = "perte de la carte d'identité au commissariat ou en mairie"


@pytest.fixture
def sheets(db):
    return publish(
        "Carte d'identité perdue",
        "La carte d'identité perdue : la perte de la carte est déclarée, carte perdue.",
        "Adressez-vous au commissariat, sinon en mairie.",
        "La carte est gratuite.",
    )


@pytest.fixture
def endpoint(fake_llm: FakeLlm, settings):
    settings.RERANK_BASE_URL = fake_llm.base_url
    settings.RERANK_MODEL = "a-reranker"
    return fake_llm


def texts(findings: Findings) -> list[str]:
    return [passage.text for passage in findings.passages]


def test_the_order_of_the_model_is_fused_with_that_of_search(sheets, endpoint):
    alone = read(REQUEST)
    endpoint.other_plan = Plan(FakeMode.SERVER_ERROR)
    own = find_now(alone)
    endpoint.other_plan = Plan()
    fused = find_now(alone)
    [request] = [each for each in endpoint.requests if each.path.endswith("/rerank")][-1:]
    assert request.data["model"] == "a-reranker"
    assert request.data["query"] == alone.text
    assert all("Carte d'identité perdue" in text for text in request.data["documents"])
    assert sorted(texts(own)) == sorted(texts(fused))
    assert [each.score for each in own.passages] == [each.score for each in fused.passages]
    assert search_states()[RERANK] is ModelState.UP


def test_a_passage_that_the_model_prefers_moves_up(db, endpoint):
    """Search hears stems; the scripted model hears whole words only."""
    whole = "Déclarer une perte au commissariat ne coûte rien, où que ce soit dans le pays."
    publish("Papiers", "Pertes déclarées, commissariats, pertes.", whole)
    request = read("déclarer perte commissariat")
    endpoint.other_plan = Plan(FakeMode.SERVER_ERROR)
    assert texts(find_now(request)).index(whole) == 1
    endpoint.other_plan = Plan()
    assert texts(find_now(request)).index(whole) == 0


@pytest.mark.parametrize(
    "mode",
    [
        FakeMode.UNAUTHORIZED,
        FakeMode.RATE_LIMITED,
        FakeMode.SERVER_ERROR,
        FakeMode.HANG,
        FakeMode.CUT_RESET,
        FakeMode.HTML,
    ],
)
def test_search_goes_on_and_the_trouble_is_known(sheets, endpoint, monkeypatch, mode):
    clocks = LlmClocks().scaled(0.2)
    monkeypatch.setattr("apps.llm.reranker.LlmClocks", lambda: clocks)
    endpoint.other_plan = Plan(mode)
    began = monotonic()
    first, second = find_now(read(REQUEST)), find_now(read(REQUEST))
    assert monotonic() - began < 5
    assert texts(first) == texts(second) != []
    assert search_states()[RERANK] is ModelState.DOWN


def test_a_model_that_is_down_is_left_alone(sheets, endpoint):
    endpoint.other_plan = Plan(FakeMode.SERVER_ERROR)
    for _ in range(2):
        find_now(read(REQUEST))
    asked = len(endpoint.requests)
    find_now(read(REQUEST))
    assert len(endpoint.requests) == asked


def test_nothing_is_asked_of_a_model_that_is_not_named(sheets, fake_llm):
    assert texts(find_now(read(REQUEST)))
    assert fake_llm.requests == []
    assert search_states()[RERANK] is ModelState.OFF


@transactional
async def test_the_pipelines_retriever_asks_it_too(settings):
    with refused_url() as address:
        settings.RERANK_BASE_URL, settings.RERANK_MODEL = address, "a-reranker"
        assert (await PublishedRetriever().find(read(REQUEST))).passages == ()
