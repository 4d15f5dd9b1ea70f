"""Telling a person something, and knowing that they read it."""

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.notices.models import Notice, NoticeKind


def notify(
    *, recipient: User, kind: NoticeKind, title: str, text: str = "", url: str = ""
) -> Notice:
    """Put a notice into somebody's inbox; `text` must have passed masking."""
    return Notice.objects.create(recipient=recipient, kind=kind, title=title, text=text, url=url)


@transaction.atomic
def mark_read(*, notice: Notice) -> None:
    """Record the first time that a notice was read."""
    if notice.read_at is None:
        notice.read_at = timezone.now()
        notice.save(update_fields=["read_at"])
