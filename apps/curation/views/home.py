"""The first page of curators."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from apps.accounts.http import Request
from apps.accounts.permissions import curator_required
from apps.curation import reports
from apps.ui.http import page_or_fragment


@require_safe
@curator_required
def curation_home(request: Request) -> HttpResponse:
    """What waits for a curator."""
    context = {"counts": reports.home_counts(request.user)}
    return page_or_fragment(request, "curation/curation_home.html", "indexing", context)
