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


class TextName(TextChoices):
    """The texts that administrators edit; each has a file of its own under `texts/`."""

    HELP = "help", _("Help")
    FORBIDDEN_USES = "forbidden_uses", _("Forbidden uses")
    MODEL_NOTICE = "model_notice", _("Notice about the AI, in the footer")
    AI_TRANSPARENCY = "ai_transparency", _("Transparency of the AI")
    PERSONAL_DATA = "personal_data", _("Personal data")
    LEGAL_NOTICE = "legal_notice", _("Legal notice")
    ACCESSIBILITY = "accessibility", _("Accessibility")


class BannerLevel(TextChoices):
    """How urgent a banner is; the values are those of the design system."""

    INFO = "info", _("Information")
    WARNING = "warning", _("Warning")
    ALERT = "alert", _("Alert")


class RetentionKind(TextChoices):
    """Kinds of data that are removed after a time, in the order of their removal."""

    DRAFTS = "drafts", _("Drafts")
    RATINGS = "ratings", _("Ratings")
    REVIEWS = "reviews", _("Reviews")
    EXCHANGES = "exchanges", _("Exchanges")
    SEARCHES = "searches", _("Searches")
    GAPS = "gaps", _("Gaps of the sheets")
    NOTICES = "notices", _("Notices")
    TRACES = "traces", _("Technical traces")
