"""Closed lists of the administrators' screens."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PersonState(TextChoices):
    """By what people are filtered."""

    ACTIVE = "active", _("Active")
    INVITED = "invited", _("Has not signed in yet")
    SUSPENDED = "suspended", _("Suspended")


class DeskState(TextChoices):
    """By what desks are filtered."""

    OPEN = "open", _("Desk open")
    LEFT_LIST = "left_list", _("No longer in the national list")
    CLOSED = "closed", _("Desk closed now")
