"""Online services: added, corrected, withdrawn, one by one; those of imported sheets too."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.http import Request
from apps.accounts.permissions import curator_required
from apps.curation.enums import ServiceOrigin
from apps.curation.service_forms import ServiceFilterForm, ServiceForm
from apps.curation.service_listing import (
    as_imported,
    correction_of,
    imported_services,
    listed_services,
)
from apps.curation.views.entries import entry_page
from apps.sheets.models import PublishedService
from apps.sheets.services.directory import (
    drop_correction,
    hide_service,
    republish_entry,
    withdraw_entry,
)


@require_safe
@curator_required
def service_list(request: Request) -> HttpResponse:
    """Those kept here or those that imported sheets name, by words, operator and state."""
    form = ServiceFilterForm(request.GET)
    origin = form.origin_asked
    list_of = imported_services if origin == ServiceOrigin.IMPORTED else listed_services
    page = Paginator(list_of(**form.filters()), 50).get_page(request.GET.get("page"))
    context = {"form": form, "origin": origin, "page": page}
    return render(request, "curation/service_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def service_new(request: Request) -> HttpResponse:
    """A new online service."""
    return _service_page(request, PublishedService())


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def service_change(request: Request, pk: int) -> HttpResponse:
    """Change one that is kept here, a correction or not."""
    return _service_page(request, get_object_or_404(PublishedService, pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def service_correct(request: Request, imported_id: str) -> HttpResponse:
    """Correct one that imported sheets name."""
    return _service_page(request, _correction(imported_id))


@require_POST
@curator_required
def service_hide(request: Request, imported_id: str) -> HttpResponse:
    """Stop giving one that imported sheets name."""
    service = _correction(imported_id)
    hide_service(service=service, hidden_by=request.user)
    messages.success(request, _("“%(name)s” is withdrawn.") % {"name": service.title})
    return redirect("curation:service_list")


@require_POST
@curator_required
def service_withdraw(request: Request, pk: int) -> HttpResponse:
    """Stop giving one."""
    service = get_object_or_404(PublishedService, pk=pk)
    withdraw_entry(entry=service, withdrawn_by=request.user)
    messages.success(request, _("“%(name)s” is withdrawn.") % {"name": service.title})
    return redirect("curation:service_list")


@require_POST
@curator_required
def service_republish(request: Request, pk: int) -> HttpResponse:
    """Give a withdrawn one again."""
    service = get_object_or_404(PublishedService, pk=pk)
    republish_entry(entry=service, republished_by=request.user)
    messages.success(request, _("“%(name)s” is published again.") % {"name": service.title})
    return redirect("curation:service_list")


@require_POST
@curator_required
def service_as_imported(request: Request, pk: int) -> HttpResponse:
    """Give it as the imported sheets name it again."""
    service = get_object_or_404(PublishedService.objects.exclude(imported_id=""), pk=pk)
    drop_correction(service=service, dropped_by=request.user)
    text = _("“%(name)s” is given as the imported sheets name it.")
    messages.success(request, text % {"name": service.title})
    return redirect("curation:service_list")


def _correction(imported_id: str) -> PublishedService:
    service = correction_of(imported_id)
    if service is None:
        raise Http404
    return service


def _service_page(request: Request, service: PublishedService) -> HttpResponse:
    form = ServiceForm(request.POST or None, instance=service)
    return entry_page(
        request,
        form,
        template="curation/service_entry.html",
        listed="curation:service_list",
        imported=as_imported(service),
    )
