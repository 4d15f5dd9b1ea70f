"""The release gate (PRODUCT S-11): below the floor, refused, and the reasons are kept."""

from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.db import transaction

from apps.accounts.models import User
from apps.audit.enums import EventKind
from apps.audit.services import append_event
from apps.evaluation.enums import RunStatus
from apps.evaluation.models import EvaluationRun, ReleaseDecision
from apps.evaluation.reports import RunQuality, run_quality


@transaction.atomic
def decide_release(*, run: EvaluationRun, user: User | None) -> ReleaseDecision:
    """Accept or refuse what answered in a run; each decision is kept."""
    quality = run_quality(run)
    reasons = reasons_to_refuse(run, quality)
    decision = ReleaseDecision.objects.create(
        run=run,
        fingerprint=run.fingerprint,
        is_accepted=not reasons,
        reasons=reasons,
        figures=_figures(quality),
        decided_by=user,
    )
    append_event(
        kind=EventKind.RELEASE_REFUSED if reasons else EventKind.RELEASE_ACCEPTED,
        actor_id=user.pk if user else None,
        subject_type="evaluation_run",
        subject_id=run.pk,
        payload={
            "release": run.release,
            "fingerprint": run.fingerprint,
            "reasons": reasons,
            **decision.figures,
        },
    )
    return decision


def reasons_to_refuse(run: EvaluationRun, quality: RunQuality) -> list[str]:
    """Why a run's release may not serve, in French; none when it may."""
    reasons = []
    if run.status != RunStatus.DONE:
        reasons.append("La série n’est pas allée à son terme.")
    if quality.n < settings.QUALITY_MIN_QUESTIONS:
        reasons.append(
            f"Le jeu compte {quality.n} questions jugées ; "
            f"il en faut {settings.QUALITY_MIN_QUESTIONS} au moins."
        )
    if quality.exactness is None or quality.danger is None:
        return reasons
    if quality.exactness.covered < 1:
        reasons.append("Un opérateur au moins n’a aucune question : l’exactitude ne le couvre pas.")
    if quality.exactness.share < settings.QUALITY_MIN_EXACTNESS:
        reasons.append(
            f"Exactitude de {_percent(quality.exactness.share)}, "
            f"sous le seuil de {_percent(settings.QUALITY_MIN_EXACTNESS)}."
        )
    if quality.danger.share > settings.QUALITY_MAX_DANGEROUS:
        reasons.append(
            f"Réponses dangereuses : {_percent(quality.danger.share)}, "
            f"au-dessus du seuil de {_percent(settings.QUALITY_MAX_DANGEROUS)}."
        )
    return reasons


def _percent(share: float) -> str:
    return f"{share:.1%}".replace(".", ",").replace("%", "\u00a0%")


def _figures(quality: RunQuality) -> dict[str, Any]:
    return {
        "n": quality.n,
        "judged_by_people": quality.judged_by_people,
        "exactness": asdict(quality.exactness) if quality.exactness else None,
        "dangerous": asdict(quality.danger) if quality.danger else None,
    }
