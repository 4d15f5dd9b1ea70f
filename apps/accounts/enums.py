"""Closed lists about people: a person may hold several roles."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    COUNSELLOR = "counsellor", _("Counsellor")
    SUPERVISOR = "supervisor", _("Supervisor")
    CURATOR = "curator", _("Curator")
    ADMINISTRATOR = "administrator", _("Administrator")


class Theme(TextChoices):
    SYSTEM = "system", _("As my computer is set")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Shortcut(TextChoices):
    """What the keyboard does; none is a single letter, but `/` in the draft’s editor."""

    SEND = "send", _("Send the question")
    NEW = "new", _("New question")
    SOURCES = "sources", _("Go to the sources")
    DRAFT = "draft", _("Take up as a draft")
    COPY = "copy", _("Copy")
    FACING = "facing", _("Screen facing the citizen, on or off")
    STOP = "stop", _("Stop the answer being written")
    INSERT = "insert", _("Insert a model answer, at the start of a line of a draft")

    @property
    def keys(self) -> str:
        """As written on a French keyboard. `Ctrl+Alt+N` is left to screen readers."""
        letters = {"new": "Q", "sources": "S", "draft": "B", "copy": "C", "facing": "U"}
        others = {"send": "Ctrl + Entrée", "stop": "Échap", "insert": "/"}
        return others.get(self.value) or f"Ctrl + Alt + {letters[self.value]}"
