"""How long sheets of a theme stand before they are to be reviewed again, and who sees to it."""

from datetime import timedelta

from django.conf import settings
from django.db import models

from apps.sheets.enums import ReviewDelay


class ReviewPeriod(models.Model):
    """One theme; a theme without one has the default delay, and all curators are reminded."""

    theme_id = models.CharField(max_length=20, unique=True)
    days = models.PositiveSmallIntegerField(
        choices=ReviewDelay.choices, default=ReviewDelay.ONE_YEAR
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ("theme_id",)

    def __str__(self) -> str:
        return f"{self.theme_id} {self.days}"

    @property
    def delay(self) -> timedelta:
        return timedelta(days=self.days)
