"""Closed lists of the life of sheets."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RevisionStatus(TextChoices):
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    PUBLISHED = "published", _("Published")
    SUPERSEDED = "superseded", _("Superseded")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Visibility(TextChoices):
    PUBLIC = "public", _("Public")
    INTERNAL = "internal", _("Internal")


class ImportStatus(TextChoices):
    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class ReportReason(TextChoices):
    WRONG = "wrong", _("Something is wrong")
    OUTDATED = "outdated", _("It is out of date")
    INCOMPLETE = "incomplete", _("Something is missing")
    BROKEN_LINK = "broken_link", _("A link does not work")
    UNCLEAR = "unclear", _("It is hard to understand")
    DANGEROUS = "dangerous", _("An answer from it was judged dangerous")


class ReportStatus(TextChoices):
    RECEIVED = "received", _("Received")
    IN_PROGRESS = "in_progress", _("Being handled")
    CORRECTED = "corrected", _("Corrected")
    REFUSED = "refused", _("Refused")


class ServiceKind(TextChoices):
    """What an online service is; the values are the words of the official sheets."""

    ONLINE = "Téléservice", pgettext_lazy("kind", "Online service")
    FORM = "Formulaire", pgettext_lazy("kind", "Form")
    TEMPLATE = "Modèle de document", pgettext_lazy("kind", "Document template")
    SIMULATOR = "Simulateur", pgettext_lazy("kind", "Simulator")
    SEARCH = "Outil de recherche", pgettext_lazy("kind", "Search tool")


class LexiconGroup(TextChoices):
    """What an entry of the lexicon is about; the values are the names of the shipped files."""

    ACRONYMS = "acronyms", _("Acronyms")
    ORAL = "oral", _("Oral and text-message forms")
    ANTS = "ants", _("Papers and vehicles")
    CAF = "caf", _("Family and social benefits")
    CPAM = "cpam", _("Health insurance")
    DGFIP = "dgfip", _("Taxes")
    CIVIL_STATUS = "etat_civil", _("Civil status and family")
    FAMILIES = "families", _("Word families")
    FRANCE_TRAVAIL = "france_travail", _("Work and unemployment")
    JUSTICE = "justice", _("Justice")
    HOUSING = "logement", _("Housing")
    OTHERS = "msa_urssaf_poste", _("MSA, Urssaf, La Poste")
    RETIREMENT = "retraite", _("Retirement")


class ReviewDelay(IntegerChoices):
    """How many days a sheet stands before it is to be reviewed again."""

    THREE_MONTHS = 91, _("Three months")
    SIX_MONTHS = 182, _("Six months")
    ONE_YEAR = 365, _("One year")
    TWO_YEARS = 730, _("Two years")
