"""The operators and themes of a question, corrected by its author: they narrow the next search."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from apps.accounts.models import User
from apps.audit.enums import EventKind
from apps.audit.services import append_event
from apps.conversations.models import Question


@transaction.atomic
def correct_tags(
    *, user: User, question: Question, operators: Sequence[str], themes: Mapping[str, str]
) -> None:
    """Search another answer among these only; with none, everywhere. `themes`: id → name."""
    chosen = {"operator": sorted(operators), "theme": sorted(themes)}
    question.filters = {name: values for name, values in chosen.items() if values}
    question.operators = list(operators)
    question.themes = list(themes.values())
    question.save(update_fields=["filters", "operators", "themes"])
    append_event(
        kind=EventKind.QUESTION_TAGGED,
        actor_id=user.pk,
        subject_type="question",
        subject_id=question.pk,
        payload={"filters": question.filters},
    )
