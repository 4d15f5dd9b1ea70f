"""Users: found, invited, changed, suspended. Administrators only."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts import services
from apps.accounts.http import Request
from apps.accounts.models import User
from apps.accounts.permissions import administrator_required
from apps.evaluation.reports import refused_release
from apps.operations.forms.people import InvitationForm, PersonFilterForm, PersonForm
from apps.operations.invitations import send_invitation
from apps.operations.reports import listed_people, person_history
from apps.ui.http import page_or_fragment


@require_safe
@administrator_required
def person_list(request: Request) -> HttpResponse:
    """People by name, role, département and state."""
    form = PersonFilterForm(request.GET)
    page = Paginator(listed_people(**form.filters()), 50).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "refused": refused_release()}
    return page_or_fragment(request, "operations/person_list.html", "people", context)


@require_http_methods(["GET", "HEAD", "POST"])
@administrator_required
def person_new(request: Request) -> HttpResponse:
    """Invite somebody: the link to choose a password is mailed, or shown this once."""
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = services.invite_person(
                facts=form.facts(), email=form.cleaned_data["email"], invited_by=request.user
            )
        except services.EmailTaken as refusal:
            form.add_error("email", str(refusal))
        else:
            return _show_invitation(request, user)
    status = 422 if form.is_bound else 200
    return render(request, "operations/person_new.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@administrator_required
def person_detail(request: Request, pk: UUID) -> HttpResponse:
    """What a person may do; changed here."""
    person = _person(pk)
    form = PersonForm.of(person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_person(user=person, facts=form.facts(), changed_by=request.user)
        except services.OwnRights as refusal:
            form.add_error("roles", str(refusal))
        else:
            messages.success(request, _("Saved: it applies from now on."))
            return redirect("operations:person_detail", pk=pk)
    context = {"person": person, "form": form, "history": person_history(pk)}
    status = 422 if form.is_bound else 200
    return render(request, "operations/person_detail.html", context, status=status)


@require_POST
@administrator_required
def person_suspend(request: Request, pk: UUID) -> HttpResponse:
    """Shut a person out at once."""
    return _act(
        request,
        pk,
        lambda person: services.suspend_person(user=person, suspended_by=request.user),
        _("Suspended: every session of this person is over."),
    )


@require_POST
@administrator_required
def person_reactivate(request: Request, pk: UUID) -> HttpResponse:
    """Let a person sign in again."""
    return _act(
        request,
        pk,
        lambda person: services.reactivate_person(user=person, reactivated_by=request.user),
        _("Reactivated: this person may sign in again."),
    )


@require_POST
@administrator_required
def person_link(request: Request, pk: UUID) -> HttpResponse:
    """A new link to choose a password; the former password no longer works."""
    person = _person(pk)
    services.renew_invitation(user=person, renewed_by=request.user)
    person.refresh_from_db()
    return _show_invitation(request, person)


def _person(pk: UUID) -> User:
    return get_object_or_404(User.objects.select_related("desk__departement"), pk=pk)


def _act(request: Request, pk: UUID, act: Callable[[User], User], done: str) -> HttpResponse:
    try:
        act(_person(pk))
    except services.OwnRights as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("operations:person_detail", pk=pk)


def _show_invitation(request: Request, user: User) -> HttpResponse:
    """In the answer to the POST itself, so that nothing keeps the link."""
    context = {"invitation": send_invitation(user), "person": user}
    return render(request, "operations/invitation.html", context)
