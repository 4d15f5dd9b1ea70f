"""Addresses that the weekly check found broken, and where they are named."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.http import Request
from apps.accounts.permissions import curator_required
from apps.curation.broken_links import with_places
from apps.sheets.models import LinkCheck


@require_safe
@curator_required
def link_list(request: Request) -> HttpResponse:
    """Broken addresses, each with the sheets and the contacts to mend."""
    page = Paginator(LinkCheck.objects.broken(), 50).get_page(request.GET.get("page"))
    context = {"page": page, "rows": with_places(page.object_list)}
    return render(request, "curation/link_list.html", context)
