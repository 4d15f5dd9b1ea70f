"""Reading the official XML: its traps, each on a small sample."""

import pytest

from apps.answering.enums import Operator, PassageKind
from apps.sheets.parsing.files import parse_file
from apps.sheets.parsing.parsed import ParsedSheet, ParseRefusal, from_json, to_json
from apps.sheets.parsing.publication import parse_publication
from tests.sheets.samples import node, resource, sheet

TWO_SITUATIONS = """
<ListeSituations affichage="onglet">
  <Situation><Titre>En France</Titre><Texte>
    <Chapitre><Titre><Paragraphe>Coût</Paragraphe></Titre>
      <Paragraphe>Quel âge avez-vous ?</Paragraphe>
      <BlocCas affichage="radio">
        <Cas><Titre>Vous êtes majeur</Titre><Paragraphe>25 €</Paragraphe></Cas>
        <Cas><Titre>Vous êtes mineur</Titre><Paragraphe>20 €</Paragraphe></Cas>
      </BlocCas>
    </Chapitre></Texte></Situation>
  <Situation><Titre>À l'étranger</Titre><Texte>
    <Chapitre><Titre><Paragraphe>Coût</Paragraphe></Titre><Paragraphe>25 €</Paragraphe></Chapitre>
  </Texte></Situation>
</ListeSituations>"""


def parse(body: str, **options: str) -> ParsedSheet:
    return parse_publication(sheet(body, **options), "F1.xml")


def text_of(body: str) -> str:
    return "\n".join(passage.text for passage in parse(f"<Texte>{body}</Texte>").passages)


def test_it_keeps_situation_chapter_and_case_as_the_path() -> None:
    passages = parse(TWO_SITUATIONS).passages
    assert [(each.heading_path, each.text) for each in passages] == [
        (("En France", "Coût", "Vous êtes majeur"), "25 €"),
        (("En France", "Coût", "Vous êtes mineur"), "20 €"),
        (("À l'étranger", "Coût"), "25 €"),
    ]
    assert (passages[1].situation, passages[1].case) == ("En France", "Vous êtes mineur")
    assert {each.kind for each in passages} == {PassageKind.COST}


def test_a_question_that_the_cases_answer_is_no_passage_but_is_displayed() -> None:
    parsed = parse(TWO_SITUATIONS)
    assert not any("Quel âge" in each.text for each in parsed.passages)
    assert "Quel âge avez-vous" in str(parsed.body["main"])


@pytest.mark.parametrize(
    ("inline", "expected"),
    [
        ("Le 1<Exposant>er</Exposant> avril", "Le 1er avril"),
        ("mot<MiseEnEvidence>s</MiseEnEvidence> collés", "mots collés"),
        ("coûte <Valeur>25 €</Valeur> environ", "coûte 25 € environ"),
        ("  deux \n  lignes\t", "deux lignes"),
        ("le <LienExterne URL='https://a.fr'>site</LienExterne>\n\n.", "le site."),
        ("avant<!-- commentaire -->après", "avantaprès"),
        ("déci\u00adsion\u200b", "décision"),
        ("délai\u00a0: 3 mois", "délai\u00a0: 3 mois"),
        ("un <Inconnu>mot</Inconnu> nouveau", "un mot nouveau"),
    ],
)
def test_it_flattens_inline_elements_without_gluing_or_cutting_words(
    inline: str, expected: str
) -> None:
    assert text_of(f"<Paragraphe>{inline}</Paragraphe>") == expected


