"""What stands before every page of somebody signed in: the session's clock, the terms of use."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from apps.accounts.http import Request
from apps.accounts.sessions import is_worn_out, note_act
from apps.accounts.terms import has_accepted_terms


class SignInMiddleware(LoginRequiredMiddleware):
    """Sends whoever is signed out to the sign-in page; a part of a page is told so instead.

    htmx would follow the redirection and take the sign-in page for an answer that all went well.
    """

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        if request.headers.get("HX-Request"):
            return HttpResponse(status=401)
        return super().handle_no_permission(request, view_func)


class SessionClockMiddleware:
    """Ends a session that lasted a day's work; any page but a passive one moves its end away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and is_worn_out(request.session):
            logout(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *args: object) -> None:
        if request.user.is_authenticated and not getattr(view, "is_passive", False):
            note_act(request.session)


class TermsMiddleware:
    """Nothing opens before the terms are accepted but themselves, the way out, public pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Request, view: Any, *args: object) -> HttpResponseBase | None:
        is_open = getattr(view, "is_before_terms", False) or not getattr(
            view, "login_required", True
        )
        if is_open or not request.user.is_authenticated or has_accepted_terms(request.user):
            return None
        address = reverse("accounts:terms")
        return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
