"""Search sees what is published and visible at its moment, and nothing else."""

import threading
from dataclasses import replace

import pytest
from django.db import connection, transaction

from apps.answering.lexicon import read_lexicon
from apps.answering.understanding import Reader
from apps.sheets.enums import Visibility
from apps.sheets.search import PublishedRetriever, Scope, find_now, search_sheets
from tests.sheets.searchable import publish, withdraw
from tests.support.database import transactional

LOST = "Vous devez déclarer la perte de la carte d'identité en mairie."


def read(question, history=()):
    return Reader(read_lexicon()).read(question, history)


def titles(question, user=None, **filters):
    return [sheet.title for sheet in find_now(read(question), Scope(user, filters)).sheets]


@pytest.fixture
def card(db):
    return publish("Carte d'identité perdue", LOST, path=("En France",))


@pytest.mark.django_db
def test_it_finds_a_sheet_by_lay_words():
    publish(
        "Certificat d'immatriculation : changement de titulaire", "La demande se fait en ligne."
    )
    publish("Carte d'identité", "La demande se fait en mairie.")
    assert titles("mettre les papiers de la voiture à mon nom")[0].startswith("Certificat")


@pytest.mark.django_db
def test_it_copies_passages_byte_for_byte(card):
    [passage] = find_now(read("carte d'identité perdue"), Scope()).passages
    stored = card.passages.get()
    assert (passage.text, passage.text_hash) == (stored.text, stored.text_hash)
    assert passage.heading_path == ("En France",)
    assert passage.sheet_id == card.sheet.external_id


@pytest.mark.django_db
def test_it_forgets_a_withdrawn_sheet_at_once(card):
    assert titles("carte d'identité perdue")
    withdraw(card)
    found = find_now(read("carte d'identité perdue"), Scope())
    assert found.sheets == ()
    assert found.passages == ()


@pytest.mark.django_db
def test_related_questions_are_those_of_sheets_that_answer_now():
    """C-24."""
    theft = publish("Carte d'identité volée", "Portez plainte.")
    gone = publish("Carte d'identité abîmée", "Rapportez-la en mairie.")
    related = [
        {"id": theft.sheet.external_id, "title": "Vol de carte", "relation": "question"},
        {"id": gone.sheet.external_id, "title": "Carte abîmée", "relation": "question"},
        {"id": "F99999", "title": "Fiche inconnue", "relation": "question"},
    ]
    publish("Carte d'identité perdue", LOST, revision={"related": related})
    withdraw(gone)
    [lost] = [
        sheet
        for sheet in find_now(read("carte d'identité perdue"), Scope()).sheets
        if sheet.title == "Carte d'identité perdue"
    ]
    assert lost.related == ("Carte d'identité volée",)
    assert titles(lost.related[0])[0] == theft.title


@pytest.mark.django_db
def test_it_finds_a_sheet_published_since_the_last_search(card):
    titles("passeport")
    publish("Passeport perdu", "Déclarez la perte du passeport au commissariat.")
    assert titles("passeport perdu")[0] == "Passeport perdu"


@pytest.mark.django_db
def test_it_ranks_only_what_the_asker_may_see(alice, david):
    inside = publish(
        "Permanence du bus de la Creuse",
        "Le bus passe le mardi.",
        visibility=Visibility.INTERNAL,
        desk=alice.desk,
        territory=alice.desk.departement_id,
    )
    assert titles("permanence du bus", alice) == [inside.title]
    assert titles("permanence du bus", david) == []
    assert titles("permanence du bus") == []


@pytest.mark.django_db
def test_it_keeps_within_the_filters(card):
    publish("Carte d'identité et Caf", "La Caf demande une carte d'identité.", operator="caf")
    assert titles("carte d'identité", operator=["caf"]) == ["Carte d'identité et Caf"]


@pytest.mark.django_db
def test_it_answers_from_no_decision_tree_but_lists_it_on_the_reading_page():
    publish("Carte d'identité : quelle démarche ?", "Répondez aux questions.", has_answer=False)
    assert titles("carte d'identité démarche") == []
    assert search_sheets(read("carte d'identité démarche"), None)


