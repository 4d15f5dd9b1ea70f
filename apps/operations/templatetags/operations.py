"""Shows roles and acts in words."""

from collections.abc import Iterable

from django import template

from apps.accounts.enums import Role

register = template.Library()


@register.filter
def role_names(roles: Iterable[str]) -> str:
    """Roles in the order of the enum, in words."""
    held = set(roles)
    return ", ".join(str(role.label) for role in Role if role in held)
