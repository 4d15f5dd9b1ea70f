"""Runs of a set: begun, followed, stopped, gone on with, judged answer by answer."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.http import Request
from apps.accounts.permissions import supervisor_required
from apps.evaluation.enums import Verdict
from apps.evaluation.forms import ResultForm, RunForm
from apps.evaluation.models import EvaluationResult, EvaluationRun, EvaluationSet
from apps.evaluation.reports import agreement_with_people, run_quality
from apps.evaluation.services import cancel_run, judge_result, request_run, resume_run
from apps.ui.http import page_or_fragment


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
    )
    return redirect("evaluation:run_detail", pk=run.pk)


@require_safe
@supervisor_required
def run_detail(request: Request, pk: UUID) -> HttpResponse:
    """Progress while it lasts; figures and answers so far."""
    run = get_object_or_404(EvaluationRun.objects.select_related("set", "requested_by"), pk=pk)
    results = run.results.select_related("case")
    context = {
        "run": run,
        "quality": run_quality(run),
        "checks_agree": agreement_with_people(run, "checked_verdict"),
        "model_agrees": agreement_with_people(run, "model_verdict"),
        "page": Paginator(results, 20).get_page(request.GET.get("page")),
        "verdicts": Verdict.choices,
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
    if form.is_valid():
        verdict = Verdict(form.cleaned_data["verdict"])
        judge_result(result=result, verdict=verdict, user=request.user)
        messages.success(request, _("Verdict kept."))
    else:
        messages.error(request, _("Choose a verdict."))
    return redirect("evaluation:run_detail", pk=result.run_id)
