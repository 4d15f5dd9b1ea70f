"""What a counsellor makes of an answer: her draft, its versions, what she handed over."""

import uuid
from typing import TYPE_CHECKING, Self

from django.db import models

from apps.conversations.enums import DraftOrigin, HandoverChannel
from apps.conversations.models.exchanges import Answer

if TYPE_CHECKING:
    from apps.accounts.models import User


class DraftQuerySet(models.QuerySet["Draft"]):
    def owned_by(self, user: "User") -> Self:
        return self.filter(answer__in=Answer.objects.owned_by(user))

    def with_answer(self) -> Self:
        """With all that checking and handing over read."""
        related = self.select_related("answer__question", "answer__conversation")
        return related.prefetch_related("answer__sources", "answer__sentences__citations__source")


class Draft(models.Model):
    """What the counsellor edits, in light Markdown; generation never overwrites it.

    `proofread_version` is the version that she marked as proofread.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    answer = models.OneToOneField(Answer, on_delete=models.CASCADE, related_name="draft")
    text = models.TextField()
    version = models.PositiveIntegerField(default=1)
    proofread_version = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = DraftQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_proofread(self) -> bool:
        return self.proofread_version == self.version


class DraftVersion(models.Model):
    """A text that a draft had; edits less than a minute apart share one."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    origin = models.CharField(max_length=10, choices=DraftOrigin.choices)
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("draft", "-number")
        constraints = [
            models.UniqueConstraint(fields=["draft", "number"], name="draft_version_unique")
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} v{self.number}"


class Handover(models.Model):
    """What was finally given to the citizen, and how it left the tool."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="handovers")
    channel = models.CharField(max_length=10, choices=HandoverChannel.choices)
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.answer_id} {self.channel}"
