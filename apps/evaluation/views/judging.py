"""What a model that judges thinks of the answers of a run: asked for, followed, stopped."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.http import Request
from apps.accounts.permissions import supervisor_required
from apps.evaluation.judge_reports import judging_totals, last_judging, verdict_shares
from apps.evaluation.models import EvaluationResult, EvaluationRun, Opinion
from apps.evaluation.services import NoJudgeConfigured, cancel_judging, request_judging
from apps.llm.endpoints import judge_endpoint


def judge_context(run: EvaluationRun, results: Iterable[EvaluationResult] = ()) -> dict[str, Any]:
    """The last judging of a run with its totals, the model that may be asked, and each of these
    results with the opinion it got, in `judged`."""
    judging, endpoint = last_judging(run), judge_endpoint()
    context: dict[str, Any] = {"judging": judging, "judge": endpoint.model if endpoint else ""}
    opinions: dict[int | None, Opinion] = {}
    if judging:
        totals = judging_totals(judging)
        context |= {"opinions": totals, "shares": verdict_shares(totals)}
        opinions = {each.result_id: each for each in judging.opinions.filter(result__in=results)}
    return context | {"judged": [(result, opinions.get(result.pk)) for result in results]}


@require_http_methods(["GET", "HEAD", "POST"])
@supervisor_required
def run_judging(request: Request, pk: UUID) -> HttpResponse:
    """A fragment of the page of the run, asked for again while it lasts; a POST asks the model."""
    run = get_object_or_404(EvaluationRun, pk=pk)
    if request.method != "POST":
        return render(request, "evaluation/_judging.html", {"run": run, **judge_context(run)})
    try:
        request_judging(run=run, user=request.user)
    except NoJudgeConfigured:
        messages.error(request, _("No model that judges is configured."))
    return redirect("evaluation:run_detail", pk=pk)


@require_POST
@supervisor_required
def judging_cancel(request: Request, pk: UUID) -> HttpResponse:
    """Stop the one under way after the answer it is at."""
    judging = last_judging(get_object_or_404(EvaluationRun, pk=pk))
    if judging is None or not cancel_judging(judging=judging):
        messages.info(request, _("The model has given its opinion already."))
    return redirect("evaluation:run_detail", pk=pk)
