"""Signing in and out leaves a trace; these are acts of allauth and Django, heard as signals."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from apps.accounts import sessions
from apps.accounts.models import User
from apps.audit.enums import EventKind
from apps.audit.services import append_event


@transaction.atomic
def _record(kind: EventKind, user: User | None) -> None:
    append_event(
        kind=kind,
        actor_id=user.pk if user else None,
        subject_type="user",
        subject_id=user.pk if user else "",
    )


@receiver(user_logged_in)
def record_sign_in(user: User, request: HttpRequest, **kwargs: Any) -> None:
    sessions.begin(request.session)
    _record(EventKind.SIGNED_IN, user)


@receiver(user_logged_out)
def record_sign_out(user: User | None, **kwargs: Any) -> None:
    if user is not None:
        _record(EventKind.SIGNED_OUT, user)


@receiver(user_login_failed)
def record_failed_sign_in(**kwargs: Any) -> None:
    _record(EventKind.SIGN_IN_FAILED, None)
