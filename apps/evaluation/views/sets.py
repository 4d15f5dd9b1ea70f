"""Evaluation sets: list and import, one set, its export."""

import json
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.http import Request
from apps.accounts.permissions import supervisor_required
from apps.evaluation.forms import ComparisonForm, RunForm, SetImportForm
from apps.evaluation.models import EvaluationSet
from apps.evaluation.services import import_cases


@require_http_methods(["GET", "HEAD", "POST"])
@supervisor_required
def set_list(request: Request) -> HttpResponse:
    """The sets; a file makes another, or adds to one."""
    form = SetImportForm(request.POST or None, request.FILES or None)
    refused: list[tuple[int, str]] = []
    if request.method == "POST" and form.is_valid():
        outcome = import_cases(
            name=form.cleaned_data["name"], lines=form.cleaned_data["file"], user=request.user
        )
        if outcome.set:
            number = outcome.created + outcome.updated
            said = ngettext("%(n)s question kept.", "%(n)s questions kept.", number)
            messages.success(request, said % {"n": number})
            return redirect("evaluation:set_detail", pk=outcome.set.pk)
        refused = outcome.refused
    sets = EvaluationSet.objects.annotate(number=Count("cases"))
    context = {"sets": sets, "form": form, "refused": refused}
    return render(
        request, "evaluation/set_list.html", context, status=422 if form.is_bound else 200
    )


@require_safe
@supervisor_required
def set_detail(request: Request, pk: UUID) -> HttpResponse:
    """Its questions, its runs, and what can be done with them."""
    evaluation_set = get_object_or_404(EvaluationSet, pk=pk)
    cases = Paginator(evaluation_set.cases.all(), 25).get_page(request.GET.get("page"))
    runs = evaluation_set.runs.select_related("requested_by")[:20]
    context = {
        "set": evaluation_set,
        "page": cases,
        "runs": runs,
        "run_form": RunForm(),
        "comparison_form": ComparisonForm(evaluation_set),
    }
    return render(request, "evaluation/set_detail.html", context)


@require_safe
@supervisor_required
def set_export(request: Request, pk: UUID) -> HttpResponse:
    """The questions in the format that the import reads."""
    evaluation_set = get_object_or_404(EvaluationSet, pk=pk)
    lines = [json.dumps(each.as_row(), ensure_ascii=False) for each in evaluation_set.cases.all()]
    return HttpResponse(
        "".join(f"{line}\n" for line in lines),
        content_type="application/jsonl; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="jeu-d-evaluation.jsonl"'},
    )
