"""What administrators put above and below every page, without a query."""

from django.http import HttpRequest
from django.utils import timezone

from apps.operations.in_force import in_force
from apps.operations.texts import default_source


def notices(request: HttpRequest) -> dict[str, object]:
    """The banner of the moment, and the notice about the AI."""
    now = timezone.now()
    return {
        "banner": in_force().banner(now),
        "model_notice": in_force().model_notice or default_source("model_notice", "fr"),
    }
