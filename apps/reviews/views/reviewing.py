"""One review: read, check, judge; the right passage; who the counsellor is."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.http import Request
from apps.accounts.permissions import supervisor_required
from apps.accounts.pseudonyms import pseudonym
from apps.conversations.models import Answer
from apps.conversations.reports import handover_difference
from apps.model_answers.services import ModelAnswerRefusal
from apps.reviews import reports, services
from apps.reviews.enums import ReviewStage, Stratum
from apps.reviews.forms import MaskedTextForm, PassageSearchForm, ReviewForm
from apps.reviews.models import Review, ReviewItem
from apps.reviews.proposing import propose_model_answer
from apps.reviews.views.queue import before, open_next, own_item
from apps.sheets.models import Passage
from apps.sheets.search import Scope, current_reader, find_now

_MOST_PASSAGES = 8


@supervisor_required
@require_http_methods(["GET", "HEAD", "POST"])
def review_detail(request: Request, pk: UUID) -> HttpResponse:
    """Read, check, judge; the reading leaves a trace."""
    answer = get_object_or_404(reports.reviewable_answers(request.user), pk=pk)
    if request.method == "POST":
        return _save(request, answer)
    services.record_reading(answer=answer, reader=request.user)
    return _page(request, answer, ReviewForm(answer=answer, initial=_former(request, answer)))


def _save(request: Request, answer: Answer) -> HttpResponse:
    form = ReviewForm(request.POST, answer=answer)
    if "check" in request.POST or not form.is_valid():
        form.is_valid()
        return _page(request, answer, form, status=422 if form.errors else 200)
    try:
        services.give_review(
            answer=answer,
            reviewer=request.user,
            judgement=form.judgement(),
            stratum=Stratum.RISK,
        )
    except (services.HeldByAnother, services.NotReviewable) as refusal:
        form.add_error(None, str(refusal))
        return _page(request, answer, form, status=409)
    messages.success(request, _("Review saved."))
    return open_next(request)


def _page(request: Request, answer: Answer, form: ReviewForm, status: int = 200) -> HttpResponse:
    user, now = request.user, timezone.now()
    item = ReviewItem.objects.filter(pk=answer.pk).first()
    reviews = reports.visible_reviews(answer, user)
    has_judged = any(review.reviewer_id == user.pk for review in reviews)
    is_held = ReviewItem.objects.held_by(user, now).filter(pk=answer.pk).exists()
    is_settled = item is not None and item.stage == ReviewStage.DONE
    context = {
        "answer": answer,
        "item": item,
        "form": form,
        "may_judge": is_held or has_judged or form.is_bound,
        "is_held": is_held,
        "is_takeable": not is_held and not has_judged and not is_settled,
        "reviews": reviews,
        "has_judged": has_judged,
        "previous": before(request, answer.pk),
        "waiting": reports.review_queue(user).count(),
        **_read(answer),
        **_known_of_counsellor(answer, item, user.pk),
    }
    return render(request, "reviews/review_detail.html", context, status=status)


def _read(answer: Answer) -> dict[str, Any]:
    """All that is read of the answer before judging."""
    return {
        "sentences": answer.sentences.prefetch_related("citations__source"),
        "sources": answer.sources.with_is_quoted().prefetch_related("citations"),
        "handed_over": handover_difference(answer),
        "feedback": answer.feedback.filter(is_current=True).first(),
    }


def _known_of_counsellor(answer: Answer, item: ReviewItem | None, user_id: UUID) -> dict[str, Any]:
    asked_by = answer.question.asked_by
    revealed = item is not None and item.reveals.filter(supervisor=user_id).exists()
    return {
        "pseudonym": pseudonym(asked_by.pk, answer.created_at.date()),
        "revealed": asked_by if revealed else None,
        "thread": item.messages.select_related("author") if item else [],
    }


def _former(request: Request, answer: Answer) -> dict[str, object]:
    given = Review.objects.filter(answer=answer, reviewer=request.user).current().first()
    names = set(ReviewForm.base_fields) - {"accepts_doubts"}
    return {name: getattr(given, name) for name in names} if given else {}


@supervisor_required
@require_POST
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


@supervisor_required
@require_safe
def passage_search(request: Request) -> HttpResponse:
    """Published passages that the right one is chosen from; a fragment of the review page."""
    form = PassageSearchForm(request.GET)
    passages: list[Passage] = []
    if form.is_valid():
        understanding = current_reader().read(form.cleaned_data["words"])
        found = find_now(understanding, Scope(request.user)).passages[:_MOST_PASSAGES]
        rows = Passage.objects.select_related("revision").in_bulk([int(one.id) for one in found])
        passages = [rows[int(one.id)] for one in found]
    context = {"passages": passages, "form": form}
    return render(request, "reviews/_passages_found.html", context)


@supervisor_required
@require_POST
def counsellor_reveal(request: Request, pk: UUID) -> HttpResponse:
    """Who the counsellor is, for a reason; it leaves a trace."""
    item = own_item(request, pk)
    form = MaskedTextForm(request.POST)
    if form.is_valid():
        services.reveal_counsellor(
            item=item, supervisor=request.user, reason=form.cleaned_data["text"]
        )
    else:
        messages.error(request, _("Say why you need the name: nothing was shown."))
    return redirect("reviews:review_detail", pk=pk)


@supervisor_required
@require_POST
def review_say(request: Request, pk: UUID) -> HttpResponse:
    """A reviewer writes to the counsellor."""
    item = own_item(request, pk)
    form = MaskedTextForm(request.POST)
    if not Review.objects.filter(answer=pk, reviewer=request.user).exists():
        messages.error(request, _("Give your review first: the discussion opens after it."))
    elif form.is_valid():
        services.say(item=item, author=request.user, text=form.cleaned_data["text"])
        messages.success(request, _("Message sent."))
    else:
        messages.error(request, _("Write a message of at most 2,000 characters."))
    return redirect("reviews:review_detail", pk=pk)
