"""The demonstration sheets hold together: form, links, marking, operators, golden questions."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from apps.operations import demonstration

FOLDER = Path(demonstration.__file__).parent
PATHS = sorted((FOLDER / "sheets").iterdir())
PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
ROOTS = {path.stem: etree.parse(path, PARSER).getroot() for path in PATHS}
SHEETS = {name: root for name, root in ROOTS.items() if name.startswith("F")}
QUESTIONS = [
    json.loads(line) for line in (FOLDER / "questions.jsonl").read_text("utf-8").splitlines()
]
DC = "{http://purl.org/dc/elements/1.1/}"
MARK = "Fiche de démonstration — ne pas utiliser"

# A word of dc:contributor that tells each operator.
CONTRIBUTORS = {
    "Caf": "allocations familiales",
    "Assurance maladie": "assurance maladie",
    "Assurance retraite": "assurance vieillesse",
    "France Travail": "France Travail",
    "DGFiP": "finances publiques",
    "MSA": "mutualité sociale agricole",
    "La Poste": "La Poste",
    "France Titres": "France Titres",
    "Justice": "justice",
    "Urssaf": "Urssaf",
    "Chèque énergie": "Chèque énergie",
    "France Rénov’": "France Rénov’",
}
HOLDING_NO_ANSWER = {"Recherche guidée", "Fiche avec liens externes"}


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def blocks(root: etree._Element) -> list[str]:
    """The paragraphs of a sheet's own body, white space normalised."""
    bodies = (root.find(tag) for tag in ("Introduction", "Texte", "ListeSituations"))
    return [
        plain("".join(paragraph.itertext()))
        for body in bodies
        if body is not None
        for paragraph in body.iter("Paragraphe")
    ]


def linked_ids(root: etree._Element) -> set[str]:
    """Every id that this file points to and that must be a file of the folder."""
    pointed = {
        link.get("LienPublication")
        for link in root.iter("LienInterne")
        if link.get("type") not in ("Sigle", "Acronyme")
    }
    tags = (
        "QuestionReponse",
        "CommentFaireSi",
        "Fiche",
        "FicheLiee",
        "Dossier",
        "Theme",
        "ServiceEnLigne",
        "DossierPere",
    )
    return pointed | {element.get("ID") for tag in tags for element in root.iter(tag)}


def test_file_names_are_those_of_the_official_archive() -> None:
    assert [path.name for path in PATHS if not re.fullmatch(r"[FNR]\d+\.xml", path.name)] == []


@pytest.mark.parametrize("name", ROOTS)
def test_a_file_carries_its_own_id_and_the_root_of_its_kind(name: str) -> None:
    root = ROOTS[name]
    assert root.get("ID") == name == root.findtext(f"{DC}identifier")
    assert root.tag == ("ServiceComplementaire" if name.startswith("R") else "Publication")


@pytest.mark.parametrize("name", ROOTS)
def test_every_file_is_marked_as_a_demonstration(name: str) -> None:
    assert MARK in [title.text for title in ROOTS[name].iterfind("Avertissement/Titre")]


@pytest.mark.parametrize("name", ROOTS)
def test_every_internal_link_resolves(name: str) -> None:
    assert linked_ids(ROOTS[name]) - ROOTS.keys() == set()


@pytest.mark.parametrize("name", SHEETS)
def test_abbreviations_and_definitions_stand_in_the_same_file(name: str) -> None:
    root = SHEETS[name]
    terms = {link.get("LienID") for link in root.iter("LienIntra")} | {
        link.get("LienPublication")
        for link in root.iter("LienInterne")
        if link.get("type") in ("Sigle", "Acronyme")
    }
    explained = {e.get("ID") for tag in ("Abreviation", "Definition") for e in root.iterfind(tag)}
    assert terms == explained


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_has_title_description_date_and_contributor(name: str) -> None:
    root = SHEETS[name]
    assert all(root.findtext(f"{DC}{tag}") for tag in ("title", "description", "contributor"))
    assert re.fullmatch(r"modified 2026-\d\d-\d\d", root.findtext(f"{DC}date") or "")
    assert root.findtext("Audience") == "Particuliers"


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_is_short_unless_it_holds_no_answer(name: str) -> None:
    words = sum(len(block.split()) for block in blocks(SHEETS[name]))
    if SHEETS[name].get("type") in HOLDING_NO_ANSWER:
        assert words < 50
    else:
        assert 130 <= words <= 700


def test_every_operator_has_at_least_two_sheets() -> None:
    counts = Counter(
        operator
        for root in SHEETS.values()
        for operator, word in CONTRIBUTORS.items()
        if word in (root.findtext(f"{DC}contributor") or "")
    )
    assert {operator for operator in CONTRIBUTORS if counts[operator] < 2} == set()


def test_every_special_form_of_the_official_archive_is_there() -> None:
    types = {root.get("type") for root in SHEETS.values()}
    assert types >= {"Fiche Comment faire si", *HOLDING_NO_ANSWER}
    assert [root for root in SHEETS.values() if root.get("statut") == "miseAJourAVenir"]
    tags = {element.tag for root in SHEETS.values() for element in root.iter(etree.Element)}
    assert tags >= {"ListeSituations", "BlocCas", "Tableau", "TitreRiche", "QuiPeutMAider"}


@pytest.mark.parametrize("name", ROOTS)
def test_french_typography_holds_in_every_text(name: str) -> None:
    texts = [text for text in ROOTS[name].itertext() if not text.startswith("http")]
    assert [text for text in texts if re.search(r" [:;?!»€%]|« |'", text)] == []


def test_question_ids_are_unique_and_eight_are_unanswerable() -> None:
    ids = [question["id"] for question in QUESTIONS]
    assert len(ids) == len(set(ids)) == 40
    assert sum(question["kind"] == "unanswerable" for question in QUESTIONS) == 8


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["id"])
def test_every_quote_is_found_in_one_paragraph_of_its_sheet(question: dict) -> None:
    assert set(question["gold"] + question["also"]) <= SHEETS.keys()
    for fact in question["facts"]:
        assert fact["sheet"] in question["gold"]
        assert any(plain(fact["quote"]) in block for block in blocks(SHEETS[fact["sheet"]])), fact


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["id"])
def test_only_unanswerable_questions_have_no_fact(question: dict) -> None:
    assert bool(question["facts"]) != (question["kind"] == "unanswerable")
    assert bool(question["gold"]) == bool(question["facts"])
