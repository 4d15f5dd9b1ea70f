"""Each act on an exchange: what it stores, what it refuses, what it leaves in the trail."""

from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection
from django.test import override_settings
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from apps.accounts.models import User
from apps.answering.enums import AnswerStatus, DrafterName
from apps.answering.events import Finished, SourcesFound
from apps.answering.masking import MaskedText, mask
from apps.answering.prepare import prepare
from apps.audit.enums import EventKind
from apps.audit.models import AuditEvent
from apps.audit.services import verify_trail
from apps.conversations.enums import FeedbackReason, HandoverChannel, Vote
from apps.conversations.models import Answer, Conversation, Feedback, Question, Request
from apps.conversations.services import (
    AnswerUnderway,
    Asked,
    DraftConflict,
    KeyReused,
    PreviewNeeded,
    Report,
    ask,
    claim_answer,
    finish_answer,
    hand_over,
    hide_conversation,
    interrupt_orphans,
    rate_answer,
    rate_conversation,
    regenerate,
    rename_conversation,
    request_stop,
    save_draft,
    share_conversation,
    star_conversation,
    start_draft,
)
from apps.conversations.services.recording import Progress, record_progress
from tests.conversations.conftest import ask_as
from tests.support.database import transactional

pytestmark = pytest.mark.django_db


def kinds() -> list[str]:
    """The kinds of events about exchanges, in order; signing in has its own tests."""
    events = AuditEvent.objects.order_by("seq").exclude(kind=EventKind.SIGNED_IN)
    return list(events.values_list("kind", flat=True))


def jobs_of(answer: Answer) -> list[ProcrastinateJob]:
    return list(ProcrastinateJob.objects.filter(args__answer_id=str(answer.pk)))


def end(answer: Answer, status: AnswerStatus = AnswerStatus.ANSWERED) -> None:
    owner = uuid4()
    lease = timezone.now() + timedelta(seconds=10)
    assert claim_answer(answer_id=answer.pk, owner=owner, lease_until=lease)
    assert finish_answer(
        answer_id=answer.pk, owner=owner, finished=Finished(status), report=Report()
    )


def test_asking_stores_the_question_queues_its_answer_and_proves_it(asked: Asked) -> None:
    question = asked.answer.question
    assert (question.position, asked.answer.status) == (1, AnswerStatus.QUEUED)
    assert [job.task_name for job in jobs_of(asked.answer)] == ["conversations.answer"]
    assert kinds() == [EventKind.QUESTION_ASKED]


def test_the_trail_proves_contents_without_holding_them(asked: Asked) -> None:
    event = AuditEvent.objects.get(kind=EventKind.QUESTION_ASKED)
    assert "identité" not in str(event.payload)
    assert len(event.payload["content"]) == 64
    assert verify_trail().ok


def test_nothing_is_stored_while_personal_data_stand_in_the_clear(alice: User) -> None:
    prepared = prepare("Jeanne Dupont, 06 12 34 56 78, a perdu sa carte.")
    with pytest.raises(PreviewNeeded):
        ask(user=alice, key=uuid4(), prepared=prepared, filters={})
    assert (Question.objects.count(), Conversation.objects.count(), kinds()) == (0, 0, [])


def test_what_the_preview_shows_is_accepted_as_it_stands(alice: User) -> None:
    masked = prepare("Jeanne Dupont, 06 12 34 56 78, a perdu sa carte.").masked.text
    question = ask_as(alice, masked).answer.question
    assert question.masked_text == masked
    assert question.mask_counts["TELEPHONE"] == 1


def test_the_same_key_is_the_same_answer(alice: User) -> None:
    key = uuid4()
    first, second = ask_as(alice, key=key), ask_as(alice, key=key)
    assert (first.is_replay, second.is_replay) == (False, True)
    assert second.answer == first.answer
    assert (Question.objects.count(), Request.objects.count()) == (1, 1)
    assert kinds() == [EventKind.QUESTION_ASKED]


