"""*Avis du référent*: who is on duty, who asked for help on an exchange, what was said."""

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from apps.conversations.models.exchanges import Conversation

if TYPE_CHECKING:
    from apps.accounts.models import User

LONGEST_DUTY = timedelta(hours=12)
"""A switch left on by mistake goes off by itself."""


class DutyQuerySet(models.QuerySet["Duty"]):
    def running(self, now: datetime) -> Self:
        return self.filter(since__gt=now - LONGEST_DUTY)


class Duty(models.Model):
    """A supervisor is *de permanence* since then; no row, no duty."""

    supervisor = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="duty"
    )
    since = models.DateTimeField()

    objects = DutyQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.supervisor_id)


class HelpQuerySet(models.QuerySet["HelpRequest"]):
    def open(self) -> Self:
        return self.filter(ended_at__isnull=True)

    def waiting(self) -> Self:
        return self.open().filter(supervisor__isnull=True)

    def joined(self) -> Self:
        return self.open().filter(supervisor__isnull=False)

    def visible_to(self, user: "User") -> Self:
        """For supervisors: those of their départements, never their own."""
        others = self.exclude(conversation__author=user)
        if user.is_national:
            return others
        return others.filter(conversation__desk__departement__in=user.scope)

    def shared_with(self, user: "User") -> Self:
        """Those in which the user is one of the two."""
        return self.filter(Q(conversation__author=user) | Q(supervisor=user))


class HelpRequest(models.Model):
    """A counsellor asks a referent to look at an open exchange; both see it until it ends."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="helps")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    note = models.TextField(blank=True)  # has passed masking
    asked_at = models.DateTimeField(default=timezone.now)
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="helps_given",
    )
    joined_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = HelpQuerySet.as_manager()

    class Meta:
        ordering = ("asked_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"],
                condition=Q(ended_at__isnull=True),
                name="one_open_help_per_conversation",
            ),
            models.CheckConstraint(
                condition=Q(supervisor__isnull=True, joined_at__isnull=True)
                | Q(supervisor__isnull=False, joined_at__isnull=False),
                name="who_joined_a_help_did_so_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def waited(self) -> timedelta | None:
        """How long the counsellor waited; None while nobody has joined."""
        return self.joined_at - self.asked_at if self.joined_at else None


class HelpMessage(models.Model):
    """A comment of either, or a text that the referent proposes. `text` has passed masking."""

    help = models.ForeignKey(HelpRequest, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    is_proposal = models.BooleanField(default=False)
    text = models.TextField()
    taken_up_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("created_at", "pk")

    def __str__(self) -> str:
        return f"{self.help_id} {self.created_at}"
