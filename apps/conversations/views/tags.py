"""Operators and themes of a question: shown, corrected by its author."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.http import Request
from apps.accounts.permissions import counsellor_required
from apps.answering.enums import Operator
from apps.answering.prepare import RequestRefused, prepare
from apps.conversations import services
from apps.conversations.forms import TagsForm, TypedForm
from apps.conversations.models import Answer
from apps.sheets.reports import proposed_tags, theme_names
from apps.ui.http import page_or_fragment


@counsellor_required
@require_http_methods(["GET", "POST"])
def answer_tags(request: Request, answer_id: UUID) -> HttpResponse:
    """The tags of the question of an answer, to correct at any turn."""
    answers = Answer.objects.owned_by(request.user).select_related("question", "conversation")
    answer = get_object_or_404(answers, pk=answer_id)
    themes = theme_names(request.user)
    form = TagsForm(request.POST if request.method == "POST" else None, themes=themes)
    if request.method == "POST" and form.is_valid():
        services.correct_tags(user=request.user, question=answer.question, **form.chosen)
        if not request.htmx:
            return redirect("conversations:conversation_detail", answer.conversation_id)
        context = {"answer": answer, "question": answer.question, "can_act": True}
        return render(request, "conversations/_tags_kept.html", context)
    context = {"answer": answer, "question": answer.question, "themes": themes.items()}
    context |= {"operators": list(Operator), "errors": form.errors}
    return page_or_fragment(request, "conversations/answer_tags.html", "form", context)


@counsellor_required
@require_POST
def question_tags(request: Request) -> HttpResponse:
    """Tags for the question being typed: it is masked, read and forgotten."""
    form = TypedForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=204)
    try:
        prepared = prepare(form.cleaned_data["text"])
    except RequestRefused:
        return HttpResponse()
    tags = proposed_tags(user=request.user, masked=prepared.masked)
    names = theme_names(request.user)
    ticked = {one: names[one] for one in form.cleaned_data["themes"] if one in names}
    context = {
        "operators": dict.fromkeys([*form.cleaned_data["operators"], *tags.operators]),
        "themes": ticked | tags.themes,
        "ticked": [*form.cleaned_data["operators"], *ticked],
    }
    return render(request, "conversations/_proposed_tags.html", context)
