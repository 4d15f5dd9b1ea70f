"""Letters of administrations, read by rules: the letter's own words, and nothing else."""

from time import perf_counter

import pytest

from apps.answering.letters import LONGEST_LETTER, read_letter
from apps.answering.masking import MaskedText, mask

CAF = """Caf de la Creuse

Objet : Votre dossier RSA, pièces manquantes

Madame,

Pour étudier vos droits, nous vous demandons de nous retourner votre avis d'imposition
et un relevé d'identité bancaire avant le 15 mars 2026.
À défaut, le versement de votre allocation sera suspendu.
Vous pouvez contester cette décision auprès de la commission de recours amiable.

Je vous prie d'agréer, Madame, l'expression de ma considération."""
TAX = """Vous êtes redevable de la somme de 1 234,50 € au titre de la taxe foncière.
Veuillez régler cette somme sous 30 jours. Passé ce délai, une majoration de 10 % sera appliquée."""


def test_it_tells_what_is_asked_by_when_and_what_happens_otherwise():
    reading = read_letter(mask(CAF))

    assert reading.subject == "Votre dossier RSA, pièces manquantes"
    assert reading.asks[-1].endswith("identité bancaire avant le 15 mars 2026.")
    assert [found.words for found in reading.deadlines] == ["avant le 15 mars 2026"]
    assert reading.consequences == ("À défaut, le versement de votre allocation sera suspendu.",)
    assert "commission de recours amiable" in reading.remedies[0]
    assert not any("agréer" in sentence for sentence in reading.asks)


def test_it_tells_amounts_and_delays():
    reading = read_letter(mask(TAX))

    assert [found.words for found in reading.amounts] == ["1 234,50 €"]
    assert [found.words for found in reading.deadlines] == ["sous 30 jours"]
    assert reading.asks == (
        "Vous êtes redevable de la somme de 1 234,50 € au titre de la taxe foncière.",
        "Veuillez régler cette somme sous 30 jours.",
    )
    assert "majoration" in reading.consequences[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Vous êtes convoqué le 12/05/2026 à 9 h.", "convoqué le 12/05/2026"),
        ("Répondez dans un délai de deux mois.", "dans un délai de deux mois"),
        ("Date limite : 1er juin 2026.", "limite : 1er juin 2026"),
        ("Payez au plus tard le 3 avril.", "au plus tard le 3 avril"),
    ],
)
def test_it_reads_deadlines_however_they_are_written(text, words):
    assert words in [found.words for found in read_letter(mask(text)).deadlines]


def test_it_finds_nothing_where_there_is_nothing():
    reading = read_letter(mask("Nous avons bien reçu votre dossier. Il est complet."))

    assert reading.asks == reading.deadlines == reading.consequences == reading.amounts == ()
    assert reading.query == "Nous avons bien reçu votre dossier. Il est complet."


def test_its_question_holds_the_subject_the_request_and_the_deadline():
    question = read_letter(mask(CAF)).question

    assert "pièces manquantes" in question
    assert "avant le 15 mars 2026" in question
    assert question.endswith("Que doit-il faire ?")
    assert len(question) < 4_000


@pytest.mark.parametrize("unit", ["1 ", "avant le ", "dans les 1", "a", "objet : ", ", ", "\n"])
def test_the_longest_letters_are_read_in_time(unit: str):
    letter = MaskedText.from_storage((unit * LONGEST_LETTER)[:LONGEST_LETTER])

    started = perf_counter()
    read_letter(letter)

    assert perf_counter() - started < 2