def test_the_same_key_with_other_words_is_refused(alice: User) -> None:
    key = uuid4()
    ask_as(alice, key=key)
    with pytest.raises(KeyReused):
        ask_as(alice, "Et un passeport ?", key=key)


def test_keys_belong_to_their_user(alice: User, david: User) -> None:
    key = uuid4()
    assert ask_as(alice, key=key).answer != ask_as(david, key=key).answer


def test_one_answer_at_a_time_in_an_exchange(alice: User, asked: Asked) -> None:
    conversation = asked.answer.conversation
    with pytest.raises(AnswerUnderway):
        ask_as(alice, "Et un passeport ?", conversation=conversation)
    with pytest.raises(AnswerUnderway):
        regenerate(user=alice, key=uuid4(), question=asked.answer.question)
    end(asked.answer)
    assert (
        ask_as(alice, "Et un passeport ?", conversation=conversation).answer.question.position == 2
    )


@transactional
@pytest.mark.parametrize("in_one_exchange", [False, True])
def test_twenty_clicks_at_once_are_one_act(alice: User, in_one_exchange: bool) -> None:
    conversation = None
    if in_one_exchange:
        first = ask_as(alice)
        end(first.answer)
        conversation = first.answer.conversation
    before = Question.objects.count()
    key, gate, outcomes = uuid4(), Barrier(20), []

    def click() -> None:
        gate.wait()
        try:
            outcomes.append(
                ask_as(alice, "Et le délai ?", key=key, conversation=conversation).answer
            )
        finally:
            connection.close()

    clicks = [Thread(target=click) for _ in range(20)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    assert len(outcomes) == 20
    assert len({answer.pk for answer in outcomes}) == 1
    assert Question.objects.count() == before + 1
    assert len(jobs_of(outcomes[0])) == 1


def test_regenerating_adds_an_answer_to_the_same_question(alice: User, asked: Asked) -> None:
    end(asked.answer)
    again = regenerate(user=alice, key=uuid4(), question=asked.answer.question)
    assert (again.answer.number, again.answer.question_id) == (2, asked.answer.question_id)
    assert kinds()[-1] == EventKind.ANSWER_STARTED


def test_an_answer_is_claimed_once(asked: Asked) -> None:
    lease = timezone.now() + timedelta(seconds=10)
    assert claim_answer(answer_id=asked.answer.pk, owner=uuid4(), lease_until=lease)
    assert claim_answer(answer_id=asked.answer.pk, owner=uuid4(), lease_until=lease) is None


def test_only_the_owner_of_the_lease_finishes(asked: Asked) -> None:
    lease = timezone.now() + timedelta(seconds=10)
    claim_answer(answer_id=asked.answer.pk, owner=uuid4(), lease_until=lease)
    finished = Finished(AnswerStatus.ANSWERED)
    assert not finish_answer(
        answer_id=asked.answer.pk, owner=uuid4(), finished=finished, report=Report()
    )
    asked.answer.refresh_from_db()
    assert asked.answer.status == AnswerStatus.RUNNING


def test_finishing_keeps_how_it_was_made_and_proves_it(asked: Asked) -> None:
    owner, lease = uuid4(), timezone.now() + timedelta(seconds=10)
    claim_answer(answer_id=asked.answer.pk, owner=owner, lease_until=lease)
    report = Report(drafter=DrafterName.LLM, model="m", timings_ms={"total": 12})
    finished = Finished(AnswerStatus.ANSWERED, missing=("délai",))
    finish_answer(answer_id=asked.answer.pk, owner=owner, finished=finished, report=report)
    asked.answer.refresh_from_db()
    assert (asked.answer.drafter, asked.answer.model) == ("llm", "m")
    assert asked.answer.outcome["missing"] == ["délai"]
    assert asked.answer.finished_at is not None
    assert kinds()[-1] == EventKind.ANSWER_FINISHED


def test_a_queued_answer_stops_at_once(alice: User, asked: Asked) -> None:
    request_stop(answer=asked.answer, user=alice)
    request_stop(answer=asked.answer, user=alice)
    asked.answer.refresh_from_db()
    assert asked.answer.status == AnswerStatus.STOPPED
    assert kinds().count(EventKind.ANSWER_STOPPED) == 1


def test_an_answer_with_a_worker_is_asked_to_stop(alice: User, asked: Asked) -> None:
    lease = timezone.now() + timedelta(seconds=10)
    claim_answer(answer_id=asked.answer.pk, owner=uuid4(), lease_until=lease)
    request_stop(answer=asked.answer, user=alice)
    asked.answer.refresh_from_db()
    assert asked.answer.status == AnswerStatus.RUNNING
    assert asked.answer.stop_requested_at is not None


def test_the_reaper_leaves_living_and_waiting_answers_alone(alice: User, david: User) -> None:
    waiting, living = ask_as(alice).answer, ask_as(david).answer
    lease = timezone.now() + timedelta(seconds=10)
    claim_answer(answer_id=living.pk, owner=uuid4(), lease_until=lease)
    Answer.objects.filter(pk=waiting.pk).update(created_at=timezone.now() - timedelta(hours=1))
    assert interrupt_orphans() == 0


@pytest.mark.parametrize(
    ("was_stopped", "status"),
    [(False, AnswerStatus.INTERRUPTED), (True, AnswerStatus.STOPPED)],
)
def test_the_reaper_ends_an_answer_whose_lease_is_over_and_its_job(
    asked: Asked, was_stopped: bool, status: AnswerStatus
) -> None:
    over = timezone.now() - timedelta(seconds=1)
    claim_answer(answer_id=asked.answer.pk, owner=uuid4(), lease_until=over)
    job_is_taken(asked.answer)
    if was_stopped:
        Answer.objects.filter(pk=asked.answer.pk).update(stop_requested_at=over)
    assert interrupt_orphans() == 1
    assert interrupt_orphans() == 0
    asked.answer.refresh_from_db()
    assert asked.answer.status == status
    assert [job.status for job in jobs_of(asked.answer)] == ["failed"]
    assert kinds()[-1] == EventKind.ANSWER_INTERRUPTED


@override_settings(ANSWER_LEASE_SECONDS=10.0)
def test_the_reaper_ends_an_answer_whose_worker_died_before_claiming_it(asked: Asked) -> None:
    job_is_taken(asked.answer)
    assert interrupt_orphans() == 0, "the worker may be about to claim it"
    long_ago = timezone.now() - timedelta(seconds=11)
    Answer.objects.filter(pk=asked.answer.pk).update(created_at=long_ago)
    assert interrupt_orphans() == 1


def job_is_taken(answer: Answer) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing' WHERE args ->> 'answer_id' = %s",
            [str(answer.pk)],
        )


