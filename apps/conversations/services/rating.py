"""Counsellors rate answers and whole exchanges; every change of mind stays readable."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.answering.masking import MaskedText
from apps.audit.enums import EventKind
from apps.audit.services import append_event, content_hash
from apps.conversations.enums import FeedbackReason, Vote
from apps.conversations.models import Answer, AnswerSentence, Conversation, Feedback


@transaction.atomic
def rate_answer(
    *,
    user: User,
    answer: Answer,
    vote: Vote,
    reasons: Sequence[FeedbackReason] = (),
    comment: MaskedText | None = None,
    sentence: AnswerSentence | None = None,
) -> Feedback:
    """Rate one answer; an earlier rating by the same person becomes a past revision."""
    return _rate(
        user,
        answer.conversation,
        answer,
        {
            "vote": vote,
            "reasons": [reason.value for reason in reasons],
            "sentence": sentence,
            "comment": comment.text if comment else "",
        },
    )


@transaction.atomic
def rate_conversation(
    *,
    user: User,
    conversation: Conversation,
    is_solved: bool | None,
    score: int | None,
    minutes_saved: int | None,
    comment: MaskedText | None = None,
) -> Feedback:
    """Rate a whole exchange; `score` runs from 1 to 5."""
    return _rate(
        user,
        conversation,
        None,
        {
            "is_solved": is_solved,
            "score": score,
            "minutes_saved": minutes_saved,
            "comment": comment.text if comment else "",
        },
    )


def _rate(
    user: User, conversation: Conversation, answer: Answer | None, values: dict[str, Any]
) -> Feedback:
    # The exchange's row is held, so that two clicks make two revisions, one after the other.
    Conversation.objects.select_for_update().get(pk=conversation.pk)
    past = Feedback.objects.filter(author=user, conversation=conversation, answer=answer)
    past.filter(is_current=True).update(is_current=False)
    feedback = Feedback.objects.create(
        author=user,
        conversation=conversation,
        answer=answer,
        revision=past.count() + 1,
        **values,
    )
    append_event(
        kind=EventKind.FEEDBACK_GIVEN,
        actor_id=user.pk,
        subject_type="answer" if answer else "conversation",
        subject_id=answer.pk if answer else conversation.pk,
        payload={
            "revision": feedback.revision,
            "vote": feedback.vote,
            "reasons": feedback.reasons,
            "is_solved": feedback.is_solved,
            "score": feedback.score,
            "minutes_saved": feedback.minutes_saved,
            "comment": content_hash(feedback.comment) if feedback.comment else "",
        },
    )
    return feedback
