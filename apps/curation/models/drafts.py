"""Drafts of local sheets: the only text of a sheet that changes in place."""

import uuid
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.curation.enums import Theme
from apps.sheets.enums import RevisionStatus, Visibility
from apps.sheets.models import OPERATOR_CHOICES


class SheetDraftQuerySet(models.QuerySet["SheetDraft"]):
    def in_progress(self) -> Self:
        """Not given up, and not become a published revision."""
        unpublished = models.Q(revision__isnull=True) | models.Q(
            revision__status__in=(RevisionStatus.DRAFT, RevisionStatus.IN_REVIEW)
        )
        return self.filter(unpublished, closed_at__isnull=True)


class SheetDraft(models.Model):
    """What curators write, in Markdown, with its metadata.

    `version` counts the saves, so that nobody overwrites what they have not read. Testing a draft
    freezes it into `revision`, which never changes; `frozen_version` is what was frozen.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sheet = models.ForeignKey(
        "sheets.Sheet", null=True, blank=True, on_delete=models.PROTECT, related_name="drafts"
    )
    revision = models.ForeignKey(
        "sheets.SheetRevision", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)
    frozen_version = models.PositiveIntegerField(default=0)
    title = models.CharField(_("Title"), max_length=400)
    markdown = models.TextField(_("Text"), blank=True)
    operator = models.CharField(_("Operator"), max_length=20, choices=OPERATOR_CHOICES, blank=True)
    theme_id = models.CharField(_("Theme"), max_length=20, choices=Theme.choices, blank=True)
    source_url = models.URLField(_("Address of the source"), max_length=500, blank=True)
    licence = models.CharField(_("Licence"), max_length=100, blank=True)
    verified_on = models.DateField(_("Checked on"), null=True, blank=True)
    review_due = models.DateField(_("To be reviewed by"), null=True, blank=True)
    visibility = models.CharField(
        _("Visibility"), max_length=10, choices=Visibility.choices, blank=True
    )
    departement = models.ForeignKey(
        "accounts.Departement",
        verbose_name=_("Département"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    desk = models.ForeignKey(
        "accounts.Desk",
        verbose_name=_("Desk"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    completes = models.ForeignKey(
        "sheets.Sheet",
        verbose_name=_("Official sheet that it completes"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    contributors = ArrayField(models.UUIDField(), default=list, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = SheetDraftQuerySet.as_manager()

    class Meta:
        ordering = ("-changed_at",)

    def __str__(self) -> str:
        return self.title

    @property
    def is_frozen(self) -> bool:
        """What was tested is what stands here."""
        return self.revision_id is not None and self.frozen_version == self.version
