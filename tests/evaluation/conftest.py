"""A small evaluation set, and runs whose results are written by hand."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from apps.accounts.models import User
from apps.evaluation.enums import RunStatus, Verdict
from apps.evaluation.models import EvaluationResult, EvaluationRun, EvaluationSet
from apps.evaluation.releases import current_release
from apps.evaluation.services import import_cases
from tests.support.fakellm import FakeLlm
from tests.support.fakellm_fixture import fake_llm as fake_llm
from tests.support.fakellm_modes import Plan

JUDGE = "juge"
GRID = {"verdict": "juste", "exact": 5, "complet": 4, "clair": 4, "source": 5, "ton": 5}
ROW = {
    "id": "A1",
    "operator": "France Titres",
    "kind": "simple",
    "history": ["Bonjour, une question sur les papiers."],
    "question": "Combien coûte une carte d’identité perdue ?",
    "gold": ["F1344"],
    "also": ["F2"],
    "facts": [{"say": "25 €", "quote": "coûte 25 €", "sheet": "F1344"}],
}
OPERATORS = ("France Titres", "Caf", "Assurance maladie", "DGFiP", "Assurance retraite", "Justice")


def lines(*rows: dict) -> list[str]:
    return [json.dumps(row, ensure_ascii=False) for row in rows]


@pytest.fixture
def small_set(bob: User) -> EvaluationSet:
    """Two questions for each of six operators."""
    rows = [
        ROW | {"id": f"{operator}-{number}", "operator": operator}
        for operator in OPERATORS
        for number in range(2)
    ]
    outcome = import_cases(name="Petit jeu", lines=lines(*rows), user=bob)
    assert outcome.set is not None, outcome.refused
    return outcome.set


@pytest.fixture
def run_with(
    small_set: EvaluationSet, bob: User
) -> Callable[[Callable[[str], Verdict]], EvaluationRun]:
    """A finished run in which `verdict(case id)` says what the checks found."""

    def make(verdict: Callable[[str], Verdict]) -> EvaluationRun:
        release = current_release()
        run = EvaluationRun.objects.create(
            set=small_set,
            drafter=release.drafter,
            fingerprint=release.fingerprint,
            status=RunStatus.DONE,
            requested_by=bob,
        )
        for case in small_set.cases.all():
            EvaluationResult.objects.create(
                run=run,
                case=case,
                status="answered",
                milliseconds=100,
                checked_verdict=verdict(case.external_id),
                sentences=[{"text": f"Réponse {run.pk}", "check": "supported", "citations": []}],
            )
        return run

    return make


@pytest.fixture
def judge(fake_llm: FakeLlm, settings: Any) -> FakeLlm:
    """A scripted model that judges, named by the settings; it finds everything right."""
    settings.LLM_BASE_URL = fake_llm.base_url
    settings.LLM_JUDGE_MODEL = JUDGE
    fake_llm.by_model[JUDGE] = Plan(text=json.dumps(GRID))
    return fake_llm
