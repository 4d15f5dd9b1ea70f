"""Searching the list of sheets: facets, marked words, why; with no model at all."""

from collections.abc import Callable

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.sheets.services.indexing import index_waiting
from tests.sheets.searchable import publish, withdraw
from tests.support.fakellm import refused_url

pytestmark = pytest.mark.django_db
Clients = Callable[[User], Client]


@pytest.fixture
def client(alice: User, client_of: Clients) -> Client:
    return client_of(alice)


@pytest.fixture
def sheets():
    papers = {"operator": "ants", "theme_id": "N1", "theme": "Papiers"}
    family = {"operator": "caf", "theme_id": "N2", "theme": "Famille"}
    return [
        publish("Carte d'identité perdue", "La carte est refaite en mairie.", **papers),
        publish("Carte d'identité", "La carte coûte 25 €.", description="Une carte.", **papers),
        publish("Carte famille", "La carte de réduction des familles.", **family),
    ]


def facets(response):
    listing = response.context["listing"]
    return [
        {facet.value: facet.count for facet in each} for each in (listing.operators, listing.themes)
    ]


def test_facets_count_what_was_found(client, sheets):
    publish("Passeport", "Le passeport coûte 86 €.", operator="ants", theme_id="N1", theme="P")
    found = client.get("/fiches/", {"q": "carte"})
    assert facets(found) == [{"ants": 2, "caf": 1}, {"N2": 1, "N1": 2}]


def test_the_count_of_a_facet_is_what_a_click_gives(client, sheets):
    for name, counts in zip(
        ("operator", "theme"), facets(client.get("/fiches/?q=carte")), strict=True
    ):
        for value, count in counts.items():
            page = client.get("/fiches/", {"q": "carte", name: value}).context["page"]
            assert page.paginator.count == count
    within = client.get("/fiches/", {"q": "carte", "operator": "caf"})
    assert facets(within) == [{"ants": 2, "caf": 1}, {"N2": 1}]


def test_a_chosen_facet_can_be_removed_and_stays_while_one_types(client, sheets):
    page = client.get("/fiches/", {"q": "carte", "operator": "caf", "page": "1"})
    text = page.content.decode()
    assert 'href="/fiches/?q=carte"' in text
    assert 'name="operator" value="caf" form="sheet-search"' in text


def test_it_marks_the_words_of_the_request(client, sheets):
    text = client.get("/fiches/", {"q": "identités perdues"}).content.decode()
    assert "Carte d&#x27;<mark>identité</mark> <mark>perdue</mark>" in text


def test_it_marks_nothing_that_is_html(client):
    publish("<b>Carte</b> & mark", "La <i>carte</i>.")
    text = client.get("/fiches/", {"q": "carte b mark"}).content.decode()
    assert "&lt;b&gt;<mark>Carte</mark>&lt;/b&gt; &amp; <mark>mark</mark>" in text


def test_it_shows_the_best_passage(client, sheets):
    text = client.get("/fiches/", {"q": "refaire la carte en mairie"}).content.decode()
    assert "en <mark>mairie</mark>" in text


def test_a_curator_reads_why_and_a_counsellor_does_not(client, client_of, carole, sheets):
    """Which rankers placed the sheet where, which words counted."""
    index_waiting()
    address = {"q": "CNI perdue zzz"}
    assert "<details" not in client.get("/fiches/", address).content.decode()
    [first, *_] = client_of(carole).get("/fiches/", address).context["lines"]
    places = dict(first.places)
    assert set(places.values()) <= {1, 2, 3, None}
    assert len(places) == 5
    assert list(places.values()).count(1) >= 3
    assert first.why.said == ("perdue",)
    assert set(first.why.added) == {"carte", "identité"}


def test_it_works_with_every_model_down(client, sheets, settings):
    with refused_url() as address:
        settings.EMBEDDINGS_BASE_URL, settings.EMBEDDINGS_MODEL = address, "an-embedder"
        settings.RERANK_BASE_URL, settings.RERANK_MODEL = address, "a-reranker"
        settings.LLM_BASE_URL, settings.LLM_MODEL = address, "a-model"
        lines = client.get("/fiches/", {"q": "carte perdue"}).context["lines"]
    assert lines[0].revision.title == "Carte d'identité perdue"


def test_it_forgets_a_withdrawn_sheet_at_once(client, sheets):
    client.get("/fiches/", {"q": "carte"})
    withdraw(sheets[0])
    lines = client.get("/fiches/", {"q": "carte"}).context["lines"]
    assert sheets[0].title not in [line.revision.title for line in lines]
