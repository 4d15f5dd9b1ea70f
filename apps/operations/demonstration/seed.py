"""Load the demonstration: people, desks, demonstration sheets, golden questions about them."""

from collections.abc import Callable
from pathlib import Path

from apps.accounts.models import User
from apps.evaluation.models import EvaluationSet
from apps.evaluation.services import import_cases
from apps.model_answers.models import ModelAnswer
from apps.operations.demonstration.model_answers import create_model_answers
from apps.operations.demonstration.people import create_people
from apps.sheets.models import Sheet
from apps.sheets.services import import_sheets

SHEETS = Path(__file__).parent / "sheets"
QUESTIONS = Path(__file__).parent / "questions.jsonl"
QUESTION_SET = "Questions de la démonstration"
APPROVER = "carole@demo.example"
PROPOSER = "bob@demo.example"


def seed_demonstration(*, report: Callable[[str], object]) -> None:
    """Create what is missing of the demonstration; does nothing the second time."""
    if create_people():
        report("Comptes de démonstration créés.")
    if not Sheet.objects.exists():
        report("Import des fiches de démonstration…")
        import_sheets(path=SHEETS, publish=True, approver=User.objects.get(email=APPROVER))
    if Sheet.objects.filter(is_demonstration=True).exists() and not ModelAnswer.objects.exists():
        create_model_answers(
            proposer=User.objects.get(email=PROPOSER), approver=User.objects.get(email=APPROVER)
        )
    if Sheet.objects.filter(is_demonstration=True).exists() and not EvaluationSet.objects.exists():
        lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
        import_cases(name=QUESTION_SET, lines=lines, user=User.objects.get(email=PROPOSER))
