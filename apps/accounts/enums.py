"""Roles: a person may hold several."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    COUNSELLOR = "counsellor", _("Counsellor")
    SUPERVISOR = "supervisor", _("Supervisor")
    CURATOR = "curator", _("Curator")
    ADMINISTRATOR = "administrator", _("Administrator")
