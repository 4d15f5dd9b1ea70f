"""How much one person, one desk and the whole service may ask of the model, and what goes on."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync
from django.test import override_settings
from django.utils import timezone, translation

from apps.accounts.models import User
from apps.answering.enums import AnswerStatus, DegradedReason, DrafterName
from apps.answering.rewriting import Rewriting
from apps.conversations.adapting import NotAdapted, adapt_draft
from apps.conversations.allowances import used_up
from apps.conversations.models import Answer, Question, Request
from apps.conversations.services import TooManyQuestions, regenerate, start_draft
from apps.conversations.tasks import make_answer
from apps.llm import health
from tests.conversations.conftest import ask_as
from tests.conversations.factories import AnswerFactory, ConversationFactory
from tests.support.database import transactional
from tests.support.fakellm import FakeLlm

pytestmark = pytest.mark.django_db


@pytest.fixture
def model(fake_llm: FakeLlm, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeLlm]:
    monkeypatch.setattr(health, "_breakers", {})
    with override_settings(LLM_BASE_URL=fake_llm.base_url, LLM_MODEL="fake-model"):
        yield fake_llm


def written(author: User, number: int, minutes_ago: int = 5) -> None:
    """Answers for which a model was called."""
    for _ in range(number):
        conversation = ConversationFactory(author=author)
        answer = AnswerFactory(question__conversation=conversation, model="fake-model")
        at = timezone.now() - timedelta(minutes=minutes_ago)
        Answer.objects.filter(pk=answer.pk).update(created_at=at)


def test_a_person_asks_so_many_times_a_minute_and_no_more(alice: User, settings: Any) -> None:
    """O-08: the next one is refused and stores nothing; a minute later it goes."""
    settings.QUESTIONS_PER_MINUTE = 3
    asked = [ask_as(alice) for _ in range(3)]
    with pytest.raises(TooManyQuestions):
        ask_as(alice)
    with pytest.raises(TooManyQuestions):
        regenerate(user=alice, key=uuid4(), question=asked[0].answer.question)
    assert Question.objects.count() == 3
    Request.objects.update(created_at=timezone.now() - timedelta(seconds=61))
    assert ask_as(alice).answer is not None


def test_what_was_sent_twice_is_not_refused(alice: User, settings: Any) -> None:
    """A click whose acknowledgement was lost brings its own answer again."""
    settings.QUESTIONS_PER_MINUTE = 1
    key = uuid4()
    first = ask_as(alice, key=key)
    assert ask_as(alice, key=key) == type(first)(first.answer, is_replay=True)


def test_the_refusal_says_to_wait_and_what_still_works(
    alice: User, client_of: Any, settings: Any
) -> None:
    """O-08."""
    settings.QUESTIONS_PER_MINUTE = 1
    client = client_of(alice)
    ask_as(alice)
    data = {"text": "Combien coûte une carte d’identité perdue ?", "key": str(uuid4())}
    html = client.post("/", data, follow=True).content.decode()
    assert "une minute" in html
    assert Question.objects.count() == 1


def test_a_desk_that_used_its_hour_is_told_apart_from_others(
    alice: User, david: User, settings: Any
) -> None:
    """O-08: per desk, in the last hour."""
    settings.DESK_MODEL_ANSWERS_PER_HOUR = 2
    written(alice, 1)
    written(alice, 5, minutes_ago=70)
    assert used_up(alice.desk) is None
    written(alice, 1)
    assert used_up(alice.desk) is DegradedReason.DESK_LIMIT
    assert used_up(david.desk) is None


def test_the_ceiling_of_a_day_holds_for_all_desks(alice: User, david: User, settings: Any) -> None:
    """O-08: since midnight, whoever asked; extracts count for nothing."""
    settings.MODEL_ANSWERS_PER_DAY = 2
    written(alice, 3, minutes_ago=60 * 25)
    AnswerFactory(question__conversation__author=alice)
    assert used_up(david.desk) is None
    written(alice, 2, minutes_ago=0)
    assert used_up(david.desk) is DegradedReason.DAILY_LIMIT
    settings.MODEL_ANSWERS_PER_DAY = 0
    assert used_up(david.desk) is None


@pytest.mark.parametrize(
    ("limit", "reason", "words"),
    [
        ("DESK_MODEL_ANSWERS_PER_HOUR", "desk_limit", "dans l’heure"),
        ("MODEL_ANSWERS_PER_DAY", "daily_limit", "demain"),
    ],
)
@transactional
def test_past_the_limit_she_gets_extracts_and_is_told_until_when(
    lost_card: Any,
    alice: User,
    model: FakeLlm,
    client_of: Any,
    settings: Any,
    limit: str,
    reason: str,
    words: str,
) -> None:
    """O-08: no call of the model, an answer all the same."""
    setattr(settings, limit, 1)
    written(alice, 1, minutes_ago=0)
    answer = ask_as(alice).answer
    async_to_sync(make_answer.func)(str(answer.pk))
    answer.refresh_from_db()
    assert (answer.status, answer.drafter) == (AnswerStatus.ANSWERED, DrafterName.EXTRACTIVE)
    assert (answer.degraded_reason, answer.model) == (reason, "")
    assert model.requests == []
    html = client_of(alice).get(f"/echanges/{answer.conversation_id}/").content.decode()
    assert words in html


def test_past_the_limit_a_draft_is_not_reworded_and_says_so(
    alice: User, model: FakeLlm, settings: Any
) -> None:
    """O-08."""
    settings.MODEL_ANSWERS_PER_DAY = 1
    written(alice, 1, minutes_ago=0)
    answer = AnswerFactory(question__conversation=ConversationFactory(author=alice))
    draft = start_draft(user=alice, answer=answer)
    draft.text = "La carte coûte 25 €."
    with translation.override("fr"), pytest.raises(NotAdapted, match="par jour"):
        adapt_draft(user=alice, draft=draft, rewriting=Rewriting.SHORTER)
    assert model.requests == []
