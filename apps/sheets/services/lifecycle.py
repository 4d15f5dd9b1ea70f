"""The life of a revision: submitted, published, scheduled, sent back, withdrawn, restored."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from apps.accounts.models import User
from apps.audit.enums import EventKind
from apps.audit.services import append_event
from apps.sheets.enums import RevisionStatus
from apps.sheets.models import Contact, OnlineService, Passage, Sheet, SheetRevision

RECALL_TASK = "curation.recall_answers"
COPIED = (
    "title",
    "description",
    "warning",
    "source_url",
    "source_file",
    "source_date",
    "important_change_on",
    "attribution",
    "licence",
    "placement",
    "raw",
    "raw_sha256",
    "content_sha256",
    "parser_version",
    "body",
    "related",
    "review_due",
)


class LifecycleRefusal(Exception):
    """The rule of two people, or the state of the sheet, forbids the act; the message says why."""


class SamePerson(LifecycleRefusal):
    """Whoever wrote a revision wanted to publish it."""


class WrongState(LifecycleRefusal):
    """The revision moved on since the page was read."""


class ReasonMissing(LifecycleRefusal):
    """The act needs a reason."""


@transaction.atomic
def submit_revision(*, revision: SheetRevision, submitted_by: User) -> SheetRevision:
    """Hand a draft over to a second person. Raises WrongState unless it is a draft."""
    revision = _locked(revision, RevisionStatus.DRAFT)
    revision.status = RevisionStatus.IN_REVIEW
    revision.note = ""
    revision.save(update_fields=["status", "note"])
    record_revision(EventKind.REVISION_SUBMITTED, revision, submitted_by)
    return revision


@transaction.atomic
def publish_revision(*, revision: SheetRevision, approver: User) -> SheetRevision:
    """Make a revision the one that answers quote, from the commit on.

    Raises SamePerson when the approver wrote it, WrongState unless it awaits approval.
    """
    [published] = _publish([revision.pk], approver)
    record_revision(EventKind.REVISION_PUBLISHED, published, approver)
    return published


@transaction.atomic
def publish_revisions(
    *, revision_ids: Sequence[int], approver: User, approver_label: str = ""
) -> int:
    """Publish many at once, all or none; one event holds the hash of their manifest.

    `approver_label` says when the approver did so by a rule. Returns how many.
    Raises as `publish_revision`; of one sheet only one may be given.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
    published = _publish(revision_ids, approver, approver_label)
    if published:
        append_event(
            kind=EventKind.REVISION_PUBLISHED,
            actor_id=approver.pk,
            subject_type="sheet_revisions",
            subject_id=len(published),
            payload={
                "count": len(published),
                "manifest_sha256": manifest_hash(published),
                **({"by": approver_label} if approver_label else {}),
            },
        )
    return len(published)


