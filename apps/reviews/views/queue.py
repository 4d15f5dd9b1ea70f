"""The review queue: its list, the next item, the lease of the one that is open."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.http import Request
from apps.accounts.permissions import supervisor_required
from apps.reviews import reports, services
from apps.reviews.forms import NextForm, QueueForm
from apps.reviews.models import ReviewItem

PASSED_KEY, TRAIL_KEY = "reviews_passed", "reviews_trail"
_TRAIL_LENGTH = 50


@supervisor_required
@require_safe
def review_queue(request: Request) -> HttpResponse:
    """Answers that call for a review, most urgent first."""
    stratum = QueueForm(request.GET).chosen
    queue = reports.review_queue(request.user, stratum)
    context = {
        "page": Paginator(queue, 20).get_page(request.GET.get("page")),
        "stratum": stratum,
        "now": timezone.now(),
        "double": reports.double_review(request.user),
    }
    return render(request, "reviews/review_queue.html", context)


@supervisor_required
@require_POST
def review_next(request: Request) -> HttpResponse:
    """*Relire la suivante*, *Passer*: hold the next item and open it."""
    form = NextForm(request.POST)
    form.is_valid()
    if passing := form.cleaned_data.get("passing"):
        _remember(request, PASSED_KEY, passing)
    return open_next(request, form.chosen)


@supervisor_required
@require_POST
def review_take(request: Request, pk: UUID) -> HttpResponse:
    """Hold this item and open it."""
    item = own_item(request, pk)
    try:
        services.take(item=item, reviewer=request.user, now=timezone.now())
    except services.HeldByAnother as refusal:
        messages.warning(request, str(refusal))
        return redirect("reviews:review_queue")
    _remember(request, TRAIL_KEY, pk)
    return redirect("reviews:review_detail", pk=pk)


@supervisor_required
@require_POST
def review_renew(request: Request, pk: UUID) -> HttpResponse:
    """The open page holds on to its item."""
    until = services.renew(item=own_item(request, pk), reviewer=request.user, now=timezone.now())
    return render(request, "reviews/_lease.html", {"held_until": until, "answer_id": pk})


@supervisor_required
@require_POST
def review_release(request: Request, pk: UUID) -> HttpResponse:
    """The page was left: somebody else may take the item."""
    services.release(item=own_item(request, pk), reviewer=request.user)
    return HttpResponse(status=204)


def own_item(request: Request, pk: UUID) -> ReviewItem:
    """An item of the supervisor's scope; any other is not found."""
    items = ReviewItem.objects.visible_to(request.user).select_related("answer__question")
    return get_object_or_404(items, pk=pk)


def open_next(request: Request, stratum: str = "") -> HttpResponse:
    """Take the next item that was not passed over in this session."""
    services.refresh_queue(now=timezone.now())
    passed = [UUID(pk) for pk in request.session.get(PASSED_KEY, [])]
    item = services.take_next(
        reviewer=request.user, now=timezone.now(), stratum=stratum, skipping=passed
    )
    if item is None:
        request.session.pop(PASSED_KEY, None)
        messages.info(request, _("Nothing else to review for now."))
        return redirect("reviews:review_queue")
    _remember(request, TRAIL_KEY, item.pk)
    return redirect("reviews:review_detail", pk=item.pk)


def before(request: Request, pk: UUID) -> str | None:
    """The item that this reviewer had open before `pk`."""
    trail: list[str] = request.session.get(TRAIL_KEY, [])
    position = trail.index(str(pk)) if str(pk) in trail else len(trail)
    return trail[position - 1] if position > 0 else None


def _remember(request: Request, key: str, pk: UUID) -> None:
    known = [one for one in request.session.get(key, []) if one != str(pk)]
    request.session[key] = [*known, str(pk)][-_TRAIL_LENGTH:]
