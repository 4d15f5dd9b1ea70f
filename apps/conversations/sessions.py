"""Who stands behind a socket, asked again and again: sockets outlive sessions, roles and people."""

from importlib import import_module
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user

from apps.accounts.models import User

_SessionStore: Any = import_module(settings.SESSION_ENGINE).SessionStore


def person_of_session(session_key: str | None) -> User | None:
    """The active person signed in under this session now; None once it ended.

    A changed password or a deactivation ends it too (Django's own rules, by `get_user`).
    """
    if not session_key or not _SessionStore().exists(session_key):
        return None
    request: Any = SimpleNamespace(session=_SessionStore(session_key))
    user = get_user(request)
    return user if isinstance(user, User) else None
