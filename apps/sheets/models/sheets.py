"""Sheets, their immutable revisions, the passages that answers quote, and imports."""

import uuid
import zlib
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.answering.enums import OPERATOR_NAMES, Operator, PassageKind
from apps.sheets.enums import (
    ImportStatus,
    ReportReason,
    ReportStatus,
    RevisionStatus,
    Visibility,
)

if TYPE_CHECKING:
    from apps.accounts.models import User

OPERATOR_CHOICES = [(operator.value, OPERATOR_NAMES[operator]) for operator in Operator]
LOCAL = "local"
PASSAGE_KIND_CHOICES = [(kind.value, kind.value) for kind in PassageKind]


class SheetQuerySet(models.QuerySet["Sheet"]):
    def visible_to(self, user: "User") -> Self:
        """Sheets of the whole country, of the user's département, and of the user's own desk.

        Internal ones too: staff read them, but they are never handed over.
        """
        departement = user.desk.departement_id if user.desk else ""
        return self.of_desk(user.desk_id).filter(territory__in=("", departement))

    def of_everybody(self) -> Self:
        """What is public in the whole country."""
        return self.of_desk(None).filter(visibility=Visibility.PUBLIC, territory="")

    def of_desk(self, desk_id: int | None) -> Self:
        """Those kept to no desk, or to this one."""
        kept_to_none = models.Q(desk__isnull=True)
        return self.filter(kept_to_none | models.Q(desk=desk_id) if desk_id else kept_to_none)

    def published(self) -> Self:
        return self.filter(revisions__status=RevisionStatus.PUBLISHED)

    def alive(self) -> Self:
        """Published, or on the way to it."""
        states = (RevisionStatus.DRAFT, RevisionStatus.IN_REVIEW, RevisionStatus.PUBLISHED)
        revisions = SheetRevision.objects.filter(sheet=models.OuterRef("pk"), status__in=states)
        return self.filter(models.Exists(revisions))


class Sheet(models.Model):
    """What the public service says on one subject, over all its revisions."""

    external_id = models.CharField(max_length=60, unique=True)
    source = models.CharField(max_length=20, default="dila")
    audiences = ArrayField(models.CharField(max_length=30), default=list)
    # Official feeds that hold the sheet, the one its text comes from first; empty once withdrawn.
    feeds = ArrayField(models.CharField(max_length=40), default=list)
    replaced_by = models.CharField(max_length=500, blank=True)  # an id or an address
    visibility = models.CharField(
        max_length=10, choices=Visibility.choices, default=Visibility.PUBLIC
    )
    territory = models.CharField(max_length=3, blank=True)
    desk = models.ForeignKey(
        "accounts.Desk", null=True, blank=True, on_delete=models.PROTECT, related_name="sheets"
    )
    operator = models.CharField(max_length=20, choices=OPERATOR_CHOICES, default=Operator.OTHER)
    theme_id = models.CharField(max_length=20, blank=True)
    theme = models.CharField(max_length=120, blank=True)
    dossier_id = models.CharField(max_length=20, blank=True)
    dossier = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=60, blank=True)
    # The official sheet that a local one completes, and before which it comes.
    completes = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="completed_by"
    )
    has_answer = models.BooleanField(default=True)
    is_demonstration = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SheetQuerySet.as_manager()

    class Meta:
        ordering = ("external_id",)
        indexes = [models.Index(fields=["operator", "theme_id"], name="sheet_facets")]

    def __str__(self) -> str:
        return self.external_id

    @property
    def is_local(self) -> bool:
        return self.source == LOCAL


class RevisionQuerySet(models.QuerySet["SheetRevision"]):
    def published(self) -> Self:
        return self.filter(status=RevisionStatus.PUBLISHED)

    def awaiting_approval(self) -> Self:
        return self.filter(status=RevisionStatus.IN_REVIEW)

    def curated_by(self, user: "User") -> Self:
        """Curators care for every sheet, whatever its territory or desk; others for none."""
        return self.all() if user.is_curator else self.none()

    def due_for_review(self) -> Self:
        return self.published().filter(review_due__lt=Now())

    def visible_to(self, user: "User") -> Self:
        return self.filter(sheet__in=Sheet.objects.visible_to(user))

    def readable_by(self, user: "User") -> Self:
        """What was published once, with what its page shows; work in progress is for curators."""
        once = (RevisionStatus.PUBLISHED, RevisionStatus.SUPERSEDED, RevisionStatus.WITHDRAWN)
        revisions = self.visible_to(user).filter(status__in=once, published_at__isnull=False)
        return (
            revisions.select_related("sheet").defer("raw").prefetch_related("services", "contacts")
        )


