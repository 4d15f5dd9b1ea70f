"""Vectors: computed once a text, resumable, never mixed between models."""

import pytest

from apps.sheets.models import SearchVector
from apps.sheets.search import find_now
from apps.sheets.search.embedding import current_embedder
from apps.sheets.search.scope import Scope
from apps.sheets.search.vectors import QueryVector, nearest_passages, nearest_sheets
from apps.sheets.services.indexing import index_revisions
from tests.sheets.searchable import publish, withdraw
from tests.sheets.test_search import read


class LettersEmbedder:
    """Counts letters: a tiny model whose vectors can be reasoned about."""

    def __init__(self, model="letters"):
        self.model = model
        self.asked = []

    async def embed_query(self, text):
        return (await self.embed_passages([text]))[0]

    async def embed_passages(self, texts):
        self.asked += texts
        return tuple(
            tuple(float(text.lower().count(letter)) for letter in "aeiz") for text in texts
        )


@pytest.fixture
def sheets(db):
    return publish("Zèbre", "zzz zzz"), publish("Abeille", "aaa eee", "iii")


def test_it_computes_a_vector_a_passage_and_one_for_the_sheet(sheets):
    report = index_revisions(embedder=LettersEmbedder())
    assert (report.passages, report.vectors, report.left) == (3, 5, 0)
    assert index_revisions(embedder=LettersEmbedder()).vectors == 0


def test_it_goes_on_where_it_stopped(sheets):
    assert index_revisions(embedder=LettersEmbedder(), seconds=0).left == 2
    assert index_revisions(embedder=LettersEmbedder()).left == 0


def test_it_copies_the_vector_of_a_text_that_did_not_change(sheets):
    zebra, _ = sheets
    index_revisions(embedder=LettersEmbedder())
    withdraw(zebra)
    publish("Zèbre", "zzz zzz", "aaa", sheet=zebra.sheet)
    embedder = LettersEmbedder()
    assert index_revisions(embedder=embedder).vectors == 1
    assert embedder.asked == ["Zèbre. . aaa"]


def test_it_never_mixes_the_vectors_of_two_models(sheets):
    index_revisions(embedder=LettersEmbedder("old"))
    query = QueryVector("new", (0.0, 0.0, 0.0, 1.0))
    assert nearest_sheets(query, Scope()) == {}
    assert nearest_passages(query, [sheet.pk for sheet in sheets]) == {}
    index_revisions(embedder=LettersEmbedder("new"))
    assert nearest_sheets(query, Scope())
    assert set(SearchVector.objects.values_list("model", flat=True)) == {"new"}


def test_it_ranks_only_what_is_published(sheets):
    zebra, bee = sheets
    index_revisions(embedder=LettersEmbedder())
    withdraw(zebra)
    query = QueryVector("letters", (0.0, 0.0, 0.0, 1.0))
    assert set(nearest_sheets(query, Scope())) == {bee.pk}


def test_search_works_by_words_before_any_vector(sheets):
    assert [sheet.title for sheet in find_now(read("un zèbre")).sheets] == ["Zèbre"]


def test_it_finds_by_meaning_what_no_word_says(sheets):
    """With the embedded model itself."""
    bus = publish("Carte de transport", "Le bus est gratuit pour les demandeurs d'emploi.")
    index_revisions(embedder=current_embedder())
    found = find_now(read("autocar sans payer quand je suis au chômage"))
    assert found.sheets[0].revision_id == str(bus.pk)
