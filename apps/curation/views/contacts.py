"""Contacts that curators publish: listed, added, changed, withdrawn."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.http import Request
from apps.accounts.permissions import curator_required
from apps.curation.contact_forms import ContactFilterForm, ContactForm
from apps.curation.reports import listed_contacts
from apps.curation.views.entries import entry_page
from apps.sheets.models import PublishedContact
from apps.sheets.services.directory import republish_entry, withdraw_entry


@require_safe
@curator_required
def contact_list(request: Request) -> HttpResponse:
    """Contacts by words, operator and state."""
    form = ContactFilterForm(request.GET)
    page = Paginator(listed_contacts(**form.filters()), 50).get_page(request.GET.get("page"))
    return render(request, "curation/contact_list.html", {"form": form, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def contact_new(request: Request) -> HttpResponse:
    """A new contact."""
    return _contact_page(request, PublishedContact())


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def contact_change(request: Request, pk: int) -> HttpResponse:
    """Change a contact."""
    return _contact_page(request, get_object_or_404(PublishedContact, pk=pk))


@require_POST
@curator_required
def contact_withdraw(request: Request, pk: int) -> HttpResponse:
    """Stop giving a contact."""
    contact = get_object_or_404(PublishedContact, pk=pk)
    withdraw_entry(entry=contact, withdrawn_by=request.user)
    messages.success(request, _("“%(name)s” is withdrawn.") % {"name": contact.name})
    return redirect("curation:contact_list")


@require_POST
@curator_required
def contact_republish(request: Request, pk: int) -> HttpResponse:
    """Give a withdrawn contact again."""
    contact = get_object_or_404(PublishedContact, pk=pk)
    republish_entry(entry=contact, republished_by=request.user)
    messages.success(request, _("“%(name)s” is published again.") % {"name": contact.name})
    return redirect("curation:contact_list")


def _contact_page(request: Request, contact: PublishedContact) -> HttpResponse:
    form = ContactForm(request.POST or None, instance=contact)
    template = "curation/contact_entry.html"
    return entry_page(request, form, template=template, listed="curation:contact_list")
