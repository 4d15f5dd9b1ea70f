"""Sets are imported, and grow by one case from a review."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.answering.enums import OPERATOR_NAMES, Operator
from apps.answering.masking import mask
from apps.audit.enums import EventKind
from apps.audit.services import append_event, content_hash
from apps.conversations.models import Answer
from apps.evaluation.golden import UNANSWERABLE, RefusedLine, read_rows
from apps.evaluation.models import EvaluationCase, EvaluationSet

# The names of operators in the files of golden questions, where they are not those shown.
_NAMES_IN_FILES = {
    Operator.ANTS: "France Titres",
    Operator.CPAM: "Assurance maladie",
    Operator.CARSAT: "Assurance retraite",
    Operator.DGFIP: "DGFiP",
    Operator.JUSTICE: "Justice",
    Operator.FRANCE_RENOV: "France Rénov’",
    Operator.OTHER: "Autre",
}


@dataclass(slots=True)
class ImportOutcome:
    """`refused`: (line from 1, why)."""

    set: EvaluationSet | None = None
    created: int = 0
    updated: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


def import_cases(*, name: str, lines: Iterable[str], user: User) -> ImportOutcome:
    """Create the set, or add to the one of that name; a case of the same id is replaced.

    All or nothing: one bad line and nothing is written, every bad line being reported.
    Personal data in requests are masked.
    """
    outcome = ImportOutcome()
    rows: dict[str, dict[str, Any]] = {}
    for number, row in read_rows(lines):
        if isinstance(row, RefusedLine):
            outcome.refused.append((number, row.reason))
        elif str(row["id"]) in rows:
            outcome.refused.append((number, f"l’identifiant {row['id']} est déjà pris plus haut."))
        else:
            rows[str(row["id"])] = _fields(row)
    if not rows and not outcome.refused:
        outcome.refused.append((1, "le fichier ne contient aucune question."))
    if outcome.refused:
        return outcome
    with transaction.atomic():
        outcome.set, _ = EvaluationSet.objects.get_or_create(
            name=name, defaults={"created_by": user}
        )
        for external_id, values in rows.items():
            _case, is_new = EvaluationCase.objects.update_or_create(
                set=outcome.set, external_id=external_id, defaults=values
            )
            outcome.created += is_new
            outcome.updated += not is_new
        append_event(
            kind=EventKind.EVALUATION_SET_IMPORTED,
            actor_id=user.pk,
            subject_type="evaluation_set",
            subject_id=outcome.set.pk,
            payload={"created": outcome.created, "updated": outcome.updated},
        )
    return outcome


@transaction.atomic
def add_golden_case(
    *, answer: Answer, evaluation_set: EvaluationSet, is_right: bool, user: User
) -> EvaluationCase:
    """Make a golden case of a reviewed answer: its masked request, the sheets and quotes it cites
    when it was judged right. An answer that is in the set already stays as it is."""
    question = answer.question
    known = EvaluationCase.objects.filter(set=evaluation_set, answer=answer).first()
    if known:
        return known
    earlier = question.conversation.questions.filter(position__lt=question.position)
    is_declined = answer.status.startswith("abstained_")
    cited = answer.sources.quoted().prefetch_related("citations") if is_right else []
    case = EvaluationCase.objects.create(
        set=evaluation_set,
        external_id=f"R{str(answer.pk)[:8]}",
        operator=_operator_name(question.operators),
        kind=UNANSWERABLE if is_declined and is_right else "situation",
        history=list(earlier.order_by("position").values_list("masked_text", flat=True)),
        question=question.masked_text,
        gold=list(dict.fromkeys(source.sheet_id for source in cited)),
        facts=[
            {"say": "", "quote": citation.quote, "sheet": source.sheet_id}
            for source in cited
            for citation in source.citations.all()
        ],
        answer=answer,
    )
    append_event(
        kind=EventKind.EVALUATION_CASE_ADDED,
        actor_id=user.pk,
        subject_type="evaluation_case",
        subject_id=case.pk,
        payload={"answer": str(answer.pk), "content": content_hash(case.question)},
    )
    return case


def _fields(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "operator": str(row.get("operator") or "")[:60],
        "kind": str(row.get("kind") or "")[:20],
        "subkind": str(row.get("subkind") or "")[:20],
        "history": [mask(each).text for each in row.get("history") or []],
        "question": mask(str(row["question"])).text,
        "gold": row.get("gold") or [],
        "also": row.get("also") or [],
        "facts": row.get("facts") or [],
    }


def _operator_name(codes: list[str]) -> str:
    if not codes or codes[0] not in {each.value for each in Operator}:
        return ""
    operator = Operator(codes[0])
    return _NAMES_IN_FILES.get(operator, OPERATOR_NAMES[operator])
