"""Réponses types where she works: offered for a request, found by `/`, inserted into a draft."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.http import Request
from apps.accounts.permissions import counsellor_required
from apps.conversations import services
from apps.conversations.forms import InsertionForm
from apps.conversations.models import Answer, Draft
from apps.conversations.services import DraftConflict, InternalText, ModelAnswerNotOffered
from apps.conversations.views.drafts import NotSaved, conflict_page, own_draft, saved
from apps.model_answers.likeness import by_words, likely_model_answers
from apps.model_answers.models import ModelAnswer

_OPTIONS = 8


@require_safe
@counsellor_required
def draft_model_answers(request: Request, draft_id: UUID) -> HttpResponse:
    """The options of the list that `/` opens: those that share the most words come first."""
    draft = own_draft(request, draft_id)
    words = request.GET.get("q", "")[:200]
    offered = ModelAnswer.objects.visible_to(request.user).offered().holding(words)
    text = f"{words} {draft.answer.question.masked_text}"
    context = {"found": [one.model_answer for one in by_words(text, offered)[:_OPTIONS]]}
    return render(request, "conversations/_model_answer_options.html", context)


@require_POST
@counsellor_required
def draft_insert(request: Request, draft_id: UUID) -> HttpResponse:
    """Inserts one into the text sent, or, from the list of réponses types, into what stands."""
    try:
        draft = saved(request, draft_id)[0] if "text" in request.POST else None
    except NotSaved as refusal:
        return refusal.response
    return _insert(request, draft or own_draft(request, draft_id))


@require_http_methods(["GET", "HEAD", "POST"])
@counsellor_required
def answer_model_answers(request: Request, answer_id: UUID) -> HttpResponse:
    """Those that answer nearly the same request; posted, one is taken into the answer's draft."""
    answers = Answer.objects.owned_by(request.user).select_related("question")
    answer = get_object_or_404(answers, pk=answer_id)
    if request.method == "POST":
        draft = services.start_draft(user=request.user, answer=answer)
        return _insert(request, own_draft(request, draft.pk))
    likely = likely_model_answers(answer.question.masked_text, request.user)
    context = {"answer": answer, "likely": likely}
    return render(request, "conversations/_likely_model_answers.html", context)


def _insert(request: Request, draft: Draft) -> HttpResponse:
    form = InsertionForm(request.POST)
    if form.is_valid():
        try:
            services.insert_model_answer(
                user=request.user,
                draft=draft,
                model_answer_id=form.cleaned_data["model_answer"],
                version=draft.version,
                after_line=form.cleaned_data["after_line"],
                with_internal=form.cleaned_data["with_internal"],
            )
        except InternalText as warning:
            context = {"draft": draft, "form": form, "model_answer": warning.model_answer}
            return render(request, "conversations/draft_insert_internal.html", context)
        except ModelAnswerNotOffered as refusal:
            messages.warning(request, str(refusal))
        except DraftConflict as conflict:
            return conflict_page(request, conflict.current, draft.text)
    return redirect(reverse("conversations:draft_detail", args=[draft.pk]) + "#draft-editor")
