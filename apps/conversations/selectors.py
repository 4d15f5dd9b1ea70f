"""Questions that sockets put to the database, each one query."""

from uuid import UUID

from apps.accounts.models import User
from apps.conversations.models import Answer, Conversation, HelpRequest


def may_watch(user: User, conversation_id: UUID) -> bool:
    return Conversation.objects.visible_to(user).filter(pk=conversation_id).exists()


def is_helping_in(user: User, conversation_id: UUID) -> bool:
    return (
        HelpRequest.objects.joined().filter(conversation=conversation_id, supervisor=user).exists()
    )


def own_conversation(user: User, conversation_id: UUID) -> Conversation | None:
    return Conversation.objects.held_by(user).filter(pk=conversation_id).first()


def own_answer(user: User, conversation_id: UUID, answer_id: UUID) -> Answer | None:
    answers = Answer.objects.held_by(user).select_related("question")
    return answers.filter(conversation_id=conversation_id, pk=answer_id).first()


def latest_answer(conversation_id: UUID) -> Answer | None:
    answers = Answer.objects.filter(conversation_id=conversation_id)
    return answers.only("seq", "status").order_by("-created_at").first()
