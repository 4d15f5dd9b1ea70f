"""Vectors: computed once a text, resumable, never mixed between models."""

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from asgiref.sync import async_to_sync

from apps.sheets.models import SearchVector
from apps.sheets.search import find_now
from apps.sheets.search.embedding import UseEmbedder, bulk_embedder, current_embedder
from apps.sheets.search.scope import Scope
from apps.sheets.search.vectors import QueryVector, nearest_passages, nearest_sheets
from apps.sheets.services.indexing import index_revisions
from franceservices.settings import BASE_DIR
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


def test_many_texts_are_encoded_by_several_processes_as_by_one(settings):
    settings.INDEX_PROCESSES = 2
    texts = [f"La carte numéro {number} est gratuite. " * (number % 5 + 1) for number in range(70)]
    with bulk_embedder(10_000) as embedder:
        vectors = async_to_sync(embedder.embed_passages)(texts)
    alone = async_to_sync(UseEmbedder().embed_passages)(texts)
    assert np.allclose(vectors, alone, atol=1e-5)


def test_few_texts_start_no_process(settings, monkeypatch):
    settings.INDEX_PROCESSES = 2
    monkeypatch.setattr("apps.sheets.encoding.start_processes", None)
    with bulk_embedder(10) as embedder:
        assert async_to_sync(embedder.embed_query)("carte")


def test_the_children_end_with_a_parent_that_is_killed(tmp_path):
    code = (
        "import os, signal; from apps.sheets.encoding import encode, start_processes\n"
        "if __name__ == '__main__':\n"
        "    pool = start_processes(1)\n"
        "    pool.submit(encode, ['un']).result()\n"
        "    print(*pool._processes, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    script = tmp_path / "parent.py"
    script.write_text(code)
    environment = {**os.environ, "PYTHONPATH": str(BASE_DIR)}
    run = subprocess.run(
        [sys.executable, str(script)], env=environment, capture_output=True, text=True, timeout=60
    )
    child = int(run.stdout)
    deadline = time.monotonic() + 20
    while Path(f"/proc/{child}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{child}").exists()
