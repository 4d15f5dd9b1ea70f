"""Imports of the official feed: upload, progress, report."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.http import Request
from apps.accounts.permissions import curator_required
from apps.curation.forms import ImportForm
from apps.curation.services import go_on_with_import, start_import
from apps.sheets.models import SheetImport
from apps.sheets.services import cancel_import
from apps.ui.http import page_or_fragment


@require_safe
@curator_required
def import_list(request: Request) -> HttpResponse:
    """Imports, newest first."""
    runs = SheetImport.objects.select_related("requested_by")
    page = Paginator(runs, 20).get_page(request.GET.get("page"))
    return render(request, "curation/import_list.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def import_new(request: Request) -> HttpResponse:
    """Choose a file and say what becomes of its changes."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        run = start_import(
            upload=form.cleaned_data["file"],
            requested_by=request.user,
            publish=form.is_published_at_once,
            is_dry_run=form.is_dry_run,
        )
        return redirect("curation:import_detail", pk=run.pk)
    status = 422 if form.is_bound else 200
    return render(request, "curation/import_new.html", {"form": form}, status=status)


@require_safe
@curator_required
def import_detail(request: Request, pk: UUID) -> HttpResponse:
    """Progress while it lasts, the report afterwards."""
    run = get_object_or_404(SheetImport.objects.select_related("requested_by", "approver"), pk=pk)
    return page_or_fragment(request, "curation/import_detail.html", "progress", {"run": run})


@require_POST
@curator_required
def import_cancel(request: Request, pk: UUID) -> HttpResponse:
    """Stop an import at its next step."""
    if not cancel_import(run=get_object_or_404(SheetImport, pk=pk)):
        messages.info(request, _("This import is over already."))
    return redirect("curation:import_detail", pk=pk)


@require_POST
@curator_required
def import_resume(request: Request, pk: UUID) -> HttpResponse:
    """Go on with a stopped import: what was read is not read again."""
    if not go_on_with_import(run=get_object_or_404(SheetImport, pk=pk)):
        messages.info(request, _("This import cannot go on: upload its file again."))
    return redirect("curation:import_detail", pk=pk)
