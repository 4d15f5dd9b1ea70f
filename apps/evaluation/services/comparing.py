"""Two runs judged side by side, without saying which is which."""

import hashlib
import secrets

from django.db import transaction

from apps.accounts.models import User
from apps.audit.enums import EventKind
from apps.audit.services import append_event
from apps.evaluation.enums import Choice
from apps.evaluation.models import Comparison, EvaluationCase, EvaluationRun, Preference


class NotComparable(Exception):
    """The runs are of different sets, or the same."""


def start_comparison(
    *, first: EvaluationRun, second: EvaluationRun, user: User, seed: str = ""
) -> Comparison:
    """Raises NotComparable. `seed` decides which run stands left for each question."""
    if first.pk == second.pk or first.set_id != second.set_id:
        raise NotComparable
    return Comparison.objects.create(
        first=first, second=second, seed=seed or secrets.token_hex(8), created_by=user
    )


def is_swapped(comparison: Comparison, case: EvaluationCase) -> bool:
    """True when the second run stands left: drawn by the seed, the same each time."""
    drawn = hashlib.sha256(f"{comparison.seed}:{case.pk}".encode()).digest()
    return bool(drawn[0] & 1)


@transaction.atomic
def prefer(
    *, comparison: Comparison, case: EvaluationCase, choice: Choice, user: User
) -> Preference:
    """Record a person's choice for one question; a second one replaces it."""
    preference, _ = Preference.objects.update_or_create(
        comparison=comparison,
        case=case,
        judge=user,
        defaults={"choice": choice, "is_swapped": is_swapped(comparison, case)},
    )
    append_event(
        kind=EventKind.COMPARISON_JUDGED,
        actor_id=user.pk,
        subject_type="comparison",
        subject_id=comparison.pk,
        payload={"case": case.pk, "choice": choice.value, "is_swapped": preference.is_swapped},
    )
    return preference
