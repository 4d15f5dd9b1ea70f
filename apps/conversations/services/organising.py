"""Counsellors keep their exchanges in order: rename, star, share, hide."""

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.answering.masking import MaskedText
from apps.audit.enums import EventKind
from apps.audit.services import append_event, content_hash
from apps.conversations.models import Conversation
from apps.notices.models import NoticeKind
from apps.notices.services import notify


@transaction.atomic
def rename_conversation(*, user: User, conversation: Conversation, title: MaskedText) -> None:
    """Give an exchange another title, without personal data."""
    conversation.title = title.text[:160]
    conversation.save(update_fields=["title"])
    payload = {"content": content_hash(conversation.title)}
    _prove(EventKind.CONVERSATION_RENAMED, user, conversation, payload)


@transaction.atomic
def star_conversation(*, user: User, conversation: Conversation, is_starred: bool) -> None:
    """Keep an exchange on top of the list, or no longer."""
    conversation.is_starred = is_starred
    conversation.save(update_fields=["is_starred"])
    _prove(EventKind.CONVERSATION_STARRED, user, conversation, {"is_starred": is_starred})


@transaction.atomic
def share_conversation(*, user: User, conversation: Conversation, is_shared: bool) -> None:
    """Open an exchange to the colleagues of its desk, or close it to them again."""
    conversation.is_shared = is_shared
    conversation.save(update_fields=["is_shared"])
    _prove(EventKind.CONVERSATION_SHARED, user, conversation, {"is_shared": is_shared})


@transaction.atomic
def entrust_conversation(*, user: User, conversation: Conversation, colleague: User) -> None:
    """*Confier à un collègue*: it becomes theirs, drafts included; they are told."""
    conversation.author = colleague
    conversation.is_shared = conversation.is_starred = False
    conversation.save(update_fields=["author", "is_shared", "is_starred"])
    notify(
        recipient=colleague,
        kind=NoticeKind.ENTRUSTED,
        title=_("%(name)s entrusts an exchange to you") % {"name": user.full_name},
        text=conversation.title,
        url=reverse("conversations:conversation_detail", args=[conversation.pk]),
    )
    _prove(EventKind.CONVERSATION_ENTRUSTED, user, conversation, {"to": str(colleague.pk)})


@transaction.atomic
def hide_conversation(*, user: User, conversation: Conversation) -> None:
    """Take an exchange out of every list; its text goes with its retention."""
    conversation.hidden_at = timezone.now()
    conversation.is_shared = False
    conversation.save(update_fields=["hidden_at", "is_shared"])
    _prove(EventKind.CONVERSATION_HIDDEN, user, conversation, {})


def _prove(
    kind: EventKind, user: User, conversation: Conversation, payload: dict[str, Any]
) -> None:
    append_event(
        kind=kind,
        actor_id=user.pk,
        subject_type="conversation",
        subject_id=conversation.pk,
        payload=payload,
    )
