"""The demonstration accounts, for the sign-in page of a demonstration."""

from django import template
from django.conf import settings

from apps.operations.demonstration.people import PASSWORD, PEOPLE

register = template.Library()


@register.simple_tag
def demonstration() -> dict[str, object]:
    """People and password of the demonstration; nothing elsewhere."""
    return {"people": PEOPLE, "password": PASSWORD} if settings.DEMONSTRATION else {}