def test_a_table_is_whole_with_its_header_row_and_merged_cells_repeated() -> None:
    text = text_of(
        """<Tableau><Titre>Tarifs</Titre><Colonne type="header"/><Colonne type="normal"/>
        <Rangée type="header"><Cellule fusionVerticale="2"><Paragraphe>Pays</Paragraphe></Cellule>
          <Cellule><Paragraphe>Âge</Paragraphe></Cellule><Cellule>Prix</Cellule></Rangée>
        <Rangée type="normal"><Cellule fusionVerticale="2"><Paragraphe>France</Paragraphe></Cellule>
          <Cellule><Paragraphe>Majeur</Paragraphe></Cellule><Cellule>25 €</Cellule></Rangée>
        <Rangée type="normal"><Cellule><Paragraphe>Mineur</Paragraphe></Cellule>
          <Cellule><Liste><Item><Paragraphe>20 €</Paragraphe></Item></Liste></Cellule></Rangée>
        </Tableau>"""
    )
    assert text.splitlines() == [
        "Tarifs",
        "Pays | Âge | Prix",
        "France | Majeur | 25 €",
        "France | Mineur | 20 €",
    ]


def test_a_table_title_of_schema_3_5_is_read() -> None:
    title = "<TitreRiche><Paragraphe>Barème</Paragraphe></TitreRiche>"
    table = f"{title}<Rangée><Cellule>1</Cellule></Rangée>"
    assert text_of(f"<Tableau>{table}</Tableau>") == "Barème\n1"


def test_lists_and_callouts_have_their_form() -> None:
    text = text_of(
        """<Paragraphe>Apportez :</Paragraphe>
        <Liste type="puce"><Item><Paragraphe>une photo</Paragraphe>
          <Liste><Item><Paragraphe>récente</Paragraphe></Item></Liste></Item>
          <Item><Paragraphe>un justificatif</Paragraphe><Paragraphe>de domicile</Paragraphe></Item>
        </Liste>
        <ANoter><Titre>À noter :</Titre><Paragraphe>les copies suffisent.</Paragraphe></ANoter>"""
    )
    assert text.splitlines() == [
        "Apportez :",
        "- une photo",
        "- récente",
        "- un justificatif de domicile",
        "À noter\u00a0: les copies suffisent.",
    ]


def test_a_long_leaf_is_split_on_the_borders_of_blocks() -> None:
    words = " ".join(["mot"] * 100)
    passages = parse(f"<Texte>{f'<Paragraphe>{words}</Paragraphe>' * 6}</Texte>").passages
    assert [len(each.text.split()) for each in passages] == [200, 200, 200]
    assert [each.position for each in passages] == [0, 1, 2]


def test_a_long_table_is_never_split() -> None:
    row = "<Rangée><Cellule>un deux trois quatre cinq</Cellule></Rangée>"
    passages = parse(f"<Texte><Tableau>{row * 120}</Tableau></Texte>").passages
    assert [len(each.text.split()) for each in passages] == [600]


def test_a_long_list_stays_with_the_line_that_announces_it_or_splits_between_items() -> None:
    item = f"<Item><Paragraphe>{' '.join(['mot'] * 99)}</Paragraphe></Item>"
    passages = parse(
        f"<Texte><Paragraphe>Voici :</Paragraphe><Liste>{item * 5}</Liste></Texte>"
    ).passages
    assert passages[0].text.startswith("Voici :\n- mot")
    assert all(
        line.startswith(("Voici", "- ")) for each in passages for line in each.text.splitlines()
    )
    assert len(passages) == 3


def test_navigation_and_references_are_no_passages() -> None:
    parsed = parse(
        """<Texte><Paragraphe>Le texte.</Paragraphe></Texte>
        <VoirAussi><Fiche ID="F5"><Titre>Passeport</Titre></Fiche></VoirAussi>
        <QuestionReponse ID="F6" audience="Particuliers">Peut-on voyager ?</QuestionReponse>
        <QuestionReponse ID="F8"><Titre>Forme de la version 3.4</Titre></QuestionReponse>
        <Reference URL="https://legifrance.gouv.fr/a" ID="R1"><Titre>Décret</Titre></Reference>
        <PourEnSavoirPlus URL="https://b.fr" ID="R2"><Titre>Guide</Titre></PourEnSavoirPlus>
        <Definition ID="R3"><Titre>Foyer</Titre><Texte><Paragraphe>Un sens.</Paragraphe></Texte>
        </Definition>
        <Abreviation ID="R4" type="Sigle"><Titre>CNI</Titre>
        <Texte><Paragraphe>Carte nationale</Paragraphe></Texte></Abreviation>"""
    )
    assert [each.text for each in parsed.passages] == ["Le texte."]
    assert [(each["id"], each["relation"]) for each in parsed.related] == [
        ("F6", "question"),
        ("F8", "question"),
        ("F5", "see_also"),
        ("F7", "sibling"),
    ]
    assert parsed.body["references"][0]["url"] == "https://legifrance.gouv.fr/a"
    assert parsed.body["definitions"]["R3"] == {"term": "Foyer", "text": "Un sens."}
    assert parsed.body["abbreviations"]["R4"]["text"] == "Carte nationale"


