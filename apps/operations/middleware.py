"""Maintenance mode: 503 for everybody but administrators, for as long as a banner says."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from apps.accounts.enums import Role
from apps.accounts.models import User
from apps.operations.in_force import in_force

# Signing in stays open, so that an administrator can end the maintenance; probes stay truthful.
_OPEN = ("/compte/", "/healthz", "/readyz", "/metrics", "/static/")


class MaintenanceMiddleware:
    """Stands after authentication."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        banner = in_force().closing()
        if banner is None or request.path.startswith(_OPEN) or _is_administrator(request):
            return self.get_response(request)
        response = render(request, "operations/maintenance.html", {"closing": banner}, status=503)
        seconds = (banner.ends_at - timezone.now()).total_seconds()
        response.headers["Retry-After"] = str(max(1, int(seconds)))
        response.headers["Cache-Control"] = "no-store"
        return response


def _is_administrator(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.has_role(Role.ADMINISTRATOR)
