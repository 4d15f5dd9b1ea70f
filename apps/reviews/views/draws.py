"""The weekly draws: seeds before anything is drawn with them, and each draw made again."""

import csv

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from apps.accounts.http import Request
from apps.accounts.permissions import supervisor_required
from apps.answering.enums import OPERATOR_NAMES
from apps.reviews import reports
from apps.reviews.models import WeeklyDraw
from apps.reviews.recomputing import recompute

_OPERATORS = {each.value: name for each, name in OPERATOR_NAMES.items()}


@supervisor_required
@require_safe
def draw_list(request: Request) -> HttpResponse:
    """Every week with its seed, newest first."""
    page = Paginator(reports.draws(), 20).get_page(request.GET.get("page"))
    return render(request, "reviews/draw_list.html", {"page": page})


@supervisor_required
@require_safe
def draw_detail(request: Request, pk: int) -> HttpResponse:
    """One draw, made again before one's eyes."""
    draw = get_object_or_404(WeeklyDraw, pk=pk)
    proof = recompute(draw)
    drawn = proof.drawn if proof else {}
    strata = [
        (_OPERATORS.get(name, name), len(draw.frame[name]), drawn[name]) for name in sorted(drawn)
    ]
    context = {"draw": draw, "proof": proof, "strata": strata}
    return render(request, "reviews/draw_detail.html", context)


@supervisor_required
@require_safe
def draw_frame(request: Request, pk: int) -> HttpResponse:
    """What a week was drawn from, for whoever draws again by other means. Only for those who may
    read every exchange: how few answers an operator had is no figure for the others."""
    draw = get_object_or_404(WeeklyDraw, pk=pk, drawn_at__isnull=False)
    if not request.user.is_national:
        raise Http404
    name = f"tirage-{draw}.csv"
    response = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
    writer = csv.writer(response, delimiter=";", lineterminator="\n")
    writer.writerow(["operateur", "reponse"])
    writer.writerows(sorted((name, one) for name, ids in draw.frame.items() for one in ids))
    return response
