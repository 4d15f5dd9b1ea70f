"""Evaluation sets: import and export in the format of the files, golden cases from reviews."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.accounts.models import User
from apps.audit.models import AuditEvent
from apps.evaluation.models import EvaluationCase, EvaluationSet
from apps.evaluation.services import add_golden_case, import_cases
from tests.conversations.factories import AnswerFactory, CitationFactory
from tests.evaluation.conftest import ROW, lines

pytestmark = pytest.mark.django_db


def test_what_goes_in_comes_out_the_same(bob: User, client_of: Callable[[User], Client]) -> None:
    """S-10."""
    beyond = ROW | {"id": "A2", "kind": "unanswerable", "subkind": "local", "gold": [], "facts": []}
    outcome = import_cases(name="Jeu", lines=lines(ROW, beyond), user=bob)
    assert (outcome.created, outcome.refused) == (2, [])
    text = client_of(bob).get(f"/supervision/jeux/{outcome.set.pk}.jsonl").content.decode()
    assert [json.loads(line) for line in text.splitlines()] == [ROW, beyond]


def test_the_shared_set_goes_in_and_out(shared_folder: Path, bob: User) -> None:
    """S-10."""
    written = (shared_folder / "eval" / "questions.jsonl").read_text("utf-8").splitlines()
    outcome = import_cases(name="Jeu", lines=written, user=bob)
    assert (outcome.created, outcome.refused) == (152, [])
    by_id = {case.external_id: case.as_row() for case in outcome.set.cases.all()}
    for row in map(json.loads, written):
        kept = by_id[row["id"]]
        for name in ("kind", "gold", "also", "facts"):
            assert kept[name] == row.get(name, [])
        assert kept.get("subkind") == row.get("subkind")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "JSON"),
        ("[]", "objet"),
        (json.dumps({"question": "?"}), "« id »"),
        (json.dumps({"id": "1", "question": " "}), "« question »"),
        (json.dumps({"id": "1", "question": "?", "gold": "F1"}), "« gold »"),
        (json.dumps({"id": "1", "question": "?", "facts": [{"say": "x"}]}), "« facts »"),
        (json.dumps(ROW), "déjà pris"),
    ],
)
def test_a_bad_line_is_told_with_its_number_and_nothing_is_kept(
    line: str, reason: str, bob: User
) -> None:
    outcome = import_cases(name="Jeu", lines=[*lines(ROW), "", line], user=bob)
    assert outcome.set is None
    assert [number for number, _ in outcome.refused] == [3]
    assert reason in outcome.refused[0][1]
    assert not EvaluationSet.objects.exists()


def test_the_page_shows_bad_lines_and_keeps_nothing(
    bob: User, client_of: Callable[[User], Client]
) -> None:
    file = SimpleUploadedFile("jeu.jsonl", b'{"id": "1"}\n')
    response = client_of(bob).post("/supervision/jeux/", {"name": "Jeu", "file": file})
    assert response.status_code == 422
    assert "« question »" in response.content.decode()
    assert not EvaluationSet.objects.exists()


def test_personal_data_are_masked_on_the_way_in(bob: User) -> None:
    row = ROW | {"question": "Rappeler au 06 12 34 56 78 pour sa carte ?"}
    outcome = import_cases(name="Jeu", lines=lines(row), user=bob)
    assert outcome.set.cases.get().question == "Rappeler au ⟦TELEPHONE_1⟧ pour sa carte ?"


def test_importing_again_replaces_cases_of_the_same_number(bob: User) -> None:
    import_cases(name="Jeu", lines=lines(ROW), user=bob)
    outcome = import_cases(name="Jeu", lines=lines(ROW | {"gold": ["F9"]}), user=bob)
    assert (outcome.created, outcome.updated) == (0, 1)
    assert EvaluationCase.objects.get().gold == ["F9"]


def test_a_reviewed_answer_makes_a_golden_case_once(alice: User, bob: User) -> None:
    answer = AnswerFactory(question__conversation__author=alice)
    CitationFactory(sentence__answer=answer)
    golden = EvaluationSet.objects.create(name="Jeu", created_by=bob)
    for _ in range(2):
        case = add_golden_case(answer=answer, evaluation_set=golden, is_right=True, user=bob)
    assert EvaluationCase.objects.get() == case
    assert case.as_row() | {"id": ""} == {
        "id": "",
        "operator": "France Titres",
        "kind": "situation",
        "history": [],
        "question": answer.question.masked_text,
        "gold": ["F90001"],
        "also": [],
        "facts": [{"say": "", "quote": "La nouvelle carte coûte 25 €.", "sheet": "F90001"}],
    }
    assert AuditEvent.objects.filter(kind="evaluation_case_added").count() == 1


def test_of_an_answer_judged_wrong_only_the_request_is_golden(alice: User, bob: User) -> None:
    answer = AnswerFactory(question__conversation__author=alice)
    CitationFactory(sentence__answer=answer)
    golden = EvaluationSet.objects.create(name="Jeu", created_by=bob)
    case = add_golden_case(answer=answer, evaluation_set=golden, is_right=False, user=bob)
    assert (case.gold, case.facts) == ([], [])