class SheetRevision(models.Model):
    """One version of a sheet. Its content never changes (database trigger); its status does."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    status = models.CharField(
        max_length=12, choices=RevisionStatus.choices, default=RevisionStatus.DRAFT
    )
    title = models.CharField(max_length=400)
    description = models.TextField(blank=True)
    warning = models.TextField(blank=True)
    source_url = models.URLField(max_length=500, blank=True)
    source_file = models.CharField(max_length=200, blank=True)
    source_date = models.DateField(null=True, blank=True)
    important_change_on = models.DateField(null=True, blank=True)
    attribution = models.CharField(max_length=300, blank=True)
    licence = models.CharField(max_length=100, blank=True)
    # Of a sheet written here: what its row becomes on publication (services/writing.py).
    placement = models.JSONField(default=dict, blank=True)
    contributors = ArrayField(models.UUIDField(), default=list, blank=True)
    raw = models.BinaryField(blank=True)  # the source file, compressed by zlib
    raw_sha256 = models.CharField(max_length=64, db_index=True)
    content_sha256 = models.CharField(max_length=64)
    parser_version = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(default=dict)
    related = models.JSONField(default=list)
    source_import = models.ForeignKey(
        "SheetImport", null=True, blank=True, on_delete=models.PROTECT, related_name="revisions"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    author_label = models.CharField(max_length=60, blank=True)
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approver_label = models.CharField(max_length=60, blank=True)
    restored_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.TextField(blank=True)  # why it was sent back or withdrawn
    review_due = models.DateField(null=True, blank=True)
    publish_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ("sheet", "-number")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "number"], name="revision_number_unique"),
            models.UniqueConstraint(
                fields=["sheet"],
                condition=models.Q(status=RevisionStatus.PUBLISHED),
                include=["id"],  # each search reads all of them: from the index alone
                name="one_published_revision_per_sheet",
            ),
            models.CheckConstraint(
                condition=models.Q(approver__isnull=True)
                | models.Q(author__isnull=True)
                | ~models.Q(approver=models.F("author")),
                name="approver_is_not_author",
                violation_error_message=_("The approver must be another person than the author."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} v{self.number}"

    @property
    def source_xml(self) -> bytes:
        """The source file, byte for byte; empty for a revision written here."""
        return zlib.decompress(self.raw) if self.raw else b""

    @property
    def is_due_for_review(self) -> bool:
        return self.review_due is not None and self.review_due < timezone.localdate()


class PassageQuerySet(models.QuerySet["Passage"]):
    def published(self) -> Self:
        return self.filter(revision__status=RevisionStatus.PUBLISHED)

    def visible_to(self, user: "User") -> Self:
        return self.filter(revision__sheet__in=Sheet.objects.visible_to(user))


class Passage(models.Model):
    """One leaf of a revision, in reading order; `text` is what quotes are copied from."""

    revision = models.ForeignKey(SheetRevision, on_delete=models.PROTECT, related_name="passages")
    position = models.PositiveIntegerField()
    heading_path = ArrayField(models.TextField(), default=list)
    situation = models.TextField(blank=True)
    case = models.TextField(blank=True)
    kind = models.CharField(max_length=20, choices=PASSAGE_KIND_CHOICES)
    text = models.TextField()
    text_hash = models.CharField(max_length=64, db_index=True)

    objects = PassageQuerySet.as_manager()

    class Meta:
        ordering = ("revision", "position")
        constraints = [
            models.UniqueConstraint(fields=["revision", "position"], name="passage_position_unique")
        ]

    def __str__(self) -> str:
        return f"{self.revision_id}#{self.position}"


class OnlineService(models.Model):
    """A téléservice, form, simulator or search tool that a revision names."""

    revision = models.ForeignKey(SheetRevision, on_delete=models.PROTECT, related_name="services")
    external_id = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=400)
    url = models.URLField(max_length=800, blank=True)
    cerfa = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.title


class Contact(models.Model):
    """A body to turn to that a revision names."""

    revision = models.ForeignKey(SheetRevision, on_delete=models.PROTECT, related_name="contacts")
    external_id = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=400)
    complement = models.CharField(max_length=400, blank=True)
    pivot = models.CharField(max_length=100, blank=True)
    url = models.URLField(max_length=800, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    source = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.title


class SheetImport(models.Model):
    """One run of the importer: its progress while it lasts, its report afterwards."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    status = models.CharField(
        max_length=10, choices=ImportStatus.choices, default=ImportStatus.QUEUED
    )
    file_name = models.CharField(max_length=200)
    file_date = models.DateField(null=True, blank=True)
    source_url = models.URLField(max_length=500, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    publish = models.BooleanField(default=False)
    is_dry_run = models.BooleanField(default=False)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    resumed = models.PositiveSmallIntegerField(default=0)  # times, after its process was killed
    created_at = models.DateTimeField(auto_now_add=True)
    progressed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_over(self) -> bool:
        return self.finished_at is not None or self.status == ImportStatus.CANCELLED


class ReportQuerySet(models.QuerySet["SheetReport"]):
    def open(self) -> Self:
        return self.filter(status__in=(ReportStatus.RECEIVED, ReportStatus.IN_PROGRESS))

    def to_answer(self) -> Self:
        """Open ones, duplicates left out: they are answered with the one they repeat."""
        return self.open().filter(merged_into=None)

    def alerting(self) -> Self:
        """Open ones that mark the sheet for everybody."""
        return self.open().filter(reason=ReportReason.DANGEROUS)

    def made_by(self, user: "User") -> Self:
        return self.filter(reporter=user)


class SheetReport(models.Model):
    """A counsellor says that a passage of a sheet is wrong. `comment` has passed masking."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="reports")
    passage = models.ForeignKey(
        Passage, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    passage_text = models.TextField(blank=True)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=20, choices=ReportReason.choices)
    comment = models.TextField(blank=True)
    status = models.CharField(
        max_length=12, choices=ReportStatus.choices, default=ReportStatus.RECEIVED
    )
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="duplicates"
    )
    outcome = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        indexes = [models.Index(fields=["status", "-created_at"], name="report_inbox")]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.reason}"
