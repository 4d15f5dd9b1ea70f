"""A question is asked, or an answer asked for again: stored, queued and proven in one
transaction."""

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from apps.accounts.models import User
from apps.answering.prepare import Prepared
from apps.audit.enums import EventKind
from apps.audit.services import append_event, content_hash
from apps.conversations.announcements import announce_now, conversation_group, started
from apps.conversations.enums import ANSWER_TASK
from apps.conversations.models import Answer, Conversation, Question, Request

_MARK = re.compile(r"⟦([A-Z_]+)_\d+⟧")
_TITLE_LENGTH = 90


class PreviewNeeded(Exception):
    """Personal data were found: the counsellor must see the masked text before it is kept."""


class KeyReused(Exception):
    """The key already stands for an act with other parameters."""


class TooManyQuestions(Exception):
    """The person asked as often as the settings allow in a minute."""


class AnswerUnderway(Exception):
    """The exchange still has an unfinished answer."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The answer to come, or the one that this key already brought."""

    answer: Answer
    is_replay: bool


def ask(
    *,
    user: User,
    key: UUID,
    prepared: Prepared,
    filters: dict[str, list[str]],
    conversation: Conversation | None = None,
) -> Asked:
    """Store a question, in a new exchange when none is given, and queue its answer.

    Raises PreviewNeeded, KeyReused, TooManyQuestions, AnswerUnderway; nothing is stored then.
    """
    if prepared.needs_preview:
        raise PreviewNeeded
    parameters = {
        "act": "ask",
        "conversation": str(conversation.pk) if conversation else "",
        "text": prepared.masked.text,
        "filters": filters,
    }

    def act(digest: str) -> Answer:
        question = _store_question(user, prepared, filters, conversation)
        answer = _queue_answer(question, user, key, digest)
        append_event(
            kind=EventKind.QUESTION_ASKED,
            actor_id=user.pk,
            subject_type="question",
            subject_id=question.pk,
            payload={
                "conversation": str(question.conversation_id),
                "answer": str(answer.pk),
                "content": content_hash(question.masked_text),
                "masks": question.mask_counts,
            },
        )
        return answer

    return _once(user, key, parameters, act)


def regenerate(*, user: User, key: UUID, question: Question) -> Asked:
    """Queue another answer to a question; the earlier ones stay.

    Raises KeyReused, TooManyQuestions, AnswerUnderway; nothing is stored then.
    """
    parameters = {"act": "regenerate", "question": str(question.pk)}

    def act(digest: str) -> Answer:
        _refuse_while_underway(question.conversation_id)
        answer = _queue_answer(question, user, key, digest)
        append_event(
            kind=EventKind.ANSWER_STARTED,
            actor_id=user.pk,
            subject_type="answer",
            subject_id=answer.pk,
            payload={"question": str(question.pk), "number": answer.number},
        )
        return answer

    return _once(user, key, parameters, act)


def _once(user: User, key: UUID, parameters: dict[str, Any], act: Callable[[str], Answer]) -> Asked:
    """Do `act` in a transaction unless its key did it before, however close the two came."""
    digest = content_hash(json.dumps(parameters, sort_keys=True, ensure_ascii=False))
    if known := _known(user, key, digest):
        return known
    _refuse_too_many(user)
    try:
        with transaction.atomic():
            return Asked(act(digest), is_replay=False)
    except (IntegrityError, AnswerUnderway) as refusal:
        # Another click with this key may have been first: then its answer is the one underway.
        if known := _known(user, key, digest):
            return known
        raise AnswerUnderway from refusal


def _refuse_too_many(user: User) -> None:
    since = timezone.now() - timedelta(minutes=1)
    asked = Request.objects.filter(user=user, created_at__gt=since).count()
    if asked >= settings.QUESTIONS_PER_MINUTE:
        raise TooManyQuestions


def _known(user: User, key: UUID, digest: str) -> Asked | None:
    request = Request.objects.select_related("answer").filter(user=user, key=key).first()
    if request is None:
        return None
    if request.parameters_hash != digest:
        raise KeyReused
    return Asked(request.answer, is_replay=True)


def _store_question(
    user: User,
    prepared: Prepared,
    filters: dict[str, list[str]],
    conversation: Conversation | None,
) -> Question:
    text = prepared.masked.text
    if conversation is None:
        conversation = Conversation.objects.create(author=user, desk=user.desk, title=_title(text))
    else:
        _refuse_while_underway(conversation.pk)
        conversation.save(update_fields=["updated_at"])
    return Question.objects.create(
        conversation=conversation,
        asked_by=user,
        position=conversation.questions.count() + 1,
        masked_text=text,
        mask_counts=Counter(kind for kind in _MARK.findall(text)),
        filters=filters,
        urgency=list(prepared.urgency.contacts) if prepared.urgency else [],
        operators=filters.get("operator", []),
    )


def _refuse_while_underway(conversation_id: UUID) -> None:
    """Holds the exchange's row until the commit, so that two questions come one after another."""
    Conversation.objects.select_for_update().get(pk=conversation_id)
    if Answer.objects.unfinished().filter(conversation_id=conversation_id).exists():
        raise AnswerUnderway


def _title(text: str) -> str:
    line = " ".join(text.split())
    if len(line) <= _TITLE_LENGTH:
        return line
    return line[:_TITLE_LENGTH].rsplit(" ", 1)[0] + "…"


def _queue_answer(question: Question, user: User, key: UUID, digest: str) -> Answer:
    answer = Answer.objects.create(
        question=question,
        conversation_id=question.conversation_id,
        number=question.answers.count() + 1,
    )
    Request.objects.create(user=user, key=key, parameters_hash=digest, answer=answer)
    app.configure_task(ANSWER_TASK, allow_unknown=True).defer(answer_id=str(answer.pk))
    group = conversation_group(question.conversation_id)
    transaction.on_commit(partial(announce_now, group, started(answer.pk)))
    return answer
