"""Réponses types: vetted answers, their immutable revisions, the passages that these quote."""

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.model_answers.enums import SHOWN, ModelAnswerStatus
from apps.sheets.enums import Visibility
from apps.sheets.models import Sheet
from apps.sheets.models.sheets import OPERATOR_CHOICES
from apps.sheets.snapshots import PassageSnapshot, SnapshotQuerySet

if TYPE_CHECKING:
    from apps.accounts.models import User


class ModelAnswerQuerySet(models.QuerySet["ModelAnswer"]):
    def visible_to(self, user: "User") -> Self:
        """Those that quote only sheets which the user may read; work in progress for keepers."""
        readable = Sheet.objects.visible_to(user).filter(external_id=models.OuterRef("sheet_id"))
        hidden = ModelAnswerSource.objects.filter(
            ~models.Exists(readable), cited_by=models.OuterRef("revision")
        )
        is_keeper = user.is_supervisor or user.is_curator
        found = self if is_keeper else self.filter(status__in=SHOWN)
        return found if user.is_curator else found.filter(~models.Exists(hidden))

    def with_state(self) -> Self:
        """With `is_outdated`: a quoted passage is no longer published as it was; and
        `quotes_internal`: an internal sheet bears a part of it."""
        quoted = ModelAnswerSource.objects.filter(cited_by=models.OuterRef("revision"))
        changed = ModelAnswerSource.objects.outdated().filter(cited_by=models.OuterRef("revision"))
        internal = Sheet.objects.filter(visibility=Visibility.INTERNAL).values("external_id")
        people = self.select_related("revision", "owner", "proposed_by", "approved_by")
        return people.annotate(
            is_outdated=models.Exists(changed),
            quotes_internal=models.Exists(quoted.filter(sheet_id__in=internal)),
        )

    def offered(self) -> Self:
        """Approved, and every passage that they quote still stands: they may be inserted."""
        return self.with_state().filter(status=ModelAnswerStatus.APPROVED, is_outdated=False)

    def overtaken(self) -> Self:
        """Approved, but a quoted passage changed or disappeared since."""
        return self.with_state().filter(status=ModelAnswerStatus.APPROVED, is_outdated=True)

    def quoting(self, sheet_ids: list[int]) -> Self:
        """Those that quote one of these sheets, by their keys."""
        names = Sheet.objects.filter(pk__in=sheet_ids).values("external_id")
        sources = ModelAnswerSource.objects.filter(
            cited_by=models.OuterRef("revision"), sheet_id__in=names
        )
        return self.filter(models.Exists(sources))

    def holding(self, words: str) -> Self:
        """Those whose title, request or text hold all of these words; all for no word."""
        found = self
        for word in words.split():
            found = found.filter(
                models.Q(revision__title__icontains=word)
                | models.Q(revision__question__icontains=word)
                | models.Q(revision__text__icontains=word)
            )
        return found


class ModelAnswer(models.Model):
    """An answer that two people vetted for a request that comes often.

    `note` says why it was sent back, suspended or retired. `revision` is the last one; what is
    offered is always an approved last revision.
    """

    quotes_internal: bool  # read by `with_state()`
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    revision = models.OneToOneField(
        "ModelAnswerRevision", null=True, on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField(
        max_length=10, choices=ModelAnswerStatus.choices, default=ModelAnswerStatus.DRAFT
    )
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    review_due = models.DateField()
    note = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ModelAnswerQuerySet.as_manager()

    class Meta:
        ordering = ("-updated_at",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True)
                | (
                    ~models.Q(approved_by=models.F("proposed_by"))
                    & ~models.Q(approved_by=models.F("owner"))
                ),
                name="model_answer_needs_two_people",
                violation_error_message=_("Another person than the author must approve."),
            ),
            models.CheckConstraint(
                condition=~models.Q(status=ModelAnswerStatus.APPROVED)
                | models.Q(approved_by__isnull=False, approved_at__isnull=False),
                name="approved_model_answer_has_approver",
            ),
            models.CheckConstraint(
                condition=~models.Q(
                    status__in=(ModelAnswerStatus.SUSPENDED, ModelAnswerStatus.RETIRED)
                )
                | ~models.Q(note=""),
                name="closed_model_answer_says_why",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def current(self) -> "ModelAnswerRevision":
        """The last revision, which every stored réponse type has."""
        assert self.revision is not None
        return self.revision

    @property
    def is_due_for_review(self) -> bool:
        return self.review_due < timezone.localdate()


class ModelAnswerRevision(models.Model):
    """One version. It never changes (database trigger).

    `text` is light Markdown in which `[2]` cites the second source; `question` is the request as
    a citizen would put it, to which others are compared.
    """

    model_answer = models.ForeignKey(
        ModelAnswer, on_delete=models.PROTECT, related_name="revisions"
    )
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    question = models.CharField(max_length=500)
    operator = models.CharField(max_length=20, choices=OPERATOR_CHOICES)
    theme = models.CharField(max_length=120, blank=True)
    text = models.TextField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("model_answer", "-number")
        constraints = [
            models.UniqueConstraint(
                fields=["model_answer", "number"], name="model_answer_revision_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.model_answer_id} v{self.number}"


class ModelAnswerSource(PassageSnapshot):
    """A passage that a revision quotes as [number]. It never changes either."""

    cited_by = models.ForeignKey(
        ModelAnswerRevision, on_delete=models.PROTECT, related_name="sources"
    )

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        ordering = ("cited_by", "number")
        constraints = [
            models.UniqueConstraint(
                fields=["cited_by", "number"], name="model_answer_source_unique"
            )
        ]
        indexes = [models.Index(fields=["sheet_id", "text_hash"], name="model_source_of_sheet")]

    def __str__(self) -> str:
        return f"[{self.number}] {self.sheet_id}"
