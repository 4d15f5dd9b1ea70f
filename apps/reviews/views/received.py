"""What a counsellor reads of the reviews of her answers: the correction, the thread, her month."""

from datetime import datetime, time
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.http import Request
from apps.accounts.permissions import counsellor_required
from apps.answering.differences import word_differences
from apps.conversations.services import proposed_text
from apps.reviews import reports, services
from apps.reviews.forms import MaskedTextForm, MonthForm
from apps.reviews.models import Review, ReviewItem


@counsellor_required
@require_safe
def review_received(request: Request, pk: UUID) -> HttpResponse:
    """The correction beside the answer, the right passage, the discussion."""
    item = _own_item(request, pk)
    reviews = list(
        Review.objects.filter(answer=pk).told().select_related("reviewer").order_by("round")
    )
    corrected = next((review for review in reviews if review.corrected_text), None)
    proposed = proposed_text(item.answer)
    context = {
        "item": item,
        "answer": item.answer,
        "reviews": reviews,
        "corrected": corrected,
        "runs": word_differences(proposed, corrected.corrected_text) if corrected else (),
        "sentences": item.answer.sentences.prefetch_related("citations__source"),
        "thread": item.messages.select_related("author"),
    }
    return render(request, "reviews/review_received.html", context)


@counsellor_required
@require_POST
def received_say(request: Request, pk: UUID) -> HttpResponse:
    """The counsellor answers those who reviewed."""
    form = MaskedTextForm(request.POST)
    if form.is_valid():
        services.say(
            item=_own_item(request, pk), author=request.user, text=form.cleaned_data["text"]
        )
        messages.success(request, _("Message sent."))
    else:
        messages.error(request, _("Write a message of at most 2,000 characters."))
    return redirect("reviews:review_received", pk=pk)


@counsellor_required
@require_POST
def received_contest(request: Request, pk: UUID) -> HttpResponse:
    """The counsellor contests the verdict; another supervisor will answer."""
    form = MaskedTextForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why you contest the verdict."))
        return redirect("reviews:review_received", pk=pk)
    try:
        services.contest_verdict(
            item=_own_item(request, pk), counsellor=request.user, reason=form.cleaned_data["text"]
        )
        messages.success(request, _("Sent: another supervisor will look at it."))
    except services.NotContestable as refusal:
        messages.error(request, str(refusal))
    return redirect("reviews:review_received", pk=pk)


@counsellor_required
@require_safe
def my_month(request: Request) -> HttpResponse:
    """Her own month; nobody else has this page, for there is no name in its address."""
    form = MonthForm(request.GET)
    chosen = form.cleaned_data["month"] if form.is_valid() else None
    first = (chosen or timezone.localdate()).replace(day=1)
    following = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    start, end = (
        timezone.make_aware(datetime.combine(day, time.min)) for day in (first, following)
    )
    context = {"month": reports.personal_month(request.user, first, start, end)}
    return render(request, "reviews/my_month.html", context)


def _own_item(request: Request, pk: UUID) -> ReviewItem:
    items = ReviewItem.objects.about(request.user).select_related("answer__question")
    return get_object_or_404(items, pk=pk)