@transaction.atomic
def approve_imported(
    *, revision_ids: Sequence[int], approver: User | None, approver_label: str
) -> list[SheetRevision]:
    """Publish imported revisions within an import, whose one event names them in its manifest.

    `approver` is None for an operator at the command line, whom `approver_label` names.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
    return _publish(revision_ids, approver, approver_label) if revision_ids else []


def manifest_hash(revisions: Iterable[SheetRevision]) -> str:
    """SHA-256 of the lines "sheet version content", sorted: proves which revisions were meant."""
    lines = sorted(f"{row.sheet_id} {row.number} {row.content_sha256}\n" for row in revisions)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


@transaction.atomic
def schedule_revision(
    *, revision: SheetRevision, approver: User, publish_at: datetime
) -> SheetRevision:
    """Approve a revision now for a later date; it goes on awaiting until then.

    Raises SamePerson, WrongState, and LifecycleRefusal for a date that is past.
    """
    revision = _locked(revision, RevisionStatus.IN_REVIEW)
    _refuse_same_person([revision], approver)
    if publish_at <= timezone.now():
        raise LifecycleRefusal(_("Choose a date in the future."))
    revision.approver = approver
    revision.publish_at = publish_at
    revision.save(update_fields=["approver", "publish_at"])
    record_revision(EventKind.REVISION_SCHEDULED, revision, approver)
    return revision


def publish_due_revisions(*, now: datetime) -> int:
    """Publish what was approved for a date that has come; returns how many."""
    due = SheetRevision.objects.awaiting_approval().filter(
        publish_at__lte=now, approver__isnull=False
    )
    rows = list(due.select_related("approver").defer("raw", "body"))
    for revision in rows:
        assert revision.approver is not None
        publish_revision(revision=revision, approver=revision.approver)
    return len(rows)


@transaction.atomic
def reject_revision(*, revision: SheetRevision, rejected_by: User, reason: str) -> SheetRevision:
    """Send a revision back to its author. Raises WrongState, ReasonMissing."""
    revision = _locked(revision, RevisionStatus.IN_REVIEW)
    revision.status = RevisionStatus.DRAFT
    revision.note = _stated(reason)
    revision.approver = revision.publish_at = None
    revision.save(update_fields=["status", "note", "approver", "publish_at"])
    record_revision(EventKind.REVISION_REJECTED, revision, rejected_by)
    return revision


@transaction.atomic
def withdraw_sheet(*, sheet: Sheet, withdrawn_by: User, reason: str) -> SheetRevision:
    """Take a sheet out of answers from the commit on. Raises WrongState, ReasonMissing."""
    Sheet.objects.select_for_update().get(pk=sheet.pk)
    revision = sheet.revisions.published().defer("raw", "body").first()
    if revision is None:
        raise WrongState(_("This sheet is not published."))
    revision.status = RevisionStatus.WITHDRAWN
    revision.note = _stated(reason)
    revision.closed_at = timezone.now()
    revision.save(update_fields=["status", "note", "closed_at"])
    defer_recall([sheet.pk])
    record_revision(EventKind.SHEET_WITHDRAWN, revision, withdrawn_by)
    return revision


@transaction.atomic
def restore_revision(*, revision: SheetRevision, restored_by: User) -> SheetRevision:
    """Copy an old revision into a new one, which awaits another person's approval.

    Raises WrongState unless the revision was replaced or withdrawn.
    """
    revision = _locked(revision, RevisionStatus.SUPERSEDED, RevisionStatus.WITHDRAWN)
    last = SheetRevision.objects.filter(sheet=revision.sheet_id).aggregate(last=Max("number"))
    restored = SheetRevision.objects.create(
        sheet_id=revision.sheet_id,
        number=last["last"] + 1,
        status=RevisionStatus.IN_REVIEW,
        author=restored_by,
        contributors=[restored_by.pk],
        restored_from=revision,
        **{name: getattr(revision, name) for name in COPIED},
    )
    for model in (Passage, OnlineService, Contact):
        rows = list(model._default_manager.filter(revision=revision))
        for row in rows:
            row.pk = None
            row.revision_id = restored.pk
        model._default_manager.bulk_create(rows)
    record_revision(EventKind.REVISION_SUBMITTED, restored, restored_by)
    return restored


def _publish(
    revision_ids: Sequence[int], approver: User | None, approver_label: str = ""
) -> list[SheetRevision]:
    revisions = list(
        SheetRevision.objects.filter(pk__in=revision_ids).defer("raw", "body").order_by("sheet_id")
    )
    sheet_ids = [revision.sheet_id for revision in revisions]
    if len(set(sheet_ids)) < len(sheet_ids):
        raise WrongState(_("Choose one revision only of each sheet."))
    # Sheets first, in one order: two curators never wait for each other in a circle.
    list(Sheet.objects.filter(pk__in=sheet_ids).order_by("pk").select_for_update())
    states = SheetRevision.objects.filter(pk__in=revision_ids).values_list("status", flat=True)
    if set(states) - {RevisionStatus.IN_REVIEW} or len(states) < len(set(revision_ids)):
        raise WrongState(_("This revision no longer awaits approval."))
    _refuse_same_person(revisions, approver)
    now = timezone.now()
    current = SheetRevision.objects.filter(sheet__in=sheet_ids).published()
    current.update(status=RevisionStatus.SUPERSEDED, closed_at=now)
    newest = SheetRevision.objects.filter(pk__in=revision_ids, sheet=OuterRef("sheet"))
    obsolete = SheetRevision.objects.filter(sheet__in=sheet_ids).awaiting_approval()
    obsolete.filter(number__lt=Subquery(newest.values("number")[:1])).update(
        status=RevisionStatus.SUPERSEDED, closed_at=now
    )
    for revision in revisions:
        revision.status = RevisionStatus.PUBLISHED
        revision.approver, revision.approver_label = approver, approver_label
        revision.published_at = now
    SheetRevision.objects.bulk_update(
        revisions, ["status", "approver", "approver_label", "published_at"], batch_size=500
    )
    _place_sheets(revisions)
    defer_recall(sheet_ids)
    return revisions


def _place_sheets(revisions: Iterable[SheetRevision]) -> None:
    """Operator, theme, territory, visibility of a sheet written here change with its revision,
    never before a second person approved them."""
    for revision in revisions:
        if revision.placement:
            Sheet.objects.filter(pk=revision.sheet_id).update(**revision.placement)


def _refuse_same_person(revisions: Iterable[SheetRevision], approver: User | None) -> None:
    if approver is None:
        return
    if any(approver.pk in (row.author_id, *row.contributors) for row in revisions):
        raise SamePerson(_("Another person than the author must approve."))


def _locked(revision: SheetRevision, *expected: RevisionStatus) -> SheetRevision:
    Sheet.objects.select_for_update().get(pk=revision.sheet_id)
    current = SheetRevision.objects.get(pk=revision.pk)
    if current.status not in expected:
        raise WrongState(
            _("This revision is now in the state “%(state)s”. Reload the page.")
            % {"state": current.get_status_display()}
        )
    return current


def _stated(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing(_("Say why."))
    return reason.strip()


def defer_recall(sheet_ids: Sequence[int]) -> None:
    """Have the answers that cite these sheets looked at again.

    In the act's transaction: the job exists if and only if the change does.
    """
    app.configure_task(RECALL_TASK, allow_unknown=True).defer(sheet_ids=list(sheet_ids))


def record_revision(kind: EventKind, revision: SheetRevision, actor: User) -> None:
    """The last statement of an act on one revision."""
    append_event(
        kind=kind,
        actor_id=actor.pk,
        subject_type="sheet_revision",
        subject_id=revision.pk,
        payload={
            "sheet": revision.sheet_id,
            "number": revision.number,
            "content_sha256": revision.content_sha256,
        },
    )
