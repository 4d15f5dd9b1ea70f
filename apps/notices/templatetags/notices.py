"""How many notices wait, for the header of every whole page: one indexed count."""

from django import template

from apps.accounts.models import User
from apps.notices.models import Notice

register = template.Library()


@register.simple_tag
def unread_notices(user: User) -> int:
    """Notices that this person has not read."""
    return Notice.objects.filter(recipient=user, read_at__isnull=True).count()
