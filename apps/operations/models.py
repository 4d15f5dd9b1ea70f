"""What administrators change without a deployment: settings, texts, banners, retention holds. Each
change is a row of its own, so that every former state can be read and restored."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.operations.enums import BannerLevel, RetentionKind, TextName


class SettingChange(models.Model):
    """A value given to a setting of `adjustable.py`; the last row of a name is in force.

    `value` None: back to what the environment says.
    """

    name = models.CharField(max_length=60)
    value = models.FloatField(null=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-pk",)
        indexes = [models.Index(fields=["name", "-id"], name="setting_in_force")]

    def __str__(self) -> str:
        return f"{self.name} = {self.value}"


class TextVersion(models.Model):
    """A version of a text of the service, in Markdown; the last row of a name is in force.

    An empty text: back to the one that comes with the service.
    """

    name = models.CharField(max_length=20, choices=TextName.choices)
    source = models.TextField(blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-pk",)
        indexes = [models.Index(fields=["name", "-id"], name="text_in_force")]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"


class BannerQuerySet(models.QuerySet["Banner"]):
    def to_come_or_shown(self) -> Self:
        return self.filter(ended_at=None, ends_at__gt=timezone.now())


class Banner(models.Model):
    """A notice above every page from `shown_from` to `ends_at`; with `closes_service`, the service
    is closed from `starts_at` to `ends_at`."""

    text = models.CharField(_("Text"), max_length=300)
    level = models.CharField(_("Level"), max_length=10, choices=BannerLevel.choices)
    shown_from = models.DateTimeField(_("Shown from"))
    starts_at = models.DateTimeField(_("Maintenance from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("Until"))
    closes_service = models.BooleanField(_("The service is closed meanwhile"), default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = BannerQuerySet.as_manager()

    class Meta:
        ordering = ("-shown_from",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("shown_from")),
                name="banner_ends_after_it_begins",
                violation_error_message=_("The end must come after the beginning."),
            )
        ]

    def __str__(self) -> str:
        return self.text

    def is_shown(self, now: datetime) -> bool:
        return self.ended_at is None and self.shown_from <= now < self.ends_at

    def is_closing(self, now: datetime) -> bool:
        begins = self.starts_at or self.shown_from
        return self.closes_service and self.ended_at is None and begins <= now < self.ends_at


class RetentionHoldQuerySet(models.QuerySet["RetentionHold"]):
    def in_force(self) -> Self:
        return self.filter(lifted_at=None)


class RetentionHold(models.Model):
    """A hold (*gel*): until it is lifted, nothing of a kind, or of one exchange, is removed.

    Lifted holds stay, as a record; so `exchange` is a bare identifier. `reason` passed masking.
    """

    kind = models.CharField(max_length=12, choices=RetentionKind.choices, blank=True)
    exchange = models.UUIDField(null=True, blank=True)
    reason = models.CharField(max_length=300)
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    placed_at = models.DateTimeField(auto_now_add=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = RetentionHoldQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="", exchange__isnull=False)
                | (~models.Q(kind="") & models.Q(exchange__isnull=True)),
                name="a_hold_is_on_a_kind_or_an_exchange",
            )
        ]

    def __str__(self) -> str:
        return str(self.exchange or self.kind)


class PurgeRun(models.Model):
    """One kind's turn in a night's removal: how many rows went, and how many a hold kept.

    `finished_at` None: it is under way, or its process died; the next night goes on.
    """

    kind = models.CharField(max_length=12, choices=RetentionKind.choices)
    before = models.DateTimeField()
    removed = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.kind} {self.started_at:%Y-%m-%d}"
