"""Whether to draft, and what to say instead."""

import json
from pathlib import Path

import pytest

from apps.answering.deciding import deciding_facts
from apps.answering.enums import AnswerStatus
from apps.answering.evidence import decide, unknown_names
from apps.answering.out_of_scope import Beyond, beyond_the_sheets
from apps.answering.passages import Evidence, Findings
from apps.answering.understanding import Reader
from tests.answering.support import LOST_CARD, sheet

QUESTION = "Combien coûte le renouvellement d'une carte d'identité perdue ?"
UNANSWERABLE = Path(__file__).parent.parent / "evaluation" / "data" / "unanswerable.jsonl"


def status(question, *, best_score=0.6, agreement=0.8, passages=LOST_CARD):
    evidence = Evidence(best_score=best_score, agreement=agreement)
    findings = Findings(passages=passages, sheets=(sheet(),), evidence=evidence)
    return decide(findings, Reader().read(question)).status


def test_it_answers_what_a_near_passage_covers():
    assert status(QUESTION) == "answerable"


def test_it_declines_when_nothing_is_found():
    assert status(QUESTION, passages=()) is AnswerStatus.ABSTAINED_NO_SHEET


def test_it_declines_when_what_is_found_is_far():
    assert status(QUESTION, best_score=0.2, agreement=0.2) is AnswerStatus.ABSTAINED_NO_SHEET


def test_it_declines_a_scheme_that_no_sheet_names():
    question = "Comment toucher le « Pass Escargot Doré » avec une carte d'identité ?"
    assert status(question, best_score=0.45) is AnswerStatus.ABSTAINED_NO_SHEET


def test_words_alone_decide_without_a_known_cosine():
    assert status(QUESTION, best_score=0) == "answerable"
    assert status("zzyzx qwrtp plof", best_score=0) is AnswerStatus.ABSTAINED_NO_SHEET


def test_a_name_that_the_sheets_hold_is_no_unknown_name():
    assert unknown_names("la « carte d'identité »", Findings(passages=LOST_CARD)) == ()


@pytest.mark.parametrize(
    ("question", "beyond"),
    [
        ("Où en est mon dossier de carte grise ?", Beyond.PERSONAL_FILE),
        ("Est-ce que la Caf a bien reçu son dossier ?", Beyond.PERSONAL_FILE),
        ("Va-t-il neiger demain ?", Beyond.OTHER_MATTER),
        ("Il a de la fièvre et des boutons, c'est quoi comme maladie ?", Beyond.HEALTH),
        ("À quelle heure ferme la mairie ?", Beyond.LOCAL_FACT),
        ("Combien coûte la cantine à l'école Pasteur de Tulle ?", Beyond.LOCAL_FACT),
    ],
)
def test_it_knows_what_is_beyond_the_sheets(question, beyond):
    assert beyond_the_sheets(question) is beyond
    findings = Findings(passages=LOST_CARD, evidence=Evidence(0.9, 1, 1, 1))
    decision = decide(findings, Reader().read(question))
    assert decision.status is AnswerStatus.ABSTAINED_OUT_OF_SCOPE
    assert decision.advice


@pytest.mark.parametrize(
    "question",
    [
        "Comment suivre l'avancement de sa demande de passeport ?",
        "Combien coûte la cantine au collège ?",
        "Un locataire à Guéret peut-il demander l'APL ?",
        "Quel délai pour recevoir le titre de séjour ?",
        "Faut-il un avis médical pour renouveler le permis ?",
    ],
)
def test_it_leaves_what_the_law_says_of_files_within_the_sheets(question):
    assert beyond_the_sheets(question) is None


def test_no_golden_question_that_has_an_answer_is_beyond_the_sheets(shared_folder):
    lines = (shared_folder / "eval" / "questions.jsonl").read_text().splitlines()
    questions = [json.loads(line) for line in lines]
    answerable = [each["question"] for each in questions if each["kind"] != "unanswerable"]
    assert [question for question in answerable if beyond_the_sheets(question)] == []


def test_most_unanswerable_files_and_local_facts_are_beyond_the_sheets():
    rows = [json.loads(line) for line in UNANSWERABLE.read_text().splitlines()]
    asked = [row["question"] for row in rows if row["subkind"] in ("file", "local")]
    assert len(rows) >= 60
    assert sum(beyond_the_sheets(each) is not None for each in asked) / len(asked) >= 0.85


def test_it_asks_for_the_case_that_the_request_leaves_open():
    facts = deciding_facts(["Vous êtes propriétaire", "Vous êtes locataire"], "aide aux travaux")
    assert [fact.label for fact in facts] == ["Vous êtes propriétaire", "Vous êtes locataire"]


def test_it_asks_nothing_when_the_request_tells_the_case():
    titles = ["Vous êtes propriétaire", "Vous êtes locataire"]
    assert deciding_facts(titles, "un locataire veut une aide pour des travaux") == ()
    assert deciding_facts(["Cas unique"], "aide") == ()


def after(question, earlier=QUESTION):
    """The status of a request asked second in an exchange."""
    findings = Findings(
        passages=LOST_CARD, sheets=(sheet(),), evidence=Evidence(best_score=0.6, agreement=0.8)
    )
    return decide(findings, Reader().read(question, [earlier])).status


def test_the_weather_asked_second_is_beyond_the_sheets():
    assert after("Quel temps fera-t-il demain à Guéret ?") is AnswerStatus.ABSTAINED_OUT_OF_SCOPE


@pytest.mark.parametrize(
    "question",
    [
        "Qui a gagné la finale de la coupe du monde de rugby ?",
        "Combien coûte un billet de train pour Bordeaux ?",
        "Quelle recette de gâteau sans œufs ?",
    ],
)
def test_another_matter_asked_second_is_not_answered_from_the_first(question):
    assert after(question) in (
        AnswerStatus.ABSTAINED_NO_SHEET,
        AnswerStatus.ABSTAINED_OUT_OF_SCOPE,
    )


@pytest.mark.parametrize(
    "question",
    [
        "Combien ça coûte ?",
        "Et pour ses enfants de 9 et 16 ans ?",
        "Quels documents apporter ?",
        "Où se fait la demande ?",
        "Délai ?",
        "Elle habite à Limoges avec sa sœur, c'est pareil ?",
    ],
)
def test_a_follow_up_keeps_its_history(question):
    assert after(question) == "answerable"


def test_no_golden_follow_up_is_taken_for_another_matter(shared_folder):
    lines = (shared_folder / "eval" / "questions.jsonl").read_text().splitlines()
    rows = [row for row in map(json.loads, lines) if row.get("history")]
    reader = Reader()
    guessed = [
        row["question"]
        for row in rows
        if reader.read(row["question"], row["history"]).may_change_subject
    ]
    assert len(rows) >= 5
    assert guessed == []
