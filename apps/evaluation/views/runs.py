"""Runs of a set: begun, followed, stopped, gone on with, judged answer by answer."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.http import Request
from apps.accounts.permissions import supervisor_required
from apps.evaluation.enums import Verdict
from apps.evaluation.forms import ResultForm, RunForm
from apps.evaluation.models import EvaluationResult, EvaluationRun, EvaluationSet
from apps.evaluation.reports import checks_agreement, run_quality
from apps.evaluation.services import cancel_run, judge_result, request_run, resume_run
from apps.evaluation.views.judging import judge_context
from apps.ui.http import page_or_fragment

BLIND = "a-l-aveugle"
"""In the address of a run: what the checks and a model say of each answer is hidden."""


@require_POST
@supervisor_required
def run_new(request: Request, pk: UUID) -> HttpResponse:
    """Begin a run of this set."""
    evaluation_set = get_object_or_404(EvaluationSet, pk=pk)
    form = RunForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose what is to answer."))
        return redirect("evaluation:set_detail", pk=pk)
    drafter, model, prompt = form.parts()
    run = request_run(
        evaluation_set=evaluation_set,
        drafter=drafter,
        model=model,
        prompt_version=prompt,
        user=request.user,
        with_judge=form.cleaned_data["with_judge"],
    )
    return redirect("evaluation:run_detail", pk=run.pk)


@require_safe
@supervisor_required
def run_detail(request: Request, pk: UUID) -> HttpResponse:
    """Progress while it lasts; figures and answers so far."""
    run = get_object_or_404(EvaluationRun.objects.select_related("set", "requested_by"), pk=pk)
    page = Paginator(run.results.select_related("case"), 20).get_page(request.GET.get("page"))
    context = {
        "run": run,
        "quality": run_quality(run),
        "checks_agree": checks_agreement(run),
        "page": page,
        "verdicts": Verdict.choices,
        "is_blind": BLIND in request.GET,
        **judge_context(run, page.object_list),
    }
    return page_or_fragment(request, "evaluation/run_detail.html", "progress", context)


@require_POST
@supervisor_required
def run_cancel(request: Request, pk: UUID) -> HttpResponse:
    """Stop a run after the question under way."""
    if not cancel_run(run=get_object_or_404(EvaluationRun, pk=pk)):
        messages.info(request, _("This run is over already."))
    return redirect("evaluation:run_detail", pk=pk)


@require_POST
@supervisor_required
def run_resume(request: Request, pk: UUID) -> HttpResponse:
    """Go on with a run that was stopped or failed."""
    if not resume_run(run=get_object_or_404(EvaluationRun, pk=pk), user=request.user):
        messages.info(request, _("This run is over already."))
    return redirect("evaluation:run_detail", pk=pk)


@require_POST
@supervisor_required
def result_judge(request: Request, pk: int) -> HttpResponse:
    """Give one answer of a run a verdict."""
    result = get_object_or_404(EvaluationResult.objects.select_related("run"), pk=pk)
    form = ResultForm(request.POST)
    is_blind = "blind" in request.POST
    if form.is_valid():
        verdict = Verdict(form.cleaned_data["verdict"])
        judge_result(result=result, verdict=verdict, user=request.user, is_blind=is_blind)
        messages.success(request, _("Verdict kept."))
    else:
        messages.error(request, _("Choose a verdict."))
    query = {"page": form.cleaned_data.get("page") or 1} | ({BLIND: 1} if is_blind else {})
    address = reverse("evaluation:run_detail", args=[result.run_id])
    return redirect(f"{address}?{urlencode(query)}#case-{result.pk}")
