"""What is past its time is removed: by kind, in batches, audited."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from procrastinate.contrib.django import app

from apps.accounts.models import User
from apps.audit.enums import EventKind
from apps.audit.models import AuditEvent
from apps.audit.services import verify_trail
from apps.conversations.models import (
    Answer,
    AnswerSentence,
    Conversation,
    Draft,
    DraftVersion,
    Feedback,
    Question,
    Request,
)
from apps.conversations.services.organising import hide_conversation
from apps.curation.enums import SignalKind
from apps.curation.models import Gap, GapSignal
from apps.notices.models import Notice
from apps.operations import services, tasks
from apps.operations.adjustable import ADJUSTABLE, RETENTION_PREFIX, apply_values
from apps.operations.enums import RetentionKind
from apps.operations.models import PurgeRun
from apps.operations.retention import RETAINED, months_before
from apps.operations.services import purging
from apps.reviews.models import Review, ReviewItem
from apps.reviews.quality.refreshing import OPEN_WEEKS
from apps.sheets.models import SearchNote
from tests.conversations.factories import AnswerFactory
from tests.operations.retained import NOW, aged, exchange, hold, purge
from tests.reviews.factories import judge, queued

Clients = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    apply_values({})


def test_an_exchange_past_its_time_goes_with_all_that_hangs_on_it(alice: User) -> None:
    """O-05."""
    old, young = exchange(alice, 13), exchange(alice, 11)
    purge()
    assert list(Conversation.objects.all()) == [young]
    assert old.pk != young.pk
    for model in (Question, Answer, AnswerSentence, Draft, DraftVersion, Feedback):
        assert model.objects.count() == 1


def test_what_was_deleted_from_the_list_goes_with_its_retention(alice: User) -> None:
    """X-15: out of the list now, text gone with its retention, proof kept without text."""
    conversation = exchange(alice, 12)
    hide_conversation(user=alice, conversation=conversation)
    aged(conversation, 12, "updated_at")
    purge()
    assert Conversation.objects.filter(pk=conversation.pk).exists()
    aged(conversation, 13, "updated_at")
    Answer.objects.update(created_at=months_before(NOW, 13))
    Draft.objects.update(updated_at=months_before(NOW, 13))
    purge()
    assert not Conversation.objects.filter(pk=conversation.pk).exists()
    assert AuditEvent.objects.filter(
        kind=EventKind.CONVERSATION_HIDDEN, subject_id=str(conversation.pk)
    ).exists()


def test_an_exchange_that_was_taken_up_again_stays(alice: User) -> None:
    conversation = exchange(alice, 13)
    Draft.objects.update(updated_at=months_before(NOW, 1))
    purge()
    assert Conversation.objects.filter(pk=conversation.pk).exists()


def test_each_kind_has_a_period_of_its_own(alice: User, settings: Any) -> None:
    """O-05."""
    settings.RETENTION_DRAFTS_MONTHS = 5
    settings.RETENTION_RATINGS_MONTHS = 7
    exchange(alice, 6)
    purged = purge()
    assert (purged[RetentionKind.DRAFTS].removed, Draft.objects.count()) == (1, 0)
    assert (purged[RetentionKind.RATINGS].removed, Feedback.objects.count()) == (0, 1)
    assert Conversation.objects.count() == 1


def test_reviews_go_when_they_were_settled_long_ago(alice: User, bob: User) -> None:
    """O-05."""
    settled, open_still = queued(alice), queued(alice)
    for item in (settled, open_still):
        aged(judge(item.answer, bob), 13, "created_at")
    aged(settled, 13, "settled_at")
    ReviewItem.objects.filter(pk=open_still.pk).update(stage="second", settled_at=None)
    purge()
    assert [item.pk for item in ReviewItem.objects.all()] == [open_still.pk]
    assert [review.answer_id for review in Review.objects.all()] == [open_still.answer_id]


def test_searches_notices_and_traces_go_after_their_time(alice: User) -> None:
    """O-05."""
    note = SearchNote.objects.create(
        text="carte grise", searcher="1", results=3, changed_at=months_before(NOW, 13)
    )
    notice = aged(
        Notice.objects.create(recipient=alice, kind="reply", title="Avis"), 13, "created_at"
    )
    answer = AnswerFactory(question__conversation__author=alice)
    key = Request.objects.create(
        user=alice, key="0" * 8 + "-0000-4000-8000-" + "0" * 12, parameters_hash="a", answer=answer
    )
    aged(key, 2, "created_at")
    purge()
    assert not SearchNote.objects.filter(pk=note.pk).exists()
    assert not Notice.objects.filter(pk=notice.pk).exists()
    assert not Request.objects.exists()
    assert Answer.objects.filter(pk=answer.pk).exists()


def test_a_gap_forgets_the_words_of_a_question_that_is_gone(alice: User) -> None:
    """X-15: a title is the text of the first question."""
    old, young = exchange(alice, 13), exchange(alice, 2)
    gap = aged(
        Gap.objects.create(title="Mots de la première", proof=[{"text": "x"}]), 13, "created_at"
    )
    Question.objects.filter(conversation=young).update(masked_text="Mots de la seconde")
    for conversation in (old, young):
        question = conversation.questions.get()
        GapSignal.objects.create(
            gap=gap,
            kind=SignalKind.ABSTENTION,
            question=question,
            person="1",
            at=question.created_at,
        )
    silent = aged(Gap.objects.create(title="Plus rien"), 13, "created_at")
    purge()
    gap.refresh_from_db()
    assert (gap.title, gap.proof, gap.signals.count()) == ("Mots de la seconde", [], 1)
    assert not Gap.objects.filter(pk=silent.pk).exists()


def test_each_batch_is_audited_without_content_and_the_chain_still_verifies(alice: User) -> None:
    """O-05 and P7."""
    for _ in range(5):
        exchange(alice, 13)
    purge(batch=2)
    events = AuditEvent.objects.filter(kind=EventKind.DATA_PURGED, payload__kind="exchanges")
    assert [event.payload["removed"] for event in events] == [2, 2, 1]
    assert events[0].payload["before"] == months_before(NOW, 12).isoformat()
    assert "carte" not in json.dumps([event.payload for event in events])
    assert PurgeRun.objects.get(kind=RetentionKind.EXCHANGES).removed == 5
    assert verify_trail().ok


def test_killed_between_two_batches_it_goes_on_the_next_night(
    alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was removed is proven; what was not is still whole."""
    for _ in range(3):
        exchange(alice, 13)
    real, calls = purging.append_event, []

    def dies(**facts: Any) -> Any:
        calls.append(facts)
        if facts["payload"].get("table") == "conversations.conversation" and len(calls) > 7:
            raise KeyboardInterrupt
        return real(**facts)

    monkeypatch.setattr(purging, "append_event", dies)
    with pytest.raises(KeyboardInterrupt):
        purge(batch=1)
    removed = 3 - Conversation.objects.count()
    proven = AuditEvent.objects.filter(payload__table="conversations.conversation").count()
    assert 0 < removed == proven < 3
    assert PurgeRun.objects.get(kind=RetentionKind.EXCHANGES).finished_at is None
    monkeypatch.setattr(purging, "append_event", real)
    purge()
    assert not Conversation.objects.exists()


