"""Contacts and online services that curators keep and publish, beside those of sheets."""

from typing import TYPE_CHECKING, Self, TypeVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.sheets.enums import ServiceKind
from apps.sheets.models.sheets import OPERATOR_CHOICES

if TYPE_CHECKING:
    from apps.accounts.models import User


_Entry = TypeVar("_Entry", bound=models.Model, covariant=True)


class EntryQuerySet(models.QuerySet[_Entry]):
    """What contacts and services have in common: a territory, a state."""

    def published(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)

    def visible_to(self, user: "User | None") -> Self:
        """Those of the whole country, and of the user's département; None: the first alone."""
        departement = user.desk.departement_id if user and user.desk else None
        everywhere = models.Q(departement__isnull=True)
        return self.filter(
            everywhere | models.Q(departement=departement) if departement else everywhere
        )


class PublishedContactQuerySet(EntryQuerySet["PublishedContact"]):
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


class Entry(models.Model):
    """One contact or service, for the whole country or one département."""

    operator = models.CharField(_("Operator"), max_length=20, choices=OPERATOR_CHOICES)
    departement = models.ForeignKey(
        "accounts.Departement",
        verbose_name=_("Territory"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)  # one more at each change
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def is_published(self) -> bool:
        return self.withdrawn_at is None


class PublishedContact(Entry):
    """A body to turn to.

    `phone` is written as people read it: "09 69 32 52 52", "36 46".
    """

    name = models.CharField(_("Name"), max_length=200)
    phone = models.CharField(_("Telephone"), max_length=30, blank=True)
    hours = models.CharField(_("Opening hours"), max_length=300, blank=True)
    url = models.URLField(
        _("Address of the site or of the online procedure"), max_length=500, blank=True
    )
    email = models.EmailField(_("E-mail"), blank=True)

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


class PublishedServiceQuerySet(EntryQuerySet["PublishedService"]):
    def holding_words(self, words: str) -> Self:
        """Those whose title, address, Cerfa number or sheets hold each of the words."""
        found = self
        for word in words.split():
            found = found.filter(
                models.Q(title__icontains=word)
                | models.Q(url__icontains=word)
                | models.Q(cerfa__icontains=word)
                | models.Q(imported_id__iexact=word)
                | models.Q(sheet_ids__contains=[word])
            )
        return found


class PublishedService(Entry):
    """An online service or form, given beside `sheet_ids` or, with none, among the contacts.

    With an `imported_id`, it stands in the place of the service that imported sheets name so,
    whatever a later import says of that one; withdrawn, it hides it.
    """

    title = models.CharField(_("Title"), max_length=400)
    kind = models.CharField(_("Kind"), max_length=60, choices=ServiceKind)
    cerfa = models.CharField(_("Cerfa number"), max_length=40, blank=True)
    url = models.URLField(_("Address"), max_length=800, blank=True)
    sheet_ids = ArrayField(
        models.CharField(max_length=60), verbose_name=_("Sheets"), default=list, blank=True
    )
    imported_id = models.CharField(max_length=20, blank=True)

    objects = PublishedServiceQuerySet.as_manager()

    class Meta:
        ordering = ("operator", "title", "pk")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(url="") | ~models.Q(imported_id=""),
                name="service_has_address",
                violation_error_message=_("Give a whole address, in https://."),
            ),
            models.UniqueConstraint(
                fields=["imported_id"],
                condition=~models.Q(imported_id=""),
                name="service_corrected_once",
            ),
            models.UniqueConstraint(
                fields=["title", "operator", "departement", "imported_id"],
                nulls_distinct=False,
                name="service_titled_once",
                violation_error_message=_(
                    "This operator has a service of this title for this territory already."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title
