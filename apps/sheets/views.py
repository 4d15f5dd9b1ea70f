"""Reading pages: the list of sheets, one sheet, one of its versions. They need no model."""

from urllib.parse import urlsplit

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from apps.accounts.http import Request
from apps.accounts.permissions import staff_required
from apps.answering.masking import mask
from apps.sheets.forms import SheetFilterForm
from apps.sheets.marks import marks_of
from apps.sheets.models import SheetReport, SheetRevision
from apps.sheets.rendering import render_sheet
from apps.sheets.rendering.listing import lines_of
from apps.sheets.reports import list_sheets, listed_sheets, marked_position
from apps.sheets.services.searches import note_opening, note_search
from apps.ui.http import page_or_fragment


@require_safe
@staff_required
def sheet_list(request: Request) -> HttpResponse:
    """Published sheets, by search and filters."""
    form = SheetFilterForm(request.GET)
    filters = form.filters()
    listing = list_sheets(user=request.user, **filters)
    page = Paginator(listing.revision_ids, 20).get_page(request.GET.get("page"))
    search = listing.search
    if filters["query"] and request.user.is_counsellor:
        found = len(listing.revision_ids)
        note_search(user=request.user, text=mask(filters["query"]), results=found)
    sheets = listed_sheets(user=request.user, revision_ids=list(page), search=search)
    context = {
        "form": form,
        "filters": filters,
        "listing": listing,
        "page": page,
        "lines": lines_of(sheets, search.stems if search else frozenset()),
    }
    return page_or_fragment(request, "sheets/sheet_list.html", "sheets", context)


@require_safe
@staff_required
def sheet_detail(request: Request, sheet_id: str) -> HttpResponse:
    """What is published of a sheet; `?passage=` marks the passage that an answer cites."""
    revisions = SheetRevision.objects.published().readable_by(request.user)
    revision = get_object_or_404(revisions, sheet__external_id=sheet_id)
    if request.user.is_counsellor and _comes_from_search(request):
        note_opening(user=request.user)
    return render(request, "sheets/sheet_detail.html", _context(request, revision))


@require_safe
@staff_required
def sheet_panel(request: Request, sheet_id: str, revision_id: int) -> HttpResponse:
    """The very version that an answer cites, even once replaced; a fragment for the panel."""
    revisions = SheetRevision.objects.readable_by(request.user)
    revision = get_object_or_404(revisions, pk=revision_id, sheet__external_id=sheet_id)
    context = _context(request, revision)
    return page_or_fragment(request, "sheets/sheet_detail.html", "sheet", context)


def _comes_from_search(request: Request) -> bool:
    return urlsplit(request.headers.get("Referer", "")).path == reverse("sheets:sheet_list")


def _context(request: Request, revision: SheetRevision) -> dict[str, object]:
    cited = request.GET.get("passage", "")
    cited_id = int(cited) if cited.isdecimal() and len(cited) < 19 else None
    marked = marked_position(revision, cited_id)
    return {
        "revision": revision,
        "sheet": revision.sheet,
        "content": render_sheet(revision, user=request.user, marked=marked),
        "marked": marked,
        "alerts": SheetReport.objects.alerting().filter(sheet=revision.sheet)[:1],
        "disputes": marks_of([revision.sheet.external_id])[revision.sheet.external_id].disputes,
        "is_passage_gone": cited_id is not None and marked is None,
    }
