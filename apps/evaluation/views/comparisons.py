"""Two runs side by side, their origin hidden until the end."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.http import Request
from apps.accounts.permissions import supervisor_required
from apps.evaluation.enums import Choice
from apps.evaluation.forms import ComparisonForm, PreferenceForm
from apps.evaluation.judge_reports import compared_opinions
from apps.evaluation.models import Comparison, EvaluationSet
from apps.evaluation.reports import case_to_compare, comparison_outcome, result_of
from apps.evaluation.services import prefer, start_comparison
from apps.evaluation.services.comparing import NotComparable, is_swapped


@require_POST
@supervisor_required
def comparison_new(request: Request, pk: UUID) -> HttpResponse:
    """Compare two finished runs of a set."""
    form = ComparisonForm(get_object_or_404(EvaluationSet, pk=pk), request.POST)
    try:
        if form.is_valid():
            comparison = start_comparison(**form.cleaned_data, user=request.user)
            return redirect("evaluation:comparison_detail", pk=comparison.pk)
    except NotComparable:
        pass
    messages.error(request, _("Choose two different finished runs."))
    return redirect("evaluation:set_detail", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@supervisor_required
def comparison_detail(request: Request, pk: UUID) -> HttpResponse:
    """The next question with its two answers; the outcome once all are judged."""
    comparison = get_object_or_404(Comparison.objects.select_related("first__set", "second"), pk=pk)
    if request.method == "POST":
        return _save(request, comparison)
    case = case_to_compare(comparison, request.user.pk)
    context: dict[str, object] = {
        "comparison": comparison,
        "case": case,
        "done": comparison.preferences.filter(judge=request.user).count(),
        "choices": Choice.choices,
    }
    if case is None:
        context["outcome"] = comparison_outcome(comparison)
        context |= _opinions(request, comparison)
    else:
        runs = [comparison.first, comparison.second]
        sides = runs[::-1] if is_swapped(comparison, case) else runs
        context["sides"] = [result_of(run, case) for run in sides]
    return render(request, "evaluation/comparison_detail.html", context)


def _opinions(request: Request, comparison: Comparison) -> dict[str, object]:
    """What a model thinks of both runs: shown once the person has judged, never before."""
    opinions = compared_opinions(comparison)
    cases = opinions.cases if opinions else []
    return {
        "opinions": opinions,
        "is_judged": comparison.first.judgings.exists() or comparison.second.judgings.exists(),
        "page": Paginator(cases, 25).get_page(request.GET.get("page")),
    }


def _save(request: Request, comparison: Comparison) -> HttpResponse:
    form = PreferenceForm(request.POST)
    if form.is_valid():
        case = get_object_or_404(comparison.first.set.cases, pk=form.cleaned_data["case"])
        choice = Choice(form.cleaned_data["choice"])
        prefer(comparison=comparison, case=case, choice=choice, user=request.user)
    else:
        messages.error(request, _("Choose one of the four."))
    return redirect("evaluation:comparison_detail", pk=comparison.pk)