@pytest.mark.django_db
def test_it_finds_nothing_for_words_that_no_sheet_holds(card):
    assert titles("zzyzx qwrtp") == []


@transactional
async def test_the_retriever_runs_outside_of_the_event_loop():
    assert (await PublishedRetriever().find(read("carte d'identité"))).sheets == ()


@transactional
def test_no_withdrawn_passage_comes_back_while_sheets_are_published():
    """Sheets are switched from revision to revision while others search without pause."""
    current = {"row": publish("Carte d'identité perdue 0", LOST)}
    closed: set[str] = set()
    wrong: list[str] = []
    stop = threading.Event()

    def search_on():
        try:
            while not stop.is_set():
                closed_before = set(closed)
                found = find_now(read("carte d'identité perdue"), Scope())
                wrong.extend(
                    p.revision_id for p in found.passages if p.revision_id in closed_before
                )
                wrong.extend(s.revision_id for s in found.sheets if s.revision_id in closed_before)
        finally:
            connection.close()

    searchers = [threading.Thread(target=search_on) for _ in range(3)]
    for searcher in searchers:
        searcher.start()
    for number in range(1, 40):
        old = current["row"]
        with transaction.atomic():
            withdraw(old)
            current["row"] = publish(f"Carte d'identité perdue {number}", LOST, sheet=old.sheet)
        closed.add(str(old.pk))
    stop.set()
    for searcher in searchers:
        searcher.join(timeout=30)
    assert wrong == []
    assert titles("carte d'identité perdue") == ["Carte d'identité perdue 39"]


@pytest.mark.django_db
def test_a_rewritten_query_adds_what_the_request_does_not_say(card):
    """The rewriting of a model is fused with the request…"""
    assert titles("mon machin a disparu") == []
    rewritten = replace(read("mon machin a disparu"), rewritten="perte carte d'identité")
    assert find_now(rewritten).sheets[0].title == card.title


@pytest.mark.django_db
def test_a_rewritten_query_never_replaces_the_request(card):
    """… and a wrong one does not hide what the request itself finds."""
    publish("Passeport perdu", "Vous devez déclarer la perte du passeport.")
    rewritten = replace(read("carte d'identité perdue"), rewritten="passeport voyage étranger")
    found = [sheet.title for sheet in find_now(rewritten).sheets]
    assert found[0] == card.title
    assert "Passeport perdu" in found


@pytest.mark.django_db
def test_words_that_ask_do_not_choose_the_sheet():
    publish("À partir de quel âge peut-on travailler ?", "Il faut avoir 16 ans, âge minimum.")
    publish("Recensement citoyen", "Le recensement se fait en mairie à partir de 16 ans.")
    assert titles("À partir de quel âge faut-il se faire recenser ?")[0] == "Recensement citoyen"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("J'ai perdu ma carte d'identité", "Carte d'identité d'un majeur : perte"),
        ("Mon fils mineur a perdu sa carte d'identité", "Carte d'identité d'un mineur : perte"),
    ],
)
def test_a_sheet_for_minors_comes_first_when_a_child_is_spoken_of(question, first):
    publish("Carte d'identité d'un mineur : perte", "Déclarez la perte de la carte de l'enfant.")
    publish("Carte d'identité d'un majeur : perte", "Déclarez la perte de votre carte.")
    assert titles(question)[0] == first


@pytest.mark.django_db
def test_the_best_sheet_is_given_as_a_whole_beside_the_best_passages():
    whole = [f"La carte grise perdue se déclare au guichet {n}." for n in range(8)]
    publish("Carte grise perdue", *whole)
    for number in range(30):
        publish(f"Sheet {number}", f"La carte grise perdue, cas {number} : carte grise perdue.")
    found = find_now(read("carte grise perdue"), Scope()).passages
    assert {p.text for p in found if p.sheet_title == "Carte grise perdue"} == set(whole)


@pytest.mark.django_db
def test_several_words_of_one_stem_count_as_one():
    publish("Papiers", "Pertes déclarées, pertes.", "Déclarer une perte, déclarer des pertes.")
    assert len(find_now(read("déclarer une perte"), Scope()).passages) == 2