def test_services_and_contacts_are_kept_once_with_their_place() -> None:
    service = """<ServiceEnLigne ID="R10" type="Formulaire" numerocerfa="14011*02" URL="https://s.fr">
        <Titre>Déclaration de perte</Titre><Source>ANTS</Source></ServiceEnLigne>"""
    contact = """<{0} ID="R20" type="Local personnalisable"><Titre>Mairie</Titre>
        <Complement>Pour la demande</Complement><PivotLocal>mairie</PivotLocal>
        <RessourceWeb URL="https://mairie.fr"/><Texte><Chapitre><Titre><Paragraphe>Par téléphone
        </Paragraphe></Titre><Paragraphe>Composez le 01 23 45 67 89 de 9h à 17h</Paragraphe>
        </Chapitre></Texte></{0}>"""
    parsed = parse(
        f"<Texte><Paragraphe>Allez-y.</Paragraphe>{service}{contact.format('OuSAdresser')}</Texte>"
        + service
        + contact.format("QuiPeutMAider")
        + '<ServiceEnLigne ID="R11" type="Simulateur"><Titre>Calcul</Titre></ServiceEnLigne>'
    )
    assert [(each.id, each.cerfa) for each in parsed.services] == [("R10", "14011*02"), ("R11", "")]
    [mairie] = parsed.contacts
    assert (mairie.pivot, mairie.phone, mairie.url) == (
        "mairie",
        "01 23 45 67 89",
        "https://mairie.fr",
    )
    assert parsed.passages[0].text.splitlines() == [
        "Allez-y.",
        "Formulaire\u00a0: Déclaration de perte (Cerfa n° 14011*02)",
        "Où s’adresser\u00a0: Mairie (Pour la demande)",
    ]


def test_only_web_addresses_become_links() -> None:
    parsed = parse(
        "<Texte><Paragraphe><LienExterne URL='javascript:alert(1)'>a</LienExterne> "
        "<LienExterne URL='//evil.tld'>b</LienExterne></Paragraphe></Texte>"
    )
    assert parsed.body["main"][0]["runs"] == ["a b"]


def test_a_warning_and_a_status_are_for_the_whole_sheet() -> None:
    parsed = parse(
        "<Avertissement ID='R9' date='2026-01-01'><Titre>Réforme</Titre><Texte><Paragraphe>Elle"
        " vient.</Paragraphe></Texte></Avertissement><Texte><Paragraphe>a</Paragraphe></Texte>",
        more='statut="enCoursDeMiseAJour" nouveau="x"',
    )
    assert parsed.warning.splitlines()[0].startswith("Cette fiche est en cours de mise à jour")
    assert parsed.warning.endswith("Réforme\nElle vient.")
    assert len(parsed.passages) == 1


