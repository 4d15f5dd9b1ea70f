"""Health for the host, the Journal for administrators."""

from django.core.paginator import Paginator
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_safe

from apps.accounts.http import Request
from apps.accounts.permissions import administrator_required, public
from apps.operations.forms import JournalFilterForm
from apps.operations.reports import journal_entries
from apps.ui.http import page_or_fragment


@require_GET
@public
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"ok": True})


@require_GET
@public
def readyz(request: HttpRequest) -> JsonResponse:
    """The process can serve: its database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except OperationalError:
        return JsonResponse({"ok": False, "database": False}, status=503)
    return JsonResponse({"ok": True, "database": True})


@require_safe
@administrator_required
def journal(request: Request) -> HttpResponse:
    """What happened, newest first."""
    form = JournalFilterForm(request.GET)
    entries = journal_entries(**form.filters())
    page = Paginator(entries, 50).get_page(request.GET.get("page"))
    context = {"form": form, "page": page}
    return page_or_fragment(request, "operations/journal.html", "entries", context)
