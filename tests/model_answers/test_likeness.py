"""Réponses types are offered to near-identical requests and to no others."""

import pytest
from django.test import override_settings

from apps.model_answers.likeness import likely_model_answers
from tests.model_answers.conftest import QUESTION, replace_sheet

NEAR = [
    QUESTION,
    "Un usager a perdu sa carte d'identité : combien coûte la nouvelle ?",
    "carte d'identité perdue, quel prix pour la nouvelle ?",
    "⟦PERSONNE_1⟧ a perdu sa carte d’identité. Combien coûte la nouvelle carte ?",
]
FAR = [
    "J'ai perdu mon passeport à l'étranger, que faire ?",
    "Comment renouveler ma carte d'identité qui expire bientôt ?",
    "Combien coûte une carte grise après un héritage ?",
    "Quel est le montant du RSA pour une personne seule ?",
]


@pytest.mark.parametrize("text", NEAR)
def test_a_near_identical_request_is_offered_it(approved, alice, text) -> None:
    """C-25, S-08: likeness of words and meaning at or above MODEL_ANSWER_LIKENESS."""
    likely = likely_model_answers(text, alice)
    assert [one.model_answer for one in likely] == [approved]


@pytest.mark.parametrize("text", FAR)
def test_another_request_is_not(approved, alice, text) -> None:
    assert likely_model_answers(text, alice) == []


def test_the_threshold_is_a_setting(approved, alice) -> None:
    with override_settings(MODEL_ANSWER_LIKENESS=1.01):
        assert likely_model_answers(QUESTION, alice) == []


def test_what_is_suspended_is_not_offered(approved, alice, sheet) -> None:
    replace_sheet(sheet, [("cost", "Gratuit."), ("where", "En mairie.")])
    assert likely_model_answers(QUESTION, alice) == []


def test_without_vector_in_time_words_decide(approved, alice) -> None:
    with override_settings(EMBEDDINGS_BASE_URL="http://127.0.0.1:9/v1", EMBEDDINGS_MODEL="x"):
        assert [one.likeness for one in likely_model_answers(QUESTION, alice)] == [1.0]
