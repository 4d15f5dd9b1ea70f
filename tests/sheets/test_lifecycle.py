"""The life of a revision: two people, one published revision, an event for each act."""

from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from apps.accounts.models import User
from apps.audit.enums import EventKind
from apps.audit.models import AuditEvent
from apps.sheets.enums import RevisionStatus
from apps.sheets.models import SheetRevision
from apps.sheets.services import lifecycle
from tests.accounts.factories import UserFactory
from tests.sheets.factories import PassageFactory, RevisionFactory, SheetFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def chloe() -> User:
    """A second curator."""
    return UserFactory(email="chloe@example.org", full_name="Chloé Petit", roles=["curator"])


@pytest.fixture
def current() -> SheetRevision:
    revision = RevisionFactory(sheet=SheetFactory(external_id="F1342"))
    PassageFactory(revision=revision, position=0)
    return revision


@pytest.fixture
def waiting(current: SheetRevision, chloe: User) -> SheetRevision:
    return RevisionFactory(
        sheet=current.sheet, number=2, status=RevisionStatus.IN_REVIEW, author=chloe
    )


def test_publishing_replaces_the_published_revision(
    current: SheetRevision, waiting: SheetRevision, carole: User
) -> None:
    lifecycle.publish_revision(revision=waiting, approver=carole)
    waiting.refresh_from_db()
    current.refresh_from_db()
    assert (waiting.status, waiting.approver) == (RevisionStatus.PUBLISHED, carole)
    assert waiting.published_at is not None
    assert (current.status, current.closed_at) == (
        RevisionStatus.SUPERSEDED,
        waiting.published_at,
    )
    event = AuditEvent.objects.get(kind=EventKind.REVISION_PUBLISHED)
    assert (event.actor_id, event.subject_id) == (carole.pk, str(waiting.pk))
    assert event.payload["content_sha256"] == waiting.content_sha256


def test_publishing_leaves_a_job_that_recalls_past_answers(
    waiting: SheetRevision, carole: User
) -> None:
    lifecycle.publish_revision(revision=waiting, approver=carole)
    job = ProcrastinateJob.objects.get(task_name="curation.recall_answers")
    assert job.args == {"sheet_ids": [waiting.sheet_id]}


def test_it_refuses_that_the_author_publishes(waiting: SheetRevision, chloe: User) -> None:
    with pytest.raises(lifecycle.SamePerson):
        lifecycle.publish_revision(revision=waiting, approver=chloe)
    waiting.refresh_from_db()
    assert waiting.status == RevisionStatus.IN_REVIEW
    assert not AuditEvent.objects.filter(kind=EventKind.REVISION_PUBLISHED).exists()


@pytest.mark.parametrize("status", ["draft", "published", "superseded", "withdrawn"])
def test_it_refuses_to_publish_what_does_not_await_approval(status: str, carole: User) -> None:
    revision = RevisionFactory(status=status)
    with pytest.raises(lifecycle.WrongState):
        lifecycle.publish_revision(revision=revision, approver=carole)


def test_many_are_published_with_one_event(carole: User) -> None:
    waiting = [RevisionFactory(status=RevisionStatus.IN_REVIEW) for _ in range(5)]
    ids = [revision.pk for revision in waiting]
    assert lifecycle.publish_revisions(revision_ids=ids, approver=carole) == 5
    assert SheetRevision.objects.published().filter(pk__in=ids).count() == 5
    event = AuditEvent.objects.get(kind=EventKind.REVISION_PUBLISHED)
    assert event.payload == {"count": 5, "manifest_sha256": lifecycle.manifest_hash(waiting)}


def test_many_are_published_all_or_none(carole: User) -> None:
    ids = [RevisionFactory(status=RevisionStatus.IN_REVIEW).pk]
    own = RevisionFactory(status=RevisionStatus.IN_REVIEW, author=carole)
    with pytest.raises(lifecycle.SamePerson):
        lifecycle.publish_revisions(revision_ids=[*ids, own.pk], approver=carole)
    assert not SheetRevision.objects.published().exists()


