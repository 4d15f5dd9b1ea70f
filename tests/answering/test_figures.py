"""Figures and contacts: what counts as the same, and what is flagged."""

from pathlib import Path

import pytest

from apps.answering.enums import ProblemKind
from apps.answering.figures import unsupported_spans
from apps.answering.figures.numbers import number_value
from apps.evaluation.claims import evaluate_claims

SAME = [
    ("C'est vingt-cinq euros.", "Le timbre coûte 25 €."),
    ("C'est 25 euros.", "Le timbre coûte 25 €."),
    ("C'est 1 000 €.", "Le montant est de 1000 €."),
    ("C'est 10.700 euros.", "Le plafond est de 10 700 €."),
    ("C'est mille deux cents euros.", "L'aide est de 1 200 €."),
    ("C'est quatre-vingt-six euros.", "Le timbre est à 86 €."),
    ("Entre 35, 98 ou 153 € par trimestre.", "35 €, 98 € ou 153 €"),
    ("L'aide est de 2 millions d'euros.", "Le fonds est doté de 2 000 000 €."),
    ("La photo a moins de six mois.", "Photo de moins de 6 mois"),
    ("Il a vingt-quatre mois.", "Il dispose de 2 ans."),
    ("Il faut un mois.", "Le délai est d'1 mois."),
    ("La pause est après 4h30.", "La pause est due après 4 heures et demie de travail."),
    ("C'est ouvert de 9 h à 17 h.", "Ouvert de 9h à 17h"),
    ("Depuis le 01/04/2020.", "À compter du 1er avril 2020"),
    ("Depuis le 1er avril 2020.", "À compter du 01.04.2020"),
    ("Entre le 20/04 et le 12/06/2020.", "du 20 avril au 12 juin 2020"),
    ("Du 1er au 15 mars 2021.", "entre le 1er mars 2021 et le 15 mars 2021"),
    ("Le véhicule est de juillet 2017.", "immatriculé le 3 juillet 2017"),
    ("De quinze à dix-sept ans, c'est 42 €.", "De 15 ans à 17 ans : 42 €"),
    ("La réduction est de soixante-quinze pour cent.", "une réduction de 75%"),
    ("Il faut la moitié, soit 50 %.", "Le taux est de 50 %."),
    ("Appelez le 3939.", "Allo service public : 39 39"),
    ("Appelez le 39 39.", "Allo service public : 3939"),
    ("Composez le +33 1 53 59 11 10.", "Tél. : 01.53.59.11.10"),
    ("Composez le 0 800 970 033.", "par téléphone au 0800970033"),
    ("Écrivez à CADA@cada.fr.", "Courriel : cada@cada.fr"),
    ("Le site est https://www.impots.gouv.fr/.", "Consultez impots.gouv.fr"),
    ("Voir service-public.fr.", "sur https://www.service-public.fr/particuliers"),
    ("Remplissez le cerfa n° 14011.", "formulaire cerfa n°14011*02"),
    ("Voir les articles 156 et 156 bis.", "articles 156 et 156 bis du code général des impôts"),
    ("Selon l'article L. 123-4.", "Voir l'article L123-4 du code."),
    ("C'est la loi n° 89-462.", "loi n°89-462 du 6 juillet 1989"),
    ("Le quatrième anniversaire compte.", "avant le 4e anniversaire"),
    ("Sept stagiaires sont admis.", "Le maximum est de 7 stagiaires."),
]
GLUED = [
    ("Le montant est de 994,56 €.", "2 enfants496,64 €3 enfants994,56 €"),
    ("Depuis le 1er avril 2020.", "depuis le 1er avril 2020Congés annuels"),
    ("La durée est de 6 mois.", "dans un délai de 6mois"),
    ("C'est 1\u202f500 €.", "Montant1\u00a0500\u00a0€Frais"),
    ("Le 3919 est gratuit.", "Téléphone\u200b3919Service gratuit"),
    ("Appelez le 01 40 58 77 00.", "Par téléphone01 40 58 77 00Ouvert"),
    ("Le site est cnas.fr.", "Site www.cnas.frOuvert à tous"),
]
DIFFERENT = [
    ("C'est 35 €.", "Le timbre coûte 25 €.", "35 €"),
    ("C'est 25 jours.", "Le timbre coûte 25 €.", "25 jours"),
    ("Sous 48 jours.", "dans les 48 heures", "48 jours"),
    ("C'est 6 semaines.", "dans les 6 mois", "6 semaines"),
    ("Depuis le 2 avril 2020.", "À compter du 1er avril 2020", "2 avril 2020"),
    ("Depuis le 1er avril 2021.", "À compter du 1er avril 2020", "1er avril 2021"),
    ("Depuis le 1er avril 2021.", "À compter du 1er avril", "1er avril 2021"),
    ("Dès 15 ans.", "à partir de 16 ans", "15 ans"),
    ("C'est 40 %.", "un taux de 30 %", "40 %"),
    ("Appelez le 39 93.", "Appelez le 39 39", "39 93"),
    ("Composez le 01 53 59 10 11.", "Tél. : 01 53 59 11 10", "01 53 59 10 11"),
    ("Voir www.crp-ratp.com.", "Voir www.crp-ratp.fr", "www.crp-ratp.com"),
    ("Voir impots-gouv.fr.", "Voir impots.gouv.fr", "impots-gouv.fr"),
    ("Voir https://impots.gouv.fr/evil.", "Voir impots.gouv.fr", "https://impots.gouv.fr/evil"),
    ("Écrivez à a@cada.org.", "Courriel : a@cada.fr", "a@cada.org"),
    ("Remplissez le cerfa n° 14001.", "formulaire cerfa n°14011*02", "14001"),
    ("Remplissez le cerfa 14011*03.", "formulaire cerfa n°14011*02", "14011*03"),
    ("Voir les articles 28 à 36.", "articles 25 et 28 de la loi", "articles 28 à 36"),
    ("Il faut 4 stagiaires.", "au maximum 3 stagiaires pendant 4 semaines", "4 stagiaires"),
    ("Deux tiers ou 2/3 des voix.", "au moins 1/3 des voix", "2/3"),
]