def test_a_dry_run_counts_and_removes_nothing(alice: User, emma: User) -> None:
    """O-05."""
    exchange(alice, 30)
    hold(emma, exchange=exchange(alice, 30).pk)
    before = AuditEvent.objects.count()
    out = StringIO()
    call_command("purge_expired", "--dry-run", "--json", stdout=out)
    said = json.loads(out.getvalue())
    assert said["dry_run"] is True
    assert (said["kinds"]["exchanges"]["removed"], said["kinds"]["exchanges"]["held"]) == (1, 1)
    assert Conversation.objects.count() == 2
    assert (AuditEvent.objects.count(), PurgeRun.objects.count()) == (before, 0)


def test_the_command_says_in_french_what_went(alice: User) -> None:
    exchange(alice, 30)
    out = StringIO()
    call_command("purge_expired", stdout=out)
    assert "lignes effacées : 1" in out.getvalue()
    assert not Conversation.objects.exists()


def test_the_period_that_an_administrator_gave_is_the_one_applied(alice: User, emma: User) -> None:
    exchange(alice, 14)
    services.change_setting(name="RETENTION_EXCHANGES_MONTHS", value=36, changed_by=emma)
    services.change_setting(name="RETENTION_DRAFTS_MONTHS", value=36, changed_by=emma)
    call_command("purge_expired", stdout=StringIO())
    assert Conversation.objects.count() == 1
    services.change_setting(name="RETENTION_EXCHANGES_MONTHS", value=6, changed_by=emma)
    call_command("purge_expired", stdout=StringIO())
    assert not Conversation.objects.exists()


