"""Contacts and procedures that curators publish: listed, added, changed, withdrawn."""

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
from apps.sheets.models import PublishedContact
from apps.sheets.services.directory import (
    ContactConflict,
    republish_contact,
    save_contact,
    withdraw_contact,
)


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
    withdraw_contact(contact=contact, withdrawn_by=request.user)
    messages.success(request, _("“%(name)s” is withdrawn.") % {"name": contact.name})
    return redirect("curation:contact_list")


@require_POST
@curator_required
def contact_republish(request: Request, pk: int) -> HttpResponse:
    """Give a withdrawn contact again."""
    contact = get_object_or_404(PublishedContact, pk=pk)
    republish_contact(contact=contact, republished_by=request.user)
    messages.success(request, _("“%(name)s” is published again.") % {"name": contact.name})
    return redirect("curation:contact_list")


def _contact_page(request: Request, contact: PublishedContact) -> HttpResponse:
    form = ContactForm(request.POST or None, instance=contact)
    if request.method == "POST" and form.is_valid():
        try:
            save_contact(
                contact=form.save(commit=False),
                saved_by=request.user,
                version=form.cleaned_data["version"],
            )
        except ContactConflict as conflict:
            return _conflict(request, form, conflict.current)
        messages.success(request, _("Saved. The next answers use it."))
        return redirect("curation:contact_list")
    status = 422 if form.is_bound else 200
    return render(request, "curation/contact_entry.html", {"form": form}, status=status)


def _conflict(request: Request, form: ContactForm, current: PublishedContact) -> HttpResponse:
    """What was typed, beside what is kept now; sent again, it replaces that knowingly."""
    form.data = {**request.POST.dict(), "version": str(current.version)}
    context = {"form": form, "current": current, "stored": form.differences(current)}
    return render(request, "curation/contact_entry.html", context, status=409)
