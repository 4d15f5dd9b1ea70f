"""Health for the host, the Journal for administrators."""

from hmac import compare_digest

from django.conf import settings
from django.core.paginator import Paginator
from django.db import OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_safe
from django_prometheus.exports import ExportToDjangoView

from apps.accounts.http import Request
from apps.accounts.permissions import administrator_required, public
from apps.evaluation.reports import release_state
from apps.llm.health import configured_monitor, search_states
from apps.operations.enums import TextName
from apps.operations.forms.journal import JournalFilterForm
from apps.operations.readiness import warmed
from apps.operations.reports import journal_entries, text_in_force
from apps.operations.retention import RETAINED
from apps.operations.texts import as_html
from apps.ui.http import page_or_fragment
from apps.ui.navigation import menu

TITLES: dict[str, Promise] = {
    "help": _("Help"),
    "accessibility": _("Accessibility"),
    "personal_data": _("Personal data"),
    "legal_notice": _("Legal notice"),
    "ai_transparency": _("Transparency of the AI"),
    "forbidden_uses": _("Forbidden uses"),
}


@require_GET
@public
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"ok": True})


@require_GET
@public
def readyz(request: HttpRequest) -> JsonResponse:
    """The process can serve: its database answers, and masking is loaded.

    The state of the models is told too (without them answers go on, made of extracts), and what the
    release gate says: a refused release does not start where RELEASE_GATE is on.
    """
    ready = {"database": _database_answers(), "masking": warmed.is_set()}
    ok = all(ready.values())
    models = {"model": configured_monitor().state, **search_states()}
    release = release_state() if ready["database"] else "unknown"
    return JsonResponse(
        {"ok": ok, **ready, **models, "release": release}, status=200 if ok else 503
    )


@require_GET
@public
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus: to who holds the token; without one, outside production only."""
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
    wanted = settings.METRICS_TOKEN
    if wanted and not compare_digest(sent.encode(), wanted.encode()):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    if settings.PRODUCTION and not wanted:
        raise Http404
    response: HttpResponse = ExportToDjangoView(request)
    return response


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except OperationalError:
        return False
    return True


@require_safe
@administrator_required
def journal(request: Request) -> HttpResponse:
    """What happened, newest first."""
    form = JournalFilterForm(request.GET)
    entries = journal_entries(**form.filters())
    page = Paginator(entries, 50).get_page(request.GET.get("page"))
    context = {"form": form, "page": page}
    return page_or_fragment(request, "operations/journal.html", "entries", context)


@require_safe
@public
def text_page(request: HttpRequest, name: str) -> HttpResponse:
    """One of the long texts of the service."""
    text = as_html(text_in_force(name, get_language() or "fr"))
    retained = RETAINED if name == TextName.PERSONAL_DATA else ()
    context = {"title": TITLES[name], "text": text, "retained": retained}
    return render(request, "operations/text_page.html", context)


@require_safe
@public
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every page that the visitor may open from the menu and the footer."""
    return render(request, "operations/sitemap.html", {"pages": menu(request.user, request.path)})
