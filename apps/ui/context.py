"""What every page knows of the site, without a query."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """Name and theme of the site; stands in for the design system's own database row."""
    return {
        "SITE_CONFIG": {
            "site_title": "Assistant France services",
            "is_neutral": settings.UI_THEME == "neutral",
        },
        "is_demonstration": settings.DEMONSTRATION,
        "session_seconds": settings.SESSION_COOKIE_AGE,
    }
