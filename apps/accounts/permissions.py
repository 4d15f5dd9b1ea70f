"""Who may call a view: exactly one of these decorators stands above each view."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase

from apps.accounts.enums import Role
from apps.accounts.http import Request

View = Callable[..., HttpResponseBase]


def _requires(*roles: Role) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.has_role(*roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.roles = frozenset(roles)  # type: ignore[attr-defined]
        return guarded

    return decorate


counsellor_required = _requires(Role.COUNSELLOR)
supervisor_required = _requires(Role.SUPERVISOR)
curator_required = _requires(Role.CURATOR)
keeper_required = _requires(Role.SUPERVISOR, Role.CURATOR)  # of réponses types
administrator_required = _requires(Role.ADMINISTRATOR)
# Either side of a help: what each may do in it is asked again of the help itself.
help_party_required = _requires(Role.COUNSELLOR, Role.SUPERVISOR)
staff_required = _requires(*Role)


def before_terms(view: View) -> View:
    """Open to people who have not accepted the terms of use yet."""
    view.is_before_terms = True  # type: ignore[attr-defined]
    return view


def passive(view: View) -> View:
    """Called by pages of their own accord: no act of the person, the session goes on ending."""
    view.is_passive = True  # type: ignore[attr-defined]
    return view


def public(view: View) -> View:
    """Open to anyone; the test of the URLs lists each with its reason."""
    opened = login_not_required(view)
    opened.roles = frozenset()  # type: ignore[attr-defined]
    return opened
