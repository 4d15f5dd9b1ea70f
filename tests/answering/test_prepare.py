"""What a request goes through before anything is kept: length, urgency, personal data, warnings."""

import pytest

from apps.answering.enums import MaskKind
from apps.answering.prepare import MAX_CHARACTERS, RequestEmpty, RequestTooLong, prepare
from apps.answering.sensitive import SensitiveTopic


def _numbers(text: str) -> list[str]:
    urgency = prepare(text).urgency
    return [number for number, _ in urgency.contacts] if urgency else []


def test_an_ordinary_request_goes_through_unchanged():
    prepared = prepare("Quelles pièces pour refaire une CNI volée ?")

    assert prepared.masked.text == "Quelles pièces pour refaire une CNI volée ?"
    assert not prepared.needs_preview
    assert prepared.urgency is None
    assert prepared.sensitive == ()


def test_personal_data_call_for_a_preview():
    prepared = prepare("Mme Zerrouki, allocataire 1847205, veut l'APL")

    assert prepared.needs_preview
    assert prepared.masked.kinds == {MaskKind.PERSON, MaskKind.CAF_NUMBER}


def test_what_comes_back_masked_needs_no_second_preview():
    first = prepare("Mme Zerrouki, allocataire 1847205, veut l'APL")

    assert not prepare(first.masked.text).needs_preview


@pytest.mark.parametrize("text", ["", "   \n", "\u200b\u202e \u2060"])
def test_it_refuses_an_empty_request(text: str):
    with pytest.raises(RequestEmpty) as refused:
        prepare(text)
    assert refused.value.message == "Décrivez la situation de l’usager avant d’envoyer."


def test_it_refuses_a_request_that_is_too_long_and_says_by_how_much():
    with pytest.raises(RequestTooLong) as refused:
        prepare("a" * (MAX_CHARACTERS + 1))
    assert "4\u202f001 caractères" in refused.value.message
    assert "4\u202f000 caractères" in refused.value.message


def test_invisible_characters_do_not_count_and_are_dropped():
    prepared = prepare("\u202eaide\u200b au loge\u00adment" + "\u200b" * MAX_CHARACTERS)

    assert prepared.masked.text == "aide au logement"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Une dame parle de se suicider à l'accueil", "3114"),
        ("elle dit vouloir en finir", "3114"),
        ("Victime de violences conjugales, elle veut quitter le domicile", "3919"),
        ("son mari la frappe depuis des mois", "3919"),
        ("Je pense qu’un enfant est en danger chez les voisins", "119"),
        ("le petit dit que son père le bat", "119"),
        ("une famille sans abri ce soir avec deux enfants", "115"),
        ("il dort dans sa voiture depuis lundi", "115"),
        ("Un usager fait un malaise devant moi", "15"),
        ("il y a le feu dans l'immeuble", "18"),
        ("menaces de mort par son ex", "17"),
    ],
)
def test_urgency_words_bring_the_number_to_call(text: str, expected: str):
    assert expected in _numbers(text)


@pytest.mark.parametrize(
    "text",
    [
        "Comment demander l'hébergement de mon site ?",
        "l'assurance décès couvre-t-elle le conjoint ?",
        "numéro du 3939 et du 115 : qui paie l'appel ?",
        "aide pour battre le record de l'association",
        "il habite rue de la Paix, quelle mairie ?",
        "prime de nuit et travail dehors par grand froid",
        "prise en charge d'un enfant handicapé à l'école",
        "le conjoint collaborateur a-t-il droit à la retraite ?",
    ],
)
def test_ordinary_words_raise_no_urgency(text: str):
    assert _numbers(text) == []


def test_a_sensitive_fact_about_a_person_warns_and_does_not_stop():
    prepared = prepare("Mme Zerrouki a un cancer et demande une pension d'invalidité")

    (term,) = prepared.sensitive
    assert term.topic is SensitiveTopic.HEALTH
    assert prepared.masked.text[term.start : term.end] == "cancer"


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("mon mari est syndiqué à la CGT", SensitiveTopic.UNION),
        ("ce monsieur sort de prison", SensitiveTopic.OFFENCE),
        ("elle est musulmane et porte le voile", SensitiveTopic.RELIGION),
        ("son fils est schizophrène", SensitiveTopic.HEALTH),
    ],
)
def test_each_sensitive_topic_is_known(text: str, topic: SensitiveTopic):
    assert topic in {term.topic for term in prepare(text).sensitive}


@pytest.mark.parametrize(
    "text",
    [
        "AAH et pension d'invalidité : peut-on cumuler ?",
        "Quels droits en prison pour les visites ?",
        "dépistage gratuit du cancer du sein : à partir de quel âge ?",
        "il touche l'AAH et son taux d'invalidité est de 80 %",
    ],
)
def test_themes_and_general_questions_do_not_warn(text: str):
    assert prepare(text).sensitive == ()
