"""Rows of a given age, and the removal and holds that are tried on them."""

from datetime import UTC, datetime
from typing import Any

from apps.accounts.models import User
from apps.answering.masking import mask
from apps.conversations.models import (
    Conversation,
    Draft,
    DraftVersion,
    Feedback,
)
from apps.operations import services
from apps.operations.models import RetentionHold
from apps.operations.retention import months_before
from tests.conversations.factories import AnswerFactory, CitationFactory, ConversationFactory

NOW = datetime(2026, 11, 25, 2, 15, tzinfo=UTC)


def aged(row: Any, months: int, *fields: str) -> Any:
    """The row as if it had been written so many months before NOW."""
    at = months_before(NOW, months)
    type(row)._default_manager.filter(pk=row.pk).update(**dict.fromkeys(fields, at))
    return row


def exchange(author: User, months: int) -> Conversation:
    """One with an answer, a citation, a draft and a rating, all of that age."""
    answer = AnswerFactory(question__conversation=ConversationFactory(author=author))
    CitationFactory(sentence__answer=answer)
    draft = Draft.objects.create(answer=answer, text="La carte coûte 25 €.")
    DraftVersion.objects.create(draft=draft, number=1, text=draft.text, origin="answer")
    rating = Feedback.objects.create(
        conversation=answer.conversation, answer=answer, author=author, vote="helpful"
    )
    aged(draft, months, "created_at", "updated_at")
    aged(rating, months, "created_at")
    aged(answer.question, months, "created_at")
    aged(answer, months, "created_at", "finished_at")
    aged(answer.conversation, months, "created_at", "updated_at")
    return answer.conversation


def purge(**options: Any) -> dict[str, services.Purged]:
    return {one.kind: one for one in services.purge_expired(now=NOW, **options)}


def hold(emma: User, **what: Any) -> RetentionHold:
    return services.place_hold(reason=mask("Contentieux en cours"), placed_by=emma, **what)
