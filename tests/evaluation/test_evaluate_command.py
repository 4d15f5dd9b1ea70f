"""The evaluate command on small files of cases: its keys, its figures, its refusals."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.conversations.sheets import LOST_CARD_QUESTION, publish_sheet

PRICE = "Le renouvellement d'une carte d'identité perdue coûte 25 € en timbre fiscal."
QUESTIONS = [
    {
        "id": "1",
        "kind": "simple",
        "question": LOST_CARD_QUESTION,
        "history": [],
        "gold": ["F1344"],
        "facts": [{"quote": PRICE}, {"quote": "une somme que rien ne dit"}],
    },
    {
        "id": "2",
        "kind": "unanswerable",
        "question": "Quel temps fera-t-il demain à Limoges ?",
        "history": [],
        "gold": [],
        "facts": [],
    },
]


def write(path: Path, rows: list[dict]) -> str:
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return str(path)


def evaluate(*arguments: str) -> dict:
    out = StringIO()
    call_command("evaluate", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture
def questions(tmp_path: Path) -> str:
    return write(tmp_path / "questions.jsonl", QUESTIONS)


@pytest.mark.django_db(transaction=True, databases=["default", "maintenance"])
def test_it_measures_answers_by_the_whole_pipeline(questions: str):
    publish_sheet()

    figures = evaluate("answers", "--questions", questions, "--drafter", "extractive")

    assert figures["n"] == 2
    assert figures["status"] == {"answered": 1, "abstained_out_of_scope": 1}
    assert figures["fact_coverage"] == 0.5
    assert figures["answered_rate"] == 1.0
    assert figures["abstention"]["precision"] == figures["abstention"]["recall"] == 1.0
    assert figures["supported_sentence_rate"] == figures["verbatim_quote_rate"] == 1.0
    assert figures["median_words"] > 10
    assert figures["latency_ms"]["p50"] > 0


@pytest.mark.django_db(transaction=True, databases=["default", "maintenance"])
def test_the_oracle_gives_the_gold_sheets_and_no_other(tmp_path: Path):
    publish_sheet()
    told = "Une carte d'identité perdue se déclare aussi au consulat, à l'étranger."
    publish_sheet([("intro", told)], external_id="F2", title="Vivre à l'étranger")
    gold = QUESTIONS[0] | {"gold": ["F2"], "facts": [{"quote": told}]}
    path = write(tmp_path / "questions.jsonl", [gold, QUESTIONS[1]])

    given = evaluate("answers", "--questions", path, "--oracle")

    assert given["n"] == 1
    assert given["status"] == {"answered": 1}
    assert given["fact_coverage"] == 1.0
    assert given["median_words"] == len(told.split())


def test_it_measures_masking(tmp_path: Path):
    text = "tel 06 39 98 14 27"
    phone = {"type": "TELEPHONE", "start": 4, "end": 18, "text": "06 39 98 14 27"}
    path = write(tmp_path / "cases.jsonl", [{"text": text, "entities": [phone], "negatives": []}])

    figures = evaluate("masking", "--cases", path)

    assert figures["recall"] == {"TELEPHONE": 1.0}
    assert figures["recall_all"] == 1.0
    assert figures["false_masks"] == 0
    assert figures["texts_without_pii_masked"] is None
    assert figures["misses"] == []


@pytest.mark.parametrize(
    ("rows", "arguments"),
    [
        ([{"kind": "simple"}], ["answers", "--questions"]),
        ([{"text": "sans rien"}], ["masking", "--cases"]),
    ],
)
def test_it_refuses_a_file_that_is_not_one_of_cases(tmp_path: Path, rows, arguments):
    path = write(tmp_path / "cases.jsonl", rows)

    with pytest.raises(CommandError) as refused:
        evaluate(*arguments, path)

    assert refused.value.returncode == 2


def test_it_refuses_a_model_that_is_not_configured(questions: str):
    with pytest.raises(CommandError) as refused:
        evaluate("answers", "--questions", questions, "--drafter", "llm")

    assert refused.value.returncode == 2