def test_a_rating_is_changed_and_its_revisions_are_kept(alice: User, asked: Asked) -> None:
    rate_answer(user=alice, answer=asked.answer, vote=Vote.NOT_HELPFUL)
    rate_answer(
        user=alice,
        answer=asked.answer,
        vote=Vote.HELPFUL,
        reasons=[FeedbackReason.CLEAR],
        comment=mask("Merci à Jeanne Dupont, 06 12 34 56 78."),
    )
    ratings = Feedback.objects.order_by("revision")
    assert [(one.revision, one.is_current, one.vote) for one in ratings] == [
        (1, False, Vote.NOT_HELPFUL),
        (2, True, Vote.HELPFUL),
    ]
    assert "06 12" not in ratings[1].comment
    assert kinds().count(EventKind.FEEDBACK_GIVEN) == 2


def test_the_whole_exchange_is_rated_beside_its_answers(alice: User, asked: Asked) -> None:
    rate_answer(user=alice, answer=asked.answer, vote=Vote.HELPFUL)
    for score in (2, 5):
        rate_conversation(
            user=alice,
            conversation=asked.answer.conversation,
            is_solved=True,
            score=score,
            minutes_saved=12,
        )
    whole = Feedback.objects.filter(answer=None)
    assert [one.score for one in whole.filter(is_current=True)] == [5]
    assert whole.count() == 2
    assert Feedback.objects.filter(answer=asked.answer, is_current=True).count() == 1


