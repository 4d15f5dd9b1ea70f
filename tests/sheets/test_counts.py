"""The words of revisions are kept, so that a process starts within seconds."""

import numpy as np
import pytest
from django.core.management import call_command

from apps.answering.wording import content_stems
from apps.sheets.models import SearchTerms
from apps.sheets.search import find_now
from apps.sheets.search.counts import count_terms, read_terms
from apps.sheets.search.index import LexicalIndex
from apps.sheets.search.snapshot import Snapshot
from apps.sheets.services.counting import keep_terms
from tests.sheets.searchable import publish, withdraw
from tests.sheets.test_search import read


@pytest.fixture
def sheets(db):
    return [
        publish("Carte d'identité", "La carte coûte 25 €.", "Œuvre d'été.", path=("Coût",)),
        publish("Passeport", description="Pour voyager."),
    ]


def ids(sheets):
    return [sheet.pk for sheet in sheets]


def test_what_is_kept_scores_as_what_is_counted(sheets):
    keep_terms()
    kept = Snapshot(read_terms(ids(sheets)))
    counted = Snapshot(list(count_terms(ids(sheets))))
    query = dict.fromkeys(content_stems("carte oeuvre passeport voyager 25"), 1.0)
    assert kept.passage_ids.tolist() == counted.passage_ids.tolist()
    assert kept.titles == counted.titles
    for level in ("passages", "sheets", "titles"):
        scores = getattr(kept.scores(query), level)
        assert np.array_equal(scores, getattr(counted.scores(query), level))
        assert scores.any()


def test_it_reads_what_is_kept_in_one_query(sheets, django_assert_num_queries):
    keep_terms()
    with django_assert_num_queries(1):
        assert len(read_terms(ids(sheets))) == 2


def test_it_counts_what_is_not_kept_yet(sheets):
    keep_terms()
    new = publish("Permis de conduire", "Le permis est gratuit.")
    assert [each.title for each in read_terms([*ids(sheets), new.pk])][-1] == new.title


def test_it_keeps_each_revision_once_and_forgets_those_withdrawn(sheets):
    assert keep_terms() == 2
    assert keep_terms() == 0
    withdraw(sheets[0])
    keep_terms()
    assert [row.revision_id for row in SearchTerms.objects.all()] == [sheets[1].pk]


def test_counts_made_in_another_way_are_never_read_and_are_made_anew(sheets):
    keep_terms()
    SearchTerms.objects.update(counting="another", words="faux")
    assert "faux" not in {word for each in read_terms(ids(sheets)) for word in each.words}
    assert keep_terms() == 2
    assert not SearchTerms.objects.filter(counting="another").exists()


def test_a_withdrawn_sheet_whose_words_are_still_kept_does_not_come_back(sheets, monkeypatch):
    """The rows of a withdrawn revision go with the next job: search must not wait for it."""
    keep_terms()
    withdraw(sheets[0])
    monkeypatch.setattr("apps.sheets.search.retriever.index", LexicalIndex())
    assert SearchTerms.objects.filter(revision=sheets[0]).exists()
    assert find_now(read("carte d'identité")).sheets == ()


def test_the_command_keeps_the_words(sheets, capsys):
    call_command("index_sheets", "--json")
    assert SearchTerms.objects.count() == 2
