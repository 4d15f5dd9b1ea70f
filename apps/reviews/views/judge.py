"""What the opinion of a model that judges is worth."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.http import Request
from apps.accounts.permissions import supervisor_required
from apps.evaluation.agreement import LEAST_PAIRS
from apps.evaluation.enums import Verdict
from apps.reviews.judge_agreement import judge_agreements


@require_safe
@supervisor_required
def judge_detail(request: Request) -> HttpResponse:
    """How far each model that was asked agrees with people, and on how many answers."""
    context = {
        "judges": judge_agreements(),
        "verdicts": Verdict.choices,
        "least": LEAST_PAIRS,
    }
    return render(request, "reviews/judge_detail.html", context)
