"""The counsellors' pages, and the HTTP fall-back of the socket."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from apps.accounts.http import Request
from apps.accounts.models import User
from apps.accounts.permissions import (
    counsellor_required,
    help_party_required,
    staff_required,
)
from apps.answering.enums import OPERATOR_NAMES
from apps.conversations import intake, services
from apps.conversations.forms import (
    AnswerFeedbackForm,
    EntrustForm,
    ExchangeFeedbackForm,
    ExchangeFilterForm,
    RegenerateForm,
    SwitchForm,
    TitleForm,
)
from apps.conversations.help_reading import help_view
from apps.conversations.models import Answer, AnswerSource, Conversation, Feedback
from apps.conversations.rendering import polled_html, turn_html, turns_of
from apps.sheets.marks import SheetMarks, marks_of
from apps.ui.navigation import home_of

PAGE_LENGTH = 25


@staff_required
@require_http_methods(["GET", "POST"])
def question_new(request: Request) -> HttpResponseBase:
    """The first question of an exchange; whoever asks none is led to their own first page."""
    if not request.user.is_counsellor:
        return redirect(home_of(request.user))
    if request.method == "POST":
        return _ask(request, None)
    return _question_page(request)


@counsellor_required
@require_POST
def ask(request: Request, conversation_id: UUID) -> HttpResponseBase:
    """The next question of an exchange, where sockets are blocked."""
    return _ask(request, _own_conversation(request, conversation_id))


def _ask(request: Request, conversation: Conversation | None) -> HttpResponseBase:
    try:
        incoming = intake.read_question(request.POST)
        asked = intake.ask_question(incoming, user=request.user, conversation=conversation)
    except intake.Refused as refusal:
        if request.htmx:
            return HttpResponse(refusal.html)
        return _question_page(request, error=refusal.message, preview=refusal.html)
    if request.htmx and conversation is not None:
        key = str(incoming.form.key_sent)
        _seq, html = turn_html(asked.answer.pk, request.user, key=key, is_known=asked.is_replay)
        return HttpResponse(html)
    url = _conversation_url(asked.answer.conversation_id)
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)


def _question_page(request: Request, **more: Any) -> HttpResponse:
    recent = Conversation.objects.owned_by(request.user)[:3]
    text = request.POST.get("text", "") or _taken_from(request)
    context = {"recent": recent, "text": text} | more
    return render(request, "conversations/question_new.html", context)


def _taken_from(request: Request) -> str:
    """*Partir de cet échange*: its first question, masked as it was."""
    try:
        exchange = UUID(request.GET.get("depuis", ""))
    except ValueError:
        return ""
    visible = Conversation.objects.visible_to(request.user).filter(pk=exchange).first()
    first = visible.questions.first() if visible else None
    return first.masked_text if first else ""


@counsellor_required
@require_GET
def conversation_list(request: Request) -> HttpResponseBase:
    """The exchanges of the counsellor, and those shared with her desk."""
    form = ExchangeFilterForm(request.GET)
    found = form.narrowed(Conversation.objects.visible_to(request.user)).with_state()
    page = Paginator(found, PAGE_LENGTH).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "filters": form.chosen,
        "query": form.chosen.get("q", ""),
        "operators": OPERATOR_NAMES.items(),
        "kept_months": settings.RETENTION_EXCHANGES_MONTHS,
    }
    return render(request, "conversations/conversation_list.html", context)


@counsellor_required
@require_GET
def conversation_detail(request: Request, conversation_id: UUID) -> HttpResponseBase:
    """One exchange, whole; its socket brings what comes."""
    visible = Conversation.objects.visible_to(request.user)
    conversation = get_object_or_404(visible, pk=conversation_id)
    answers = conversation.answers.with_everything_shown().with_outdated()
    turns = turns_of(answers, request.user)
    context = {
        "conversation": conversation,
        "turns": turns,
        "current": turns[-1].answer if turns else None,
        "can_act": conversation.author_id == request.user.pk,
        "view": help_view(conversation, request.user),
        "socket_path": f"/ws/echanges/{conversation.pk}/",
        "exchange_feedback": _exchange_feedback(request, conversation),
        "colleagues": User.objects.get_queryset().colleagues_of(request.user),
    }
    return render(request, "conversations/conversation_detail.html", context)


@counsellor_required
@require_GET
def answer_fragment(request: Request, answer_id: UUID) -> HttpResponseBase:
    """A whole answer, asked for again and again where sockets are blocked."""
    answers = Answer.objects.visible_to(request.user).with_everything_shown()
    return HttpResponse(polled_html(get_object_or_404(answers, pk=answer_id), request.user))


@help_party_required
@require_GET
def answer_source(request: Request, answer_id: UUID, number: int) -> HttpResponseBase:
    """One passage of an answer, opened: a page holds fifty, and people open three."""
    visible = AnswerSource.objects.filter(answer__in=Answer.objects.visible_to(request.user))
    source = get_object_or_404(visible, answer=answer_id, number=number)
    context = {
        "source": source,
        "mark": marks_of({source.sheet_id}).get(source.sheet_id, SheetMarks()),
    }
    return render(request, "conversations/_source.html", context)


@counsellor_required
@require_POST
def stop(request: Request, conversation_id: UUID) -> HttpResponseBase:
    """*Arrêter*, where sockets are blocked."""
    conversation = _own_conversation(request, conversation_id)
    answer = conversation.answers.unfinished().first()
    if answer is not None:
        services.request_stop(answer=answer, user=request.user)
    return HttpResponse(status=204) if request.htmx else _back_to(conversation)


@counsellor_required
@require_POST
def regenerate(request: Request, answer_id: UUID) -> HttpResponseBase:
    """*Régénérer*, where sockets are blocked."""
    answer = _own_answer(request, answer_id)
    form = RegenerateForm(request.POST)
    if not form.is_valid():
        raise Http404
    key = form.cleaned_data["key"]
    try:
        asked = intake.ask_again(answer.question, user=request.user, key=key)
    except intake.Refused as refusal:
        if not request.htmx:
            messages.error(request, refusal.message)
        return HttpResponse(refusal.html) if request.htmx else _back_to(answer.conversation)
    if not request.htmx:
        return _back_to(answer.conversation)
    _seq, html = turn_html(asked.answer.pk, request.user, key=str(key), is_known=asked.is_replay)
    return HttpResponse(html)


@counsellor_required
@require_POST
def answer_feedback(request: Request, answer_id: UUID) -> HttpResponseBase:
    """A vote on an answer, and its reasons; changeable."""
    answer = _own_answer(request, answer_id)
    form = AnswerFeedbackForm(request.POST)
    if form.is_valid():
        services.rate_answer(user=request.user, answer=answer, **form.values)
    context = {
        "answer": answer,
        "feedback": _current_feedback(request, answer.conversation, answer),
        "errors": _messages(form),
    }
    return render(request, "conversations/_feedback.html", context)


@counsellor_required
@require_POST
def exchange_feedback(request: Request, conversation_id: UUID) -> HttpResponseBase:
    """A rating of the whole exchange; changeable."""
    conversation = _own_conversation(request, conversation_id)
    form = ExchangeFeedbackForm(request.POST)
    if form.is_valid():
        services.rate_conversation(user=request.user, conversation=conversation, **form.values)
    context = {
        "conversation": conversation,
        "exchange_feedback": _exchange_feedback(request, conversation),
        "errors": _messages(form),
    }
    return render(request, "conversations/_exchange_feedback.html", context)


@counsellor_required
@require_POST
def conversation_rename(request: Request, conversation_id: UUID) -> HttpResponseBase:
    """Another title."""
    conversation = _own_conversation(request, conversation_id)
    form = TitleForm(request.POST)
    if form.is_valid():
        title = form.cleaned_data["title"]
        services.rename_conversation(user=request.user, conversation=conversation, title=title)
    return _back_to(conversation)


@counsellor_required
@require_POST
def conversation_star(request: Request, conversation_id: UUID) -> HttpResponseBase:
    """On top of the list, or no longer."""
    conversation = _own_conversation(request, conversation_id)
    is_on = _is_on(request)
    services.star_conversation(user=request.user, conversation=conversation, is_starred=is_on)
    return _back_to(conversation)


@counsellor_required
@require_POST
def conversation_share(request: Request, conversation_id: UUID) -> HttpResponseBase:
    """Open to the colleagues of the desk, or closed again."""
    conversation = _own_conversation(request, conversation_id)
    is_on = _is_on(request)
    services.share_conversation(user=request.user, conversation=conversation, is_shared=is_on)
    return _back_to(conversation)


@counsellor_required
@require_POST
def conversation_entrust(request: Request, conversation_id: UUID) -> HttpResponseBase:
    """*Confier à un collègue* of the desk."""
    conversation = _own_conversation(request, conversation_id)
    form = EntrustForm(request.POST, user=request.user)
    if not form.is_valid():
        messages.error(request, _("Choose a colleague of your desk: nothing was changed."))
        return _back_to(conversation)
    colleague = form.cleaned_data["colleague"]
    services.entrust_conversation(user=request.user, conversation=conversation, colleague=colleague)
    words = _("The exchange is now with %(name)s, who has been told.")
    messages.success(request, words % {"name": colleague.full_name})
    return redirect("conversations:conversation_list")


@counsellor_required
@require_POST
def conversation_hide(request: Request, conversation_id: UUID) -> HttpResponseBase:
    """*Supprimer*: out of the list now."""
    conversation = _own_conversation(request, conversation_id)
    services.hide_conversation(user=request.user, conversation=conversation)
    if request.htmx:
        return HttpResponse()
    messages.success(request, _("The exchange is no longer in your list."))
    return redirect("conversations:conversation_list")


def _own_conversation(request: Request, conversation_id: UUID) -> Conversation:
    return get_object_or_404(Conversation.objects.owned_by(request.user), pk=conversation_id)


def _own_answer(request: Request, answer_id: UUID) -> Answer:
    answers = Answer.objects.owned_by(request.user).select_related("question", "conversation")
    return get_object_or_404(answers, pk=answer_id)


def _current_feedback(
    request: Request, conversation: Conversation, answer: Answer | None
) -> Feedback | None:
    current = conversation.feedback.filter(author=request.user, is_current=True)
    return current.filter(answer=answer).first()


def _exchange_feedback(request: Request, conversation: Conversation) -> Feedback | None:
    return _current_feedback(request, conversation, None)


def _is_on(request: HttpRequest) -> bool:
    form = SwitchForm(request.POST)
    return form.is_valid() and form.cleaned_data["on"]


def _messages(form: AnswerFeedbackForm | ExchangeFeedbackForm) -> list[str]:
    return [str(message) for errors in form.errors.values() for message in errors]


def _conversation_url(conversation_id: UUID) -> str:
    return reverse("conversations:conversation_detail", args=[conversation_id])


def _back_to(conversation: Conversation) -> HttpResponse:
    return redirect(_conversation_url(conversation.pk))
