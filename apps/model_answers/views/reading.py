"""*Réponses types*: the list, and one of them."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from apps.accounts.http import Request
from apps.accounts.permissions import staff_required
from apps.model_answers.forms import ModelAnswerFilterForm
from apps.model_answers.models import ModelAnswer
from apps.model_answers.reading import ModelAnswerReading
from apps.ui.http import page_or_fragment

PAGE_LENGTH = 20


def is_keeper(request: Request) -> bool:
    return request.user.is_supervisor or request.user.is_curator


@require_safe
@staff_required
def model_answer_list(request: Request) -> HttpResponse:
    """By search, operator and state; keepers see work in progress too.

    `?brouillon=` names the draft into which one is to be inserted.
    """
    form = ModelAnswerFilterForm(request.GET, is_keeper=is_keeper(request))
    found = form.narrowed(ModelAnswer.objects.visible_to(request.user)).with_state()
    context = {
        "form": form,
        "filters": form.chosen,
        "page": Paginator(found, PAGE_LENGTH).get_page(request.GET.get("page")),
        "is_keeper": is_keeper(request),
        "draft_id": draft_named(request),
    }
    template = "model_answers/model_answer_list.html"
    return page_or_fragment(request, template, "model_answers", context)


@require_safe
@staff_required
def model_answer_detail(request: Request, pk: UUID) -> HttpResponse:
    """Its text with its passages, who approved it and when; its acts and past for keepers."""
    visible = ModelAnswer.objects.visible_to(request.user).with_state()
    model_answer = get_object_or_404(visible, pk=pk)
    hands = (
        model_answer.proposed_by_id,
        model_answer.owner_id,
        model_answer.current.author_id,
    )
    context = {
        "model_answer": model_answer,
        "revision": model_answer.current,
        "reading": ModelAnswerReading(model_answer.current),
        "is_keeper": is_keeper(request),
        "is_own": request.user.pk in hands,
        "draft_id": draft_named(request),
    }
    return render(request, "model_answers/model_answer_detail.html", context)


def draft_named(request: Request) -> UUID | None:
    try:
        return UUID(request.GET.get("brouillon", ""))
    except ValueError:
        return None