def test_exchanges_are_kept_in_order_and_each_act_is_proven(alice: User, asked: Asked) -> None:
    conversation = asked.answer.conversation
    rename_conversation(user=alice, conversation=conversation, title=mask("Carte perdue"))
    star_conversation(user=alice, conversation=conversation, is_starred=True)
    share_conversation(user=alice, conversation=conversation, is_shared=True)
    hide_conversation(user=alice, conversation=conversation)
    conversation.refresh_from_db()
    assert (conversation.title, conversation.is_starred) == ("Carte perdue", True)
    assert conversation.hidden_at is not None
    assert not conversation.is_shared
    assert kinds()[1:] == [
        EventKind.CONVERSATION_RENAMED,
        EventKind.CONVERSATION_STARRED,
        EventKind.CONVERSATION_SHARED,
        EventKind.CONVERSATION_HIDDEN,
    ]
    assert not Conversation.objects.visible_to(alice).exists()


def test_an_exchange_is_its_authors_until_it_is_shared_with_the_desk(
    alice: User, david: User, asked: Asked
) -> None:
    anna = User.objects.create_user("anna@example.org", full_name="Anna", desk=alice.desk)
    conversation = asked.answer.conversation
    assert not Conversation.objects.visible_to(anna).exists()
    share_conversation(user=alice, conversation=conversation, is_shared=True)
    assert Conversation.objects.visible_to(anna).exists()
    assert not Conversation.objects.owned_by(anna).exists()
    assert not Conversation.objects.visible_to(david).exists()


def test_a_draft_begins_with_the_answer_and_is_never_overwritten(alice: User, asked: Asked) -> None:
    draft = start_draft(user=alice, answer=asked.answer)
    saved = save_draft(draft=draft, text=MaskedText.from_storage("Bonjour"), version=1)
    assert (saved.text, saved.version) == ("Bonjour", 2)
    assert start_draft(user=alice, answer=asked.answer).text == "Bonjour"
    with pytest.raises(DraftConflict) as conflict:
        save_draft(draft=draft, text=MaskedText.from_storage("Autre"), version=1)
    assert conflict.value.current.text == "Bonjour"
    assert kinds().count(EventKind.DRAFT_STARTED) == 1


def test_what_leaves_the_tool_is_recorded(alice: User, asked: Asked) -> None:
    text = mask("Bonjour, la carte coûte 25 €.")
    handover = hand_over(user=alice, answer=asked.answer, channel=HandoverChannel.PRINT, text=text)
    assert handover.text == text.text
    assert kinds()[-1] == EventKind.HANDED_OVER


@pytest.mark.parametrize(("chosen", "kept"), [([], ["Logement"]), (["Famille"], ["Famille"])])
def test_themes_proposed_with_the_sources_do_not_overrule_a_choice(
    asked: Asked, chosen: list[str], kept: list[str]
) -> None:
    question = asked.answer.question
    Question.objects.filter(pk=question.pk).update(themes=chosen)
    owner, until = uuid4(), timezone.now() + timedelta(minutes=1)
    claim_answer(answer_id=asked.answer.pk, owner=owner, lease_until=until)
    step = Progress(asked.answer.pk, question.pk, owner, seq=1)
    step.sources = SourcesFound((), (), ("Logement",))
    record_progress(steps=[step], lease_until=until)
    question.refresh_from_db()
    assert question.themes == kept
