"""Operators and themes of a question: shown, corrected by its author."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from apps.accounts.http import Request
from apps.accounts.permissions import counsellor_required
from apps.answering.enums import Operator
from apps.conversations import services
from apps.conversations.forms import TagsForm
from apps.conversations.models import Answer
from apps.sheets.reports import theme_names
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
