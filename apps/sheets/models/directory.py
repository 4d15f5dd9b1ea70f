"""Contacts that curators keep and publish, apart from those that sheets name."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.sheets.models.sheets import OPERATOR_CHOICES

if TYPE_CHECKING:
    from apps.accounts.models import User


class PublishedContactQuerySet(models.QuerySet["PublishedContact"]):
    def published(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)

    def visible_to(self, user: "User | None") -> Self:
        """Those of the whole country, and of the user's département; None: the first alone."""
        departement = user.desk.departement_id if user and user.desk else None
        everywhere = models.Q(departement__isnull=True)
        return self.filter(
            everywhere | models.Q(departement=departement) if departement else everywhere
        )

    def holding_words(self, words: str) -> Self:
        """Those whose name, telephone number, addresses or département hold each of the words."""
        found = self
        for word in words.split():
            found = found.filter(
                models.Q(name__icontains=word)
                | models.Q(phone__icontains=word)
                | models.Q(url__icontains=word)
                | models.Q(email__icontains=word)
                | models.Q(departement__name__icontains=word)
                | models.Q(departement__code__iexact=word)
            )
        return found


class PublishedContact(models.Model):
    """A body to turn to, for the whole country or one département.

    `phone` is written as people read it: "09 69 32 52 52", "36 46".
    """

    name = models.CharField(_("Name"), max_length=200)
    operator = models.CharField(_("Operator"), max_length=20, choices=OPERATOR_CHOICES)
    departement = models.ForeignKey(
        "accounts.Departement",
        verbose_name=_("Territory"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    phone = models.CharField(_("Telephone"), max_length=30, blank=True)
    hours = models.CharField(_("Opening hours"), max_length=300, blank=True)
    url = models.URLField(
        _("Address of the site or of the online procedure"), max_length=500, blank=True
    )
    email = models.EmailField(_("E-mail"), blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)  # one more at each change
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = PublishedContactQuerySet.as_manager()

    class Meta:
        ordering = ("operator", "name", "pk")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(phone="", url="", email=""),
                name="contact_can_be_reached",
                violation_error_message=_(
                    "Give at least a telephone number, an address or an e-mail."
                ),
            ),
            models.UniqueConstraint(
                fields=["name", "operator", "departement"],
                nulls_distinct=False,
                name="contact_named_once",
                violation_error_message=_(
                    "This operator has a contact of this name for this territory already."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_published(self) -> bool:
        return self.withdrawn_at is None
