"""The release gate: what answers now, what was decided, and why (PRODUCT S-11)."""

from dataclasses import asdict
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.http import Request
from apps.accounts.permissions import supervisor_required
from apps.evaluation.models import EvaluationRun, ReleaseDecision
from apps.evaluation.releases import current_release
from apps.evaluation.reports import latest_decision
from apps.evaluation.services import decide_release


@require_safe
@supervisor_required
def release_list(request: Request) -> HttpResponse:
    """The release that answers now, and every decision."""
    release = current_release()
    decisions = ReleaseDecision.objects.select_related("run__set", "decided_by")
    context = {
        "release": asdict(release),
        "fingerprint": release.fingerprint,
        "decision": latest_decision(release.fingerprint),
        "page": Paginator(decisions, 20).get_page(request.GET.get("page")),
        "floor": settings.QUALITY_MIN_EXACTNESS,
        "ceiling": settings.QUALITY_MAX_DANGEROUS,
        "questions": settings.QUALITY_MIN_QUESTIONS,
    }
    return render(request, "evaluation/release_list.html", context)


@require_POST
@supervisor_required
def release_decide(request: Request, pk: UUID) -> HttpResponse:
    """Put what answered in a run to the gate."""
    decision = decide_release(run=get_object_or_404(EvaluationRun, pk=pk), user=request.user)
    if decision.is_accepted:
        messages.success(request, _("This release is accepted."))
    else:
        messages.error(request, _("This release is refused: ") + " ".join(decision.reasons))
    return redirect("evaluation:release_list")
