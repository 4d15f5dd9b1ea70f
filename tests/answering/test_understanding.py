"""How a request is read."""

import pytest

from apps.answering.enums import Operator, PassageKind
from apps.answering.french import french_words
from apps.answering.lexicon import read_entries, read_lexicon
from apps.answering.spelling import Speller
from apps.answering.understanding import Reader

EHPAD = "établissement d’hébergement pour personnes âgées dépendantes"
FREQUENCIES = {"carte": 900, "grise": 60, "assurance": 700, "contester": 40, "retraite": 300}


@pytest.fixture
def reader():
    return Reader(read_lexicon(), Speller(FREQUENCIES))


def test_the_lexicon_holds_a_thousand_lay_words_and_no_entry_is_empty():
    entries = list(read_entries())
    assert sum(len(entry.lay) for entry in entries) >= 1_000
    assert all(entry.official and all(entry.lay) for entry in entries)


@pytest.mark.parametrize(
    ("question", "official"),
    [
        ("il touche l'AAH", "allocation aux adultes handicapés"),
        ("elle a l'allocation aux adultes handicapés", "AAH"),
        ("inscription à France Travail", "Pôle emploi"),
        ("les papiers de la voiture sont perdus", "certificat d'immatriculation"),
        ("il voudrait la prime de Noël et l'apl", "aide personnalisée au logement"),
    ],
)
def test_it_adds_the_words_of_the_sheets(reader, question, official):
    assert official in " ".join(reader.read(question).terms)


def test_it_takes_the_longest_lay_word_only(reader):
    terms = reader.read("perdu son permis de pêche").terms
    assert any("pêche" in term for term in terms)
    assert not any("conduire" in term for term in terms)


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("Vous recevez l’APL.", {"APL": "aide personnalisée au logement"}),
        ("Demandez-le à la Caf.", {"Caf": "caisse d’allocations familiales"}),
        ("L’aide personnalisée au logement (APL) baisse.", {}),
        ("Clic droit. Prepare et are ne sont pas des sigles.", {}),
        ("L’EHPAD (ou un Ehpad).", {"EHPAD": EHPAD}),
        ("Un délai de 3 mois, 25 €.", {}),
        ("L’ARS est l’allocation de rentrée ou l’agence de santé.", {}),
    ],
)
def test_it_says_what_the_acronyms_of_a_text_stand_for(text, spelled):
    assert read_lexicon().spelled_out(text) == spelled


def test_it_writes_oral_forms_out(reader):
    assert "combien" in reader.read("cb ça coute svp").text


def test_it_mends_spelling_but_no_name_number_nor_acronym(reader):
    understood = reader.read("l’assurence de M. Cartier, contesté en 2021, RSB ⟦NIR_1⟧")
    assert "assurance" in understood.text
    assert ("assurence", "assurance") in understood.corrections
    for kept in ("Cartier", "2021", "RSB", "⟦NIR_1⟧"):
        assert kept in understood.text


@pytest.mark.parametrize(
    ("question", "operators"),
    [
        ("la Caf réclame un trop-perçu", (Operator.CAF,)),
        ("refaire son permis", (Operator.ANTS,)),
        ("les impôts et la Caf", (Operator.CAF, Operator.DGFIP)),
        ("quelle heure est-il", ()),
    ],
)
def test_it_proposes_operators(reader, question, operators):
    assert reader.read(question).operators == operators


def test_it_gives_accents_back():
    speller = Speller({"congé": 40, "payés": 20, "pays": 90, "paye": 3})
    assert speller.corrected("conge payes dans ce pays") == ("congé payés dans ce pays", ())


def test_it_keeps_the_request_as_typed(reader):
    assert reader.read("cb coute la carte grize ?").question == "cb coute la carte grize ?"


def test_it_folds_the_history_into_a_follow_up(reader):
    understood = reader.read("et pour ses enfants ?", ["Combien coûte le passeport ?"])
    assert "passeport" in understood.text
    assert understood.question == "et pour ses enfants ?"


def test_it_leaves_the_history_out_of_a_request_that_stands_alone(reader):
    question = (
        "Une habitante de 67 ans qui vit seule demande comment obtenir une aide ménagère du "
        "conseil départemental après une longue hospitalisation à Limoges"
    )
    assert "passeport" not in reader.read(question, ["Combien coûte le passeport ?"]).text


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("combien coûte un passeport", PassageKind.COST),
        ("quels papiers apporter", PassageKind.PAPERS),
        ("quel délai pour contester", PassageKind.DELAY),
        ("à qui s'adresser", PassageKind.WHERE),
    ],
)
def test_it_reads_what_is_wanted(reader, question, kind):
    assert kind in reader.read(question).wanted


@pytest.mark.parametrize(
    ("question", "never"),
    [
        ("ce n'est pas normal", "CSE"),
        ("elle va partir", "VAE"),
        ("il y a trois mois", "insalubrité"),
        ("elle porte le nom de son ancienne rue", "hébergement"),
        ("une aide pour ses frais", "aidant"),
        ("un livret avec des points de fidélité", "actualisation"),
    ],
)
def test_no_common_word_stands_for_an_acronym_or_another_word(reader, question, never):
    assert never not in " ".join(reader.read(question).terms)


def test_a_light_word_that_makes_the_meaning_is_needed(reader):
    assert "hébergement d'urgence 115" in reader.read("il dort à la rue").terms


def test_words_of_one_family_meet(reader):
    assert "perte" in reader.read("il a égaré sa carte").terms


def test_it_leaves_words_of_everyday_french_alone():
    speller = Speller({"hérite": 90, "pompes": 40}, correct=french_words())
    assert speller.corrected("il hésite, il mange des pommes") == (
        "il hésite, il mange des pommes",
        (),
    )