@pytest.mark.parametrize(("sentence", "passage"), SAME + GLUED)
def test_it_finds_the_same_figure_under_another_form(sentence, passage):
    assert unsupported_spans(sentence, [passage]) == ()


@pytest.mark.parametrize(("sentence", "passage", "span"), DIFFERENT)
def test_it_flags_what_the_passage_does_not_say_on_the_words_concerned(sentence, passage, span):
    problems = unsupported_spans(sentence, [passage])
    assert [problem.text for problem in problems] == [span]
    assert sentence[problems[0].start : problems[0].end] == span


def test_one_of_the_cited_passages_is_enough():
    assert unsupported_spans("C'est 25 €.", ["rien", "Le timbre : 25 €"]) == ()
    assert unsupported_spans("C'est 25 €.", [])


def test_spans_are_characters_of_the_sentence_even_with_invisible_ones():
    sentence = "C’est\u200b 35\u00a0€ ou\u200b 45 €."
    problems = unsupported_spans(sentence, ["35 €"])
    assert [sentence[p.start : p.end] for p in problems] == ["45 €"]


def test_contacts_and_figures_are_told_apart():
    kinds = {p.kind for p in unsupported_spans("Appelez le 3939, c'est 5 €.", ["rien"])}
    assert kinds == {ProblemKind.CONTACT_ABSENT, ProblemKind.FIGURE_ABSENT}


@pytest.mark.parametrize(
    "sentence",
    [
        "Un véhicule neuf convient.",
        "Les deux parents signent, ou l'un des deux.",
        "Une personne majeure peut le faire.",
        "C'est à la mairie de votre domicile.",
    ],
)
def test_words_that_only_look_like_numbers_are_left_alone(sentence):
    assert unsupported_spans(sentence, ["Les parents signent à la mairie."]) == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("vingt et un", 21),
        ("soixante-dix-sept", 77),
        ("quatre-vingts", 80),
        ("quatre-vingt-dix-neuf", 99),
        ("deux cent cinquante", 250),
        ("mille neuf cent quatre-vingt-quatre", 1984),
        ("trois mille", 3000),
        ("1 000 000", 1_000_000),
        ("10.700", 10_700),
    ],
)
def test_it_reads_french_numbers(text, value):
    assert number_value(text) == value


CLAIMS = Path(__file__).resolve().parents[3] / "shared" / "eval" / "claims.jsonl"


@pytest.mark.shared_data
@pytest.mark.skipif(not CLAIMS.exists(), reason="the judged claims are not beside the project")
def test_it_meets_its_floor_on_the_judged_claims():
    figures = evaluate_claims(CLAIMS)
    assert figures["n"] >= 250
    assert figures["precision"] >= 0.97
    assert figures["recall"] >= 0.97
