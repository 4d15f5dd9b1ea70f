"""What concerns a person alone: terms of use, display, the screen turned to a citizen, session."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts import services, sessions, terms
from apps.accounts.enums import Shortcut
from apps.accounts.forms import AcceptanceForm, DisplayForm, FacingForm
from apps.accounts.http import Request
from apps.accounts.permissions import before_terms, passive, staff_required

_READ_KEY = "terms_read"


@before_terms
@staff_required
@require_http_methods(["GET", "POST"])
def terms_screen(request: Request, step: int = 1) -> HttpResponseBase:
    """One of the five screens, each opened by the one before; the last one is accepted."""
    screens = terms.screens(get_language() or "fr")
    furthest = len(screens) if terms.has_accepted_terms(request.user) else _read(request) + 1
    if not 1 <= step <= min(furthest, len(screens)):
        return redirect("accounts:terms_screen", min(furthest, len(screens)))
    is_last = step == len(screens)
    if request.method == "POST" and not is_last:
        request.session[_READ_KEY] = [terms.current_version(), max(step, _read(request))]
        return redirect("accounts:terms_screen", step + 1)
    form = AcceptanceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        services.accept_terms(user=request.user, version=terms.current_version())
        return redirect("/")
    following = None if is_last else screens[step]
    context = {"screen": screens[step - 1], "step": step, "steps": len(screens), "form": form}
    context |= {"following": following, "has_accepted": terms.has_accepted_terms(request.user)}
    return render(request, "accounts/terms_screen.html", context)


def _read(request: Request) -> int:
    """How many screens of this very text were read in this session."""
    version, number = request.session.get(_READ_KEY, ("", 0))
    return int(number) if version == terms.current_version() else 0


@staff_required
@require_http_methods(["GET", "POST"])
def display_settings(request: Request) -> HttpResponseBase:
    """*Paramètres d'affichage*."""
    if request.method == "POST":
        form = DisplayForm(request.POST)
        if form.is_valid():
            services.set_display(user=request.user, display=form.display)
            messages.success(request, _("Your settings are kept."))
            return redirect("accounts:display_settings")
    else:
        form = DisplayForm(initial=request.user.display.to_json())
    context = {"form": form, "all_shortcuts": list(Shortcut)}
    return render(request, "accounts/display_settings.html", context)


@staff_required
@require_POST
def face_citizen(request: Request) -> HttpResponseBase:
    """*Mode face à l'usager*, for this session only."""
    form = FacingForm(request.POST)
    request.session[sessions.FACING_KEY] = form.is_valid() and form.cleaned_data["on"]
    if request.htmx:
        return HttpResponse(status=204)
    origin = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(origin, {request.get_host()})
    return redirect(origin if is_ours else "/")


@before_terms
@passive
@staff_required
@require_http_methods(["GET", "POST"])
def session(request: Request) -> JsonResponse:
    """How long the session lasts if nothing is done; POST is an act that moves its end away.

    The token lets a page that outlived its session go on after a new sign-in.
    """
    if request.method == "POST":
        sessions.note_act(request.session, at_once=True)
        request.session.save()
    return JsonResponse(
        {"seconds": sessions.seconds_left(request.session), "token": get_token(request)}
    )
