"""Supervisors: the queue, and one review."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.http import Request
from apps.accounts.permissions import supervisor_required
from apps.conversations.models import Answer
from apps.conversations.reports import handover_difference
from apps.model_answers.services import ModelAnswerRefusal
from apps.reviews import reports
from apps.reviews.enums import Stratum
from apps.reviews.forms import ReviewForm
from apps.reviews.models import Review
from apps.reviews.proposing import propose_model_answer
from apps.reviews.services import give_review, record_reading


@require_safe
@supervisor_required
def review_queue(request: Request) -> HttpResponse:
    """Answers that call for a review, worst first."""
    page = Paginator(reports.review_queue(request.user), 20).get_page(request.GET.get("page"))
    return render(request, "reviews/review_queue.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@supervisor_required
def review_detail(request: Request, pk: UUID) -> HttpResponse:
    """Read, check, judge."""
    answer = get_object_or_404(reports.reviewable_answers(request.user), pk=pk)
    if request.method == "POST":
        return _save(request, answer)
    record_reading(answer=answer, reader=request.user)
    return _page(request, answer, ReviewForm(initial=_former(request, answer)))


@require_POST
@supervisor_required
def review_propose(request: Request, pk: UUID) -> HttpResponse:
    """*Proposer comme réponse type*."""
    answer = get_object_or_404(reports.reviewable_answers(request.user), pk=pk)
    try:
        model_answer = propose_model_answer(answer=answer, proposed_by=request.user)
    except ModelAnswerRefusal as refusal:
        messages.error(request, str(refusal))
        return redirect("reviews:review_detail", pk=answer.pk)
    messages.success(request, _("Complete it, then submit it: another person must approve it."))
    return redirect("model_answers:model_answer_edit", pk=model_answer.pk)


def _save(request: Request, answer: Answer) -> HttpResponse:
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return _page(request, answer, form, status=422)
    queued = reports.review_queue(request.user).filter(pk=answer.pk).first()
    is_drawn = getattr(queued, "is_drawn", False)
    give_review(
        answer=answer,
        reviewer=request.user,
        judgement=form.judgement(),
        stratum=Stratum.RANDOM if is_drawn else Stratum.RISK,
    )
    messages.success(request, _("Review saved."))
    following = reports.review_queue(request.user).first()
    if following is None:
        return redirect("reviews:review_queue")
    return redirect("reviews:review_detail", pk=following.pk)


def _page(request: Request, answer: Answer, form: ReviewForm, status: int = 200) -> HttpResponse:
    context = {
        "answer": answer,
        "form": form,
        "sentences": answer.sentences.prefetch_related("citations__source"),
        "sources": answer.sources.prefetch_related("citations"),
        "handed_over": handover_difference(answer),
        "feedback": answer.feedback.filter(is_current=True).first(),
        "pseudonym": reports.pseudonym(answer.question.asked_by_id, answer.created_at.date()),
    }
    return render(request, "reviews/review_detail.html", context, status=status)


def _former(request: Request, answer: Answer) -> dict[str, object]:
    review = Review.objects.filter(answer=answer, reviewer=request.user, is_current=True).first()
    return {name: getattr(review, name) for name in ReviewForm.base_fields} if review else {}
