"""*Avis du référent*: the counsellor asks, the supervisor on duty joins the same page."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from apps.accounts.http import Request
from apps.accounts.permissions import (
    counsellor_required,
    help_party_required,
    supervisor_required,
)
from apps.conversations import services
from apps.conversations.forms import HelpMessageForm, HelpNoteForm, SwitchForm
from apps.conversations.help_reading import duty_since, help_html, help_view, waits
from apps.conversations.models import Conversation, HelpMessage, HelpRequest
from apps.conversations.rendering import turns_of


@counsellor_required
@require_POST
def help_ask(request: Request, conversation_id: UUID) -> HttpResponse:
    """*Demander l’avis du référent*."""
    owned = Conversation.objects.owned_by(request.user)
    conversation = get_object_or_404(owned, pk=conversation_id)
    form = HelpNoteForm(request.POST)
    if not form.is_valid():
        return _refused(request, conversation, _("Write at most 1,000 characters."))
    try:
        services.ask_help(
            conversation=conversation,
            user=request.user,
            note=form.cleaned_data["comment"],
            now=timezone.now(),
        )
    except services.HelpUnderway:
        return _refused(request, conversation, _("You asked for help already."))
    return _answered(request, conversation)


@help_party_required
@require_POST
def help_say(request: Request, conversation_id: UUID) -> HttpResponse:
    """A comment of either, or a text that the referent proposes."""
    conversation = _held(request, conversation_id)
    form = HelpMessageForm(request.POST)
    if not form.is_valid():
        return _refused(request, conversation, _("Write a message of at most 4,000 characters."))
    try:
        services.say_in_help(
            conversation_id=conversation_id,
            author=request.user,
            text=form.cleaned_data["text"],
            is_proposal=form.cleaned_data["proposal"],
        )
    except services.HelpOver as refusal:
        return _refused(request, conversation, str(refusal))
    return _answered(request, conversation)


@help_party_required
@require_POST
def help_end(request: Request, conversation_id: UUID) -> HttpResponse:
    """*Terminer l’aide*, or take the request back."""
    conversation = _held(request, conversation_id)
    try:
        services.end_help(conversation_id=conversation_id, user=request.user, now=timezone.now())
    except services.HelpOver as refusal:
        return _refused(request, conversation, str(refusal))
    if conversation.author_id == request.user.pk:
        return _answered(request, conversation)
    messages.success(request, _("The help has ended: the exchange is closed to you again."))
    return redirect("conversations:help_list")


@counsellor_required
@require_POST
def help_take_up(request: Request, message_id: int) -> HttpResponseBase:
    """*Insérer dans mon brouillon*."""
    own = HelpMessage.objects.filter(
        is_proposal=True,
        help__conversation__in=Conversation.objects.owned_by(request.user),
    )
    message = get_object_or_404(own.select_related("help"), pk=message_id)
    try:
        draft = services.take_up_proposal(message=message, user=request.user, now=timezone.now())
    except services.NothingToTakeUp as refusal:
        messages.error(request, str(refusal))
        return redirect("conversations:conversation_detail", message.help.conversation_id)
    address = reverse("conversations:draft_detail", args=[draft.pk])
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


@supervisor_required
@require_safe
def help_list(request: Request) -> HttpResponse:
    """Who waits, and the switch *De permanence*; asked again every five seconds."""
    now = timezone.now()
    helps = HelpRequest.objects.visible_to(request.user).select_related("conversation")
    context = {
        "waiting": helps.waiting(),
        "mine": helps.joined().filter(supervisor=request.user),
        "duty_since": duty_since(request.user, now),
        "waits": waits(request.user, now),
    }
    if request.htmx:
        return render(request, "conversations/_help_waiting.html", context)
    return render(request, "conversations/help_list.html", context)


@supervisor_required
@require_POST
def duty_switch(request: Request) -> HttpResponse:
    """On duty, or no longer."""
    form = SwitchForm(request.POST)
    is_on = form.is_valid() and form.cleaned_data["on"]
    services.switch_duty(supervisor=request.user, is_on=is_on, now=timezone.now())
    return redirect("conversations:help_list")


@supervisor_required
@require_POST
def help_join(request: Request, help_id: UUID) -> HttpResponse:
    """*Rejoindre*: the first who clicks."""
    helps = HelpRequest.objects.visible_to(request.user)
    help_request = get_object_or_404(helps, pk=help_id)
    try:
        services.join_help(help_request=help_request, supervisor=request.user, now=timezone.now())
    except services.HelpTaken as refusal:
        messages.warning(request, str(refusal))
        return redirect("conversations:help_list")
    return redirect("conversations:help_detail", help_request.conversation_id)


@supervisor_required
@require_safe
def help_detail(request: Request, conversation_id: UUID) -> HttpResponse:
    """The page of the exchange, as the referent who joined sees it."""
    conversation = _held(request, conversation_id)
    answers = conversation.answers.with_everything_shown().with_outdated()
    turns = turns_of(answers, request.user)
    context = {
        "conversation": conversation,
        "turns": turns,
        "current": turns[-1].answer if turns else None,
        "can_act": False,
        "view": help_view(conversation, request.user),
        "socket_path": f"/ws/echanges/{conversation.pk}/",
    }
    return render(request, "conversations/conversation_detail.html", context)


def _held(request: Request, conversation_id: UUID) -> Conversation:
    return get_object_or_404(Conversation.objects.held_by(request.user), pk=conversation_id)


def _answered(request: Request, conversation: Conversation) -> HttpResponse:
    """What was said, and the forms anew, their fields empty."""
    if not request.htmx:
        return _back(request, conversation)
    _stage, log, forms = help_html(conversation.pk, request.user)
    return HttpResponse(log + forms)


def _refused(request: Request, conversation: Conversation, message: str) -> HttpResponse:
    """What is typed stays in its field."""
    if not request.htmx:
        messages.error(request, message)
        return _back(request, conversation)
    context = {"message": message, "oob": True}
    return render(request, "conversations/_help_error.html", context)


def _back(request: Request, conversation: Conversation) -> HttpResponse:
    is_author = conversation.author_id == request.user.pk
    name = "conversation_detail" if is_author else "help_detail"
    return redirect(reverse(f"conversations:{name}", args=[conversation.pk]) + "#help")
