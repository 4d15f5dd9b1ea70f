"""What the weekly visit of addresses found."""

from typing import Self

from django.db import models

BROKEN_AFTER = 3  # days on which an address failed in a row


class LinkCheckQuerySet(models.QuerySet["LinkCheck"]):
    def broken(self) -> Self:
        return self.filter(failing_days__gte=BROKEN_AFTER)


class LinkCheck(models.Model):
    """One address that published sheets or contacts name; `problem` says how it last failed."""

    url = models.CharField(max_length=800, unique=True)
    failing_days = models.PositiveSmallIntegerField(default=0)
    last_failed_on = models.DateField(null=True, blank=True)
    problem = models.CharField(max_length=60, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)

    objects = LinkCheckQuerySet.as_manager()

    class Meta:
        ordering = ("url",)

    def __str__(self) -> str:
        return self.url
