"""Themes whose official changes are published by themselves, and who answers for it."""

from typing import Self

from django.conf import settings
from django.db import models

from apps.accounts.enums import Role


class PublishingRuleQuerySet(models.QuerySet["PublishingRule"]):
    def in_force(self) -> Self:
        """Those whose author may still approve; the changes of the others await a person."""
        return self.filter(author__is_active=True, author__roles__contains=[Role.CURATOR])


class PublishingRule(models.Model):
    """One theme; a theme without one has its changes await approval."""

    theme_id = models.CharField(max_length=20, unique=True)
    # The approver of what the rule publishes.
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # What was imported earlier goes on awaiting a person.
    written_at = models.DateTimeField(auto_now_add=True)

    objects = PublishingRuleQuerySet.as_manager()

    class Meta:
        ordering = ("theme_id",)

    def __str__(self) -> str:
        return self.theme_id

    @property
    def is_in_force(self) -> bool:
        return self.author.is_active and self.author.is_curator