def test_what_the_weekly_figures_count_outlives_their_counting() -> None:
    counted = ("EXCHANGES", "DRAFTS", "RATINGS", "REVIEWS")
    for name in counted:
        least = ADJUSTABLE[f"{RETENTION_PREFIX}{name}_MONTHS"].least
        shortest = NOW - months_before(NOW, int(least))
        assert shortest > timedelta(weeks=OPEN_WEEKS + 1)
    names = {period for one in RETAINED for period in one.periods}
    assert names == {name for name in ADJUSTABLE if name.startswith(RETENTION_PREFIX)}


@pytest.mark.parametrize(
    ("now", "months", "then"),
    [
        (datetime(2026, 3, 31, tzinfo=UTC), 1, datetime(2026, 2, 28, tzinfo=UTC)),
        (datetime(2028, 2, 29, tzinfo=UTC), 12, datetime(2027, 2, 28, tzinfo=UTC)),
        (datetime(2026, 1, 15, tzinfo=UTC), 1, datetime(2025, 12, 15, tzinfo=UTC)),
        (datetime(2026, 12, 1, tzinfo=UTC), 24, datetime(2024, 12, 1, tzinfo=UTC)),
    ],
)
def test_months_are_those_of_the_calendar(now: datetime, months: int, then: datetime) -> None:
    assert months_before(now, months) == then


def test_the_true_periods_stand_on_the_page_that_everybody_reads(
    alice: User, client_of: Clients, client: Client
) -> None:
    settings.RETENTION_EXCHANGES_MONTHS = 9
    html = client.get("/donnees-personnelles/").content.decode()
    assert "9 mois" in html
    assert "9 mois" in client_of(alice).get("/echanges/").content.decode()


def test_the_application_role_removes_and_cannot_touch_the_trail(alice: User) -> None:
    """The purge needs no other right than the application's."""
    exchange(alice, 13)
    purge()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, has_table_privilege('audit_auditevent', 'DELETE')")
        role, may_delete = cursor.fetchone()
    assert (role, may_delete) == (settings.DATABASE_APPLICATION_ROLE, False)
    assert not Conversation.objects.exists()


def test_the_job_of_the_night_removes_by_the_periods_in_force(alice: User, emma: User) -> None:
    """O-05: every night, by the worker."""
    exchange(alice, 6)
    for name in ("EXCHANGES", "DRAFTS"):
        services.change_setting(name=f"{RETENTION_PREFIX}{name}_MONTHS", value=5, changed_by=emma)
    tasks.purge.func(int(NOW.timestamp()))
    assert not Conversation.objects.exists()
    nightly = {each.task.name: each.cron for each in app.periodic_registry.periodic_tasks.values()}
    assert nightly["operations.purge_expired"] == "15 2 * * *"
    assert "operations.remove_old_jobs" in nightly
