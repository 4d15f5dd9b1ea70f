"""Signing out is an act of Django, heard as a signal: open sockets are told to look."""

from functools import partial
from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.db import transaction
from django.dispatch import receiver

from apps.accounts.models import User
from apps.conversations.announcements import announce_now, session_ended, user_group


@receiver(user_logged_out)
def tell_sockets(user: User | None, **kwargs: Any) -> None:
    """Each socket of the person checks its own session, once this one is gone."""
    if user is not None:
        transaction.on_commit(partial(announce_now, user_group(user.pk), session_ended()))
