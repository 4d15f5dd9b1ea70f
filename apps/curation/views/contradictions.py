"""Sheets that contradict each other: marked, listed, settled."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.http import Request
from apps.accounts.permissions import curator_required
from apps.curation.forms import ContradictionForm
from apps.sheets.models import SheetContradiction, SheetRevision
from apps.sheets.services.contradicting import mark_contradiction, settle_contradiction


@require_safe
@curator_required
def contradiction_list(request: Request) -> HttpResponse:
    """Open contradictions, newest first."""
    marks = SheetContradiction.objects.open().select_related("first", "second", "marked_by")
    page = Paginator(marks, 20).get_page(request.GET.get("page"))
    return render(request, "curation/contradiction_list.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def contradiction_new(request: Request, pk: int) -> HttpResponse:
    """Mark the sheet of a revision as contradicting another one."""
    revisions = SheetRevision.objects.curated_by(request.user).defer("raw", "body", "related")
    revision = get_object_or_404(revisions.select_related("sheet"), pk=pk)
    form = ContradictionForm(request.POST or None, sheet=revision.sheet)
    if request.method == "POST" and form.is_valid():
        mark_contradiction(
            sheet=revision.sheet,
            other=form.cleaned_data["other"],
            note=form.note_masked(),
            marked_by=request.user,
        )
        messages.success(request, _("Both sheets, and the answers that quote them, now say so."))
        return redirect("curation:contradiction_list")
    context = {
        "revision": revision,
        "form": form,
        "title": _("Mark a contradiction"),
        "explanation": _("Both sheets, and the answers that quote them, will say so."),
    }
    status = 422 if form.is_bound else 200
    return render(request, "curation/revision_confirm.html", context, status=status)


@require_POST
@curator_required
def contradiction_settle(request: Request, pk: int) -> HttpResponse:
    """The sheets agree again."""
    mark = get_object_or_404(SheetContradiction, pk=pk)
    settle_contradiction(mark=mark, settled_by=request.user)
    messages.success(request, _("Settled: the sheets no longer say that they disagree."))
    return redirect("curation:contradiction_list")
