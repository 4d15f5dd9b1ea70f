"""*Lacunes*: what the sheets do not answer, ranked; drafted, replayed, closed."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.http import Request
from apps.accounts.permissions import curator_required
from apps.conversations.templatetags.answers import masked_words
from apps.curation.gap_board import gap_detail, months_of_signals, ranked_gaps
from apps.curation.gap_forms import DismissalForm, GapFilterForm, SheetOfGapForm
from apps.curation.models import Gap
from apps.curation.services import gaps as services
from apps.sheets.models import Sheet
from apps.ui.http import page_or_fragment

_TITLE = 120


@require_safe
@curator_required
def gap_list(request: Request) -> HttpResponse:
    """Gaps, those with most signals first."""
    form = GapFilterForm(request.GET, months=months_of_signals())
    page = Paginator(ranked_gaps(**form.filters()), 20).get_page(request.GET.get("page"))
    context = {"form": form, "page": page}
    return page_or_fragment(request, "curation/gap_list.html", "gaps", context)


@require_safe
@curator_required
def gap_detail_page(request: Request, pk: int) -> HttpResponse:
    """What a gap is made of, and what may be done."""
    return _show(request, _get(pk))


@require_POST
@curator_required
def gap_draft(request: Request, pk: int) -> HttpResponse:
    """One click: a new sheet, its title and the questions it must answer already there."""
    gap = _get(pk)
    try:
        draft = services.draft_for_gap(
            gap=gap,
            author=request.user,
            title=masked_words(gap.title)[:_TITLE],
            markdown=_questions_as_markdown(gap),
        )
    except services.GapRefusal as refusal:
        messages.error(request, str(refusal))
        return redirect("curation:gap_detail", pk=pk)
    return redirect("curation:draft_content", pk=draft.pk)


@require_POST
@curator_required
def gap_replay(request: Request, pk: int) -> HttpResponse:
    """Ask the questions again; the gap closes once a sheet answers them all."""
    gap = _get(pk)
    sheet: Sheet | None = None
    if request.POST.get("sheet"):
        form = SheetOfGapForm(request.POST)
        if not form.is_valid():
            return _show(request, gap, sheet_form=form, status=422)
        sheet = form.cleaned_data["sheet"]
    try:
        gap = services.answer_gap(gap=gap, sheet=sheet, replayed_by=request.user)
    except services.GapRefusal as refusal:
        messages.error(request, str(refusal))
    else:
        if gap.is_open:
            messages.error(request, _("Some questions are still not answered from this sheet."))
        else:
            messages.success(request, _("Every question is answered from this sheet: closed."))
    return redirect("curation:gap_detail", pk=pk)


@require_POST
@curator_required
def gap_dismiss(request: Request, pk: int) -> HttpResponse:
    """Set a gap aside, with the reason."""
    gap = _get(pk)
    form = DismissalForm(request.POST)
    if not form.is_valid():
        return _show(request, gap, dismissal_form=form, status=422)
    try:
        services.dismiss_gap(gap=gap, dismissed_by=request.user, reason=form.masked())
    except services.GapRefusal as refusal:
        messages.error(request, str(refusal))
    return redirect("curation:gap_detail", pk=pk)


def _get(pk: int) -> Gap:
    return get_object_or_404(Gap.objects.select_related("draft", "sheet", "handler"), pk=pk)


def _show(
    request: Request,
    gap: Gap,
    *,
    sheet_form: SheetOfGapForm | None = None,
    dismissal_form: DismissalForm | None = None,
    status: int = 200,
) -> HttpResponse:
    number = gap.sheet.external_id if gap.sheet else ""
    context = {
        "gap": gap,
        "detail": gap_detail(gap),
        "sheet_form": sheet_form or SheetOfGapForm(initial={"sheet": number}),
        "dismissal_form": dismissal_form or DismissalForm(),
    }
    return render(request, "curation/gap_detail.html", context, status=status)


def _questions_as_markdown(gap: Gap) -> str:
    lines = [f"- {masked_words(text)}" for text, _count in gap_detail(gap).texts]
    return "\n".join([_("## Questions to answer (remove before publishing)"), "", *lines, ""])
