"""*Avis du référent*: duty, asking, joining, saying, taking up what is proposed, ending."""

from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.answering.draft_text import with_inserted
from apps.answering.masking import MaskedText
from apps.audit.enums import EventKind
from apps.audit.services import append_event, content_hash
from apps.conversations.announcements import announce_now, conversation_group, help_changed
from apps.conversations.enums import DraftOrigin
from apps.conversations.models import Answer, Conversation, Draft, Duty, HelpMessage, HelpRequest
from apps.conversations.services.drafts import put_text, start_draft
from apps.notices.models import NoticeKind
from apps.notices.services import notify


class HelpUnderway(Exception):
    """Help was asked for already, and has not ended."""


class HelpTaken(Exception):
    """Another supervisor joined first, or the counsellor ended it."""


class HelpOver(Exception):
    """The help has ended, has not begun, or is between two other people."""


class NothingToTakeUp(Exception):
    """There is no answer to make a draft of."""


@transaction.atomic
def switch_duty(*, supervisor: User, is_on: bool, now: datetime) -> None:
    """*De permanence*, or no longer."""
    if is_on:
        Duty.objects.update_or_create(supervisor=supervisor, defaults={"since": now})
    else:
        Duty.objects.filter(supervisor=supervisor).delete()
    append_event(
        kind=EventKind.DUTY_STARTED if is_on else EventKind.DUTY_ENDED,
        actor_id=supervisor.pk,
        subject_type="user",
        subject_id=supervisor.pk,
    )


def on_duty(conversation: Conversation, now: datetime) -> list[User]:
    """The supervisors of its département who are on duty."""
    return list(_supervising(conversation).filter(duty__in=Duty.objects.running(now)))


def ask_help(
    *, conversation: Conversation, user: User, note: MaskedText | None, now: datetime
) -> HelpRequest:
    """Ask for a referent; those on duty are told, or all when nobody is. Raises HelpUnderway."""
    try:
        with transaction.atomic():
            help_request = HelpRequest.objects.create(
                conversation=conversation,
                asked_by=user,
                note=note.text if note else "",
                asked_at=now,
            )
            for supervisor in on_duty(conversation, now) or _supervising(conversation):
                notify(
                    recipient=supervisor,
                    kind=NoticeKind.HELP,
                    title=_("A counsellor asks for a referent’s help"),
                    text=help_request.note,
                    url=reverse("conversations:help_list"),
                )
            _prove(EventKind.HELP_ASKED, help_request, user, {})
    except IntegrityError as refusal:
        raise HelpUnderway from refusal
    return help_request


@transaction.atomic
def join_help(*, help_request: HelpRequest, supervisor: User, now: datetime) -> HelpRequest:
    """Come into the exchange; how long the counsellor waited is proven. Raises HelpTaken."""
    waiting = HelpRequest.objects.waiting().select_for_update().filter(pk=help_request.pk).first()
    if waiting is None:
        raise HelpTaken(_("Another supervisor is helping already, or the help has ended."))
    waiting.supervisor, waiting.joined_at = supervisor, now
    waiting.save(update_fields=["supervisor", "joined_at"])
    notify(
        recipient=waiting.asked_by,
        kind=NoticeKind.HELP,
        title=_("A referent joined your exchange"),
        url=reverse("conversations:conversation_detail", args=[waiting.conversation_id]),
    )
    seconds = round((now - waiting.asked_at).total_seconds())
    _prove(EventKind.HELP_JOINED, waiting, supervisor, {"waited_seconds": seconds})
    return waiting


@transaction.atomic
def say_in_help(
    *, conversation_id: UUID, author: User, text: MaskedText, is_proposal: bool
) -> HelpMessage:
    """A comment, or from the referent a text to take up. Raises HelpOver."""
    help_request = _held(conversation_id, author)
    message = HelpMessage.objects.create(
        help=help_request,
        author=author,
        text=text.text,
        is_proposal=is_proposal and author.pk == help_request.supervisor_id,
    )
    payload = {"is_proposal": message.is_proposal, "content": content_hash(message.text)}
    _prove(EventKind.HELP_SAID, help_request, author, payload)
    return message


@transaction.atomic
def take_up_proposal(*, message: HelpMessage, user: User, now: datetime) -> Draft:
    """Put a proposed text at the end of the draft. Raises NothingToTakeUp."""
    conversation = message.help.conversation_id
    answers = Answer.objects.filter(conversation=conversation, sentences__isnull=False)
    answer = answers.order_by("-created_at").first()
    if answer is None:
        raise NothingToTakeUp(_("Ask a question first: a proposed text goes into its draft."))
    draft = Draft.objects.select_for_update().get(pk=start_draft(user=user, answer=answer).pk)
    put_text(draft, with_inserted(draft.text, message.text, None), DraftOrigin.INSERTED)
    message.taken_up_at = now
    message.save(update_fields=["taken_up_at"])
    _prove(EventKind.HELP_TAKEN_UP, message.help, user, {"draft": str(draft.pk)})
    return draft


@transaction.atomic
def end_help(*, conversation_id: UUID, user: User, now: datetime) -> None:
    """Either ends it; the counsellor may also take her request back. Raises HelpOver."""
    help_request = _held(conversation_id, user, joined=False)
    help_request.ended_at, help_request.ended_by = now, user
    help_request.save(update_fields=["ended_at", "ended_by"])
    _prove(EventKind.HELP_ENDED, help_request, user, {})


def _held(conversation_id: UUID, user: User, *, joined: bool = True) -> HelpRequest:
    """The open help of an exchange in which this person takes part, its row locked."""
    helps = HelpRequest.objects.joined() if joined else HelpRequest.objects.open()
    shared = helps.shared_with(user).filter(conversation=conversation_id)
    help_request = shared.select_for_update(of=("self",)).first()
    if help_request is None:
        raise HelpOver(_("The help has ended."))
    return help_request


def _supervising(conversation: Conversation) -> QuerySet[User]:
    departement = conversation.desk.departement_id if conversation.desk else ""
    return User.objects.active().supervising(departement).exclude(pk=conversation.author_id)


def _prove(
    kind: EventKind, help_request: HelpRequest, actor: User, payload: dict[str, Any]
) -> None:
    """The event, and the doorbell of the pages that show the exchange."""
    group = conversation_group(help_request.conversation_id)
    transaction.on_commit(partial(announce_now, group, help_changed()))
    append_event(
        kind=kind,
        actor_id=actor.pk,
        subject_type="conversation",
        subject_id=help_request.conversation_id,
        payload={"help": str(help_request.pk), **payload},
    )
