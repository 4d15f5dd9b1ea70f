"""Reports on sheets: made by counsellors, answered by curators."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.http import Request
from apps.accounts.permissions import counsellor_required, curator_required
from apps.curation.enums import ReportDecision
from apps.curation.forms import OutcomeForm, ReportForm
from apps.sheets.models import Passage, Sheet, SheetReport
from apps.sheets.services import reporting


@require_http_methods(["GET", "HEAD", "POST"])
@counsellor_required
def report_new(request: Request, sheet_id: str) -> HttpResponse:
    """Report a sheet, or the passage of it that an answer cites (`?passage=`)."""
    sheet = get_object_or_404(Sheet.objects.visible_to(request.user), external_id=sheet_id)
    passage = _passage(request, sheet)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reporting.report_sheet(
            sheet=sheet,
            reporter=request.user,
            reason=form.cleaned_data["reason"],
            comment=form.comment_masked(),
            passage=passage,
        )
        if request.htmx:
            return render(request, "curation/report_new.html#kept")
        messages.success(request, _("Thank you. The outcome will come to your notices."))
        return redirect("curation:report_mine")
    context = {"form": form, "sheet": sheet, "passage": passage}
    if request.htmx:
        return render(request, "curation/report_new.html#form", context)
    status = 422 if form.is_bound else 200
    return render(request, "curation/report_new.html", context, status=status)


@require_safe
@counsellor_required
def report_mine(request: Request) -> HttpResponse:
    """What the counsellor reported, and what came of it."""
    reports = SheetReport.objects.made_by(request.user).select_related("sheet")
    page = Paginator(reports, 20).get_page(request.GET.get("page"))
    return render(request, "curation/report_mine.html", {"page": page})


@require_safe
@curator_required
def report_list(request: Request) -> HttpResponse:
    """Reports to answer, oldest first; with `?tous=1` the answered ones too, newest first."""
    everything = request.GET.get("tous") == "1"
    reports = SheetReport.objects.select_related("sheet", "handler")
    shown = reports.all() if everything else reports.to_answer().order_by("created_at")
    page = Paginator(shown, 20).get_page(request.GET.get("page"))
    return render(request, "curation/report_list.html", {"page": page, "everything": everything})


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def report_detail(request: Request, pk: UUID) -> HttpResponse:
    """Read a report, assign it, merge its duplicates, answer it."""
    report = get_object_or_404(
        SheetReport.objects.select_related("sheet", "handler", "merged_into"), pk=pk
    )
    form = OutcomeForm(request.POST or None, report=report)
    if request.method == "POST" and form.is_valid():
        return _answer(request, report, form)
    context = {
        "report": report,
        "form": form,
        "revision": report.sheet.revisions.published().defer("raw", "body").first(),
        "duplicates": report.duplicates.all(),
        "is_passage_published": Passage.objects.published()
        .filter(revision__sheet=report.sheet, text=report.passage_text)
        .exists(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "curation/report_detail.html", context, status=status)


def _answer(request: Request, report: SheetReport, form: OutcomeForm) -> HttpResponse:
    data = form.cleaned_data
    try:
        if data["decision"] == ReportDecision.ASSIGN:
            reporting.assign_report(report=report, to=data["handler"], assigned_by=request.user)
        elif data["decision"] == ReportDecision.MERGE:
            reporting.merge_reports(
                report=report, duplicates=list(data["duplicates"]), merged_by=request.user
            )
            messages.success(request, _("Merged: they will be answered together."))
        else:
            reporting.close_report(
                report=report,
                handler=request.user,
                is_corrected=form.is_corrected,
                outcome=form.outcome(),
                with_same_sheet=data["with_same_sheet"],
            )
            messages.success(request, _("Answered: whoever reported is told."))
    except (reporting.ReportClosed, reporting.NotACurator) as refusal:
        messages.error(request, str(refusal))
    return redirect("curation:report_detail", pk=report.pk)


def _passage(request: Request, sheet: Sheet) -> Passage | None:
    wanted = request.GET.get("passage", "")
    if not (wanted.isdecimal() and len(wanted) < 19):
        return None
    return Passage.objects.filter(revision__sheet=sheet, pk=int(wanted)).first()