def test_an_older_revision_that_still_waited_is_obsolete(
    current: SheetRevision, waiting: SheetRevision, carole: User
) -> None:
    newer = RevisionFactory(sheet=current.sheet, number=3, status=RevisionStatus.IN_REVIEW)
    lifecycle.publish_revision(revision=newer, approver=carole)
    waiting.refresh_from_db()
    assert waiting.status == RevisionStatus.SUPERSEDED


def test_a_scheduled_revision_is_published_when_its_date_has_come(
    waiting: SheetRevision, carole: User
) -> None:
    date = timezone.now() + timedelta(days=1)
    lifecycle.schedule_revision(revision=waiting, approver=carole, publish_at=date)
    assert lifecycle.publish_due_revisions(now=timezone.now()) == 0
    assert lifecycle.publish_due_revisions(now=date) == 1
    waiting.refresh_from_db()
    assert (waiting.status, waiting.approver) == (RevisionStatus.PUBLISHED, carole)


def test_it_refuses_a_date_in_the_past(waiting: SheetRevision, carole: User) -> None:
    with pytest.raises(lifecycle.LifecycleRefusal):
        lifecycle.schedule_revision(revision=waiting, approver=carole, publish_at=timezone.now())


def test_a_revision_sent_back_keeps_the_reason_and_can_be_submitted_again(
    waiting: SheetRevision, carole: User, chloe: User
) -> None:
    lifecycle.reject_revision(revision=waiting, rejected_by=carole, reason="Montant à revoir")
    waiting.refresh_from_db()
    assert (waiting.status, waiting.note) == (RevisionStatus.DRAFT, "Montant à revoir")
    lifecycle.submit_revision(revision=waiting, submitted_by=chloe)
    waiting.refresh_from_db()
    assert (waiting.status, waiting.note) == (RevisionStatus.IN_REVIEW, "")


def test_it_refuses_to_send_back_or_withdraw_without_a_reason(
    current: SheetRevision, waiting: SheetRevision, carole: User
) -> None:
    with pytest.raises(lifecycle.ReasonMissing):
        lifecycle.reject_revision(revision=waiting, rejected_by=carole, reason=" ")
    with pytest.raises(lifecycle.ReasonMissing):
        lifecycle.withdraw_sheet(sheet=current.sheet, withdrawn_by=carole, reason="")
    current.refresh_from_db()
    assert current.status == RevisionStatus.PUBLISHED


def test_a_withdrawn_sheet_has_no_published_passage(current: SheetRevision, carole: User) -> None:
    assert current.passages.published().exists()
    lifecycle.withdraw_sheet(sheet=current.sheet, withdrawn_by=carole, reason="Droit supprimé")
    current.refresh_from_db()
    assert (current.status, current.note) == (RevisionStatus.WITHDRAWN, "Droit supprimé")
    assert not current.passages.published().exists()
    assert AuditEvent.objects.filter(kind=EventKind.SHEET_WITHDRAWN).count() == 1
    with pytest.raises(lifecycle.WrongState):
        lifecycle.withdraw_sheet(sheet=current.sheet, withdrawn_by=carole, reason="Encore")


def test_restoring_copies_the_revision_and_its_passages_for_approval(
    current: SheetRevision, carole: User, chloe: User
) -> None:
    lifecycle.withdraw_sheet(sheet=current.sheet, withdrawn_by=carole, reason="Erreur")
    restored = lifecycle.restore_revision(revision=current, restored_by=carole)
    assert (restored.number, restored.status) == (2, RevisionStatus.IN_REVIEW)
    assert restored.restored_from == current
    assert restored.content_sha256 == current.content_sha256
    copied = restored.passages.values_list("position", "text", "text_hash")
    assert list(copied) == list(current.passages.values_list("position", "text", "text_hash"))
    with pytest.raises(lifecycle.SamePerson):
        lifecycle.publish_revision(revision=restored, approver=carole)
    lifecycle.publish_revision(revision=restored, approver=chloe)
    assert restored.passages.published().exists()