def test_the_kind_of_a_passage_comes_from_its_section_its_titles_or_the_sheet() -> None:
    def kinds(body: str, title: str = "Carte d'identité") -> list[str]:
        return [each.kind for each in parse(f"<Texte>{body}</Texte>", title=title).passages]

    chapter = "<Chapitre {}><Titre><Paragraphe>{}</Paragraphe></Titre>{}</Chapitre>"
    text = "<Paragraphe>texte</Paragraphe>"
    assert kinds(chapter.format('type="pieces"', "À joindre", text)) == [PassageKind.PAPERS]
    assert kinds(chapter.format("", "Délai de fabrication", text)) == [PassageKind.DELAY]
    assert kinds(chapter.format("", "Qui est concerné\u00a0?", text)) == [PassageKind.CONDITIONS]
    assert kinds(chapter.format("", "Où s'adresser ?", text)) == [PassageKind.WHERE]
    assert kinds(chapter.format("", "Rémunération", text)) == [PassageKind.OTHER]
    assert kinds(text, title="Combien coûte un passeport ?") == [PassageKind.COST]
    intro = parse(f"<Introduction><Texte>{text}</Texte></Introduction><Texte>{text}</Texte>")
    assert intro.passages[0].kind == PassageKind.INTRO


@pytest.mark.parametrize("kind", ["Recherche guidée", "Fiche avec liens externes"])
def test_a_sheet_of_choices_or_links_is_kept_without_passages(kind: str) -> None:
    parsed = parse(
        "<LienExterneCommente><LienExterne URL='https://a.fr'>Bac</LienExterne>"
        "</LienExterneCommente>"
        "<Problematiques><Problematique><Titre>Vous achetez</Titre><Branche><Titre>Neuf</Titre>"
        "<LienInterne LienPublication='F2'>Lire</LienInterne></Branche></Problematique>"
        "</Problematiques>",
        kind=kind,
    )
    assert (parsed.has_answer, parsed.passages) == (False, ())
    assert [block["type"] for block in parsed.body["main"]] == ["link", "guide"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"dossier": "N358"}, Operator.ANTS),
        ({"dossier": "N19775", "title": "Montant"}, Operator.CAF),
        ({"dossier": "N1", "title": "Chèque énergie"}, Operator.CHEQUE_ENERGIE),
        ({"dossier": "N1", "title": "x", "contributor": "La Poste"}, Operator.LA_POSTE),
        ({"dossier": "N1", "title": "Chasse"}, Operator.OTHER),
    ],
)
def test_the_operator_follows_the_rules(options: dict[str, str], expected: Operator) -> None:
    assert parse("<Texte><Paragraphe>a</Paragraphe></Texte>", **options).operator == expected


def test_the_hash_follows_words_and_links_but_not_dates_nor_kinds_of_space() -> None:
    def content_hash(text: str, date: str = "2026-01-15", url: str = "https://a.fr") -> str:
        link = f"<LienExterne URL='{url}'>ici</LienExterne>"
        body = f"<Texte><Paragraphe>{text} {link}</Paragraphe></Texte>"
        return parse(body, date=date).content_sha256

    assert content_hash("Délai : 3 mois") == content_hash("Délai\u00a0:  3 mois", date="2026-02-01")
    assert content_hash("3 mois") != content_hash("4 mois")
    assert content_hash("3 mois") != content_hash("3 mois", url="https://b.fr")


def test_a_sheet_survives_the_journey_from_the_child_process() -> None:
    for raw, name in (
        (sheet(TWO_SITUATIONS), "F1.xml"),
        (node(), "N358.xml"),
        (resource(), "R10.xml"),
    ):
        parsed = parse_file(raw, name)
        assert from_json(to_json(parsed)) == parsed
    refusal = from_json(to_json(ParseRefusal("F1.xml", 3, "raison")))
    assert isinstance(refusal, ParseRefusal)
    assert refusal.as_row() == {"file": "F1.xml", "line": 3, "reason": "raison"}


@pytest.mark.parametrize("reference", ["&#8238;", "&#x2067;", "&#917569;"])
def test_it_refuses_what_hides_or_reorders_text_even_as_a_reference(reference: str) -> None:
    with pytest.raises(ParseRefusal, match=r"masque ou l’inverse \(U\+"):
        parse(f"<Texte><Paragraphe>C’est 25 €{reference} 00.</Paragraphe></Texte>")
