"""What every page knows of the site, without a query."""

from django.conf import settings
from django.http import HttpRequest


def is_neutral() -> bool:
    """Whether the State's brand is left out; asked too by a page rendered without context."""
    return str(settings.UI_THEME) == "neutral"


def site(request: HttpRequest) -> dict[str, object]:
    """Name and theme of the site; stands in for the design system's own database row."""
    return {
        "SITE_CONFIG": {
            "site_title": "Assistant France services",
            "is_neutral": is_neutral(),
        },
        "is_demonstration": settings.DEMONSTRATION,
        "session_seconds": settings.SESSION_COOKIE_AGE,
    }
