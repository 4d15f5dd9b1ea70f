"""Which golden questions of the application's sets touch a sheet."""

from collections.abc import Collection

from apps.evaluation.golden import GoldenQuestion
from apps.evaluation.models import EvaluationCase


def questions_touching(sheet_id: str) -> list[GoldenQuestion]:
    """Golden questions that a sheet answers, each once though several sets hold it."""
    cases = EvaluationCase.objects.filter(gold__contains=[sheet_id])
    return list({case.question: case.as_question() for case in cases}.values())


def touched_sheets(sheet_ids: Collection[str]) -> set[str]:
    """Those of these sheets that a golden question touches."""
    wanted = set(sheet_ids)
    cases = EvaluationCase.objects.filter(gold__overlap=list(wanted)).order_by()
    return {sheet for gold in cases.values_list("gold", flat=True) for sheet in gold} & wanted
