"""The dashboard, the same as a file; golden questions made of reviews."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.http import Request
from apps.accounts.permissions import supervisor_required
from apps.evaluation.enums import Verdict
from apps.evaluation.models import EvaluationSet
from apps.evaluation.services import add_golden_case
from apps.reviews import reports
from apps.reviews.quality import charts
from apps.reviews.quality.cells import Dimension
from apps.reviews.quality.dashboard import Breakdown, Dashboard, build_dashboard
from apps.reviews.quality.forms import DashboardForm
from apps.reviews.quality.spreadsheets import (
    CSV_TYPE,
    ODS_TYPE,
    as_csv,
    as_ods,
    dashboard_tables,
)

_FILES = {"csv": (as_csv, CSV_TYPE), "ods": (as_ods, ODS_TYPE)}


@require_safe
@supervisor_required
def dashboard(request: Request) -> HttpResponse:
    """Figures of a period, within the supervisor's scope."""
    form = DashboardForm(request.user, request.GET.dict())
    board = build_dashboard(request.user, form.period, form.chosen)
    context = {
        "form": form,
        "board": board,
        "floor": settings.QUALITY_MIN_EXACTNESS,
        "ceiling": settings.QUALITY_MAX_DANGEROUS,
        **_exactness(board),
        "weeks": _weeks(board.breakdowns.get(Dimension.WEEK)),
    }
    return render(request, "reviews/dashboard.html", context)


@require_safe
@supervisor_required
def dashboard_file(request: Request, kind: str) -> HttpResponse:
    """The tables of the dashboard as CSV or ODS."""
    if kind not in _FILES:
        raise Http404
    form = DashboardForm(request.user, request.GET.dict())
    board = build_dashboard(request.user, form.period, form.chosen)
    write, content_type = _FILES[kind]
    name = f"tableau-de-bord-{board.period.key}.{kind}"
    return HttpResponse(
        write(dashboard_tables(board)),
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_POST
@supervisor_required
def golden_case_new(request: Request, pk: UUID) -> HttpResponse:
    """Make a golden question of an answer that this supervisor reviewed."""
    answer = get_object_or_404(reports.reviewable_answers(request.user), pk=pk)
    review = answer.reviews.filter(reviewer=request.user, is_current=True).first()
    if review is None:
        messages.error(request, _("Review the answer first."))
        return redirect("reviews:review_detail", pk=pk)
    golden, _is_new = EvaluationSet.objects.get_or_create(
        name=_("Reviewed answers"), defaults={"created_by": request.user}
    )
    is_right = review.verdict == Verdict.RIGHT
    add_golden_case(answer=answer, evaluation_set=golden, is_right=is_right, user=request.user)
    messages.success(request, _("This answer is now a golden question."))
    return redirect("reviews:review_detail", pk=pk)


def _exactness(board: Dashboard) -> dict[str, object]:
    """Operators with an estimate, each with its whisker, on one scale."""
    operators = board.breakdowns.get(Dimension.OPERATOR)
    rows = [
        (row, row.figures.exactness)
        for row in (operators.rows if operators else [])
        if row.figures.exactness
    ]
    floor = settings.QUALITY_MIN_EXACTNESS
    scale = charts.scale_for([estimate.low for _row, estimate in rows])
    lines = [
        (row, charts.whisker(scale, estimate.share, estimate.low, estimate.high, floor))
        for row, estimate in rows
    ]
    return {"exactness": lines, "scale": scale, "floor_at": scale.at(floor)}


def _weeks(breakdown: Breakdown | None) -> charts.BarChart | None:
    """Answered and declined requests of each week; None without two weeks."""
    rows = breakdown.rows if breakdown else []
    if len(rows) < 2:
        return None
    counted = [(f"{row.key:%d/%m}", row.figures.counts) for row in rows]
    return charts.bar_chart([(day, each.answered, each.declined) for day, each in counted])
