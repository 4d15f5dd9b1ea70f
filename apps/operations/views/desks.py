"""Desks: found, imported from the national list, closed once nothing hangs on them."""

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts import services
from apps.accounts.http import Request
from apps.accounts.models import Desk
from apps.accounts.permissions import administrator_required
from apps.operations.forms.people import DeskFilterForm, DeskImportForm, OtherDeskForm, desk_label
from apps.operations.reports import desk_belongings, listed_desks
from apps.sheets.services import desks as sheet_services
from apps.ui.http import page_or_fragment

_SUGGESTED = 20
T = TypeVar("T")


@require_safe
@administrator_required
def desk_list(request: Request) -> HttpResponse:
    """Desks by words, département and state."""
    form = DeskFilterForm(request.GET)
    page = Paginator(listed_desks(**form.filters()), 50).get_page(request.GET.get("page"))
    context = {"form": form, "page": page}
    return page_or_fragment(request, "operations/desk_list.html", "desks", context)


@require_safe
@administrator_required
def desk_options(request: Request) -> HttpResponse:
    """Open desks that match what is being typed (`?desk=`), as options of a text field."""
    words = request.GET.get("desk", "").strip()
    found = Desk.objects.open().holding_words(words)[:_SUGGESTED] if len(words) > 1 else []
    options = [desk_label(desk) for desk in found]
    return render(request, "operations/_desk_options.html", {"options": options})


@require_http_methods(["GET", "HEAD", "POST"])
@administrator_required
def desk_import(request: Request) -> HttpResponse:
    """Read the national list; lines that are refused are shown with their reason."""
    form = DeskImportForm(request.POST or None, request.FILES or None)
    report = None
    if request.method == "POST" and form.is_valid():
        try:
            report = services.import_desks(
                content=form.cleaned_data["file"], imported_by=request.user
            )
        except services.DeskRefusal as refusal:
            form.add_error("file", str(refusal))
    status = 422 if form.is_bound and report is None else 200
    context = {"form": form, "report": report}
    return render(request, "operations/desk_import.html", context, status=status)


@require_safe
@administrator_required
def desk_detail(request: Request, pk: int) -> HttpResponse:
    """A desk, and what hangs on it."""
    return _show(request, get_object_or_404(Desk, pk=pk), OtherDeskForm())


@require_POST
@administrator_required
def desk_close(request: Request, pk: int) -> HttpResponse:
    """Close an empty desk."""
    return _act(
        request,
        pk,
        lambda desk: sheet_services.close_desk(desk=desk, closed_by=request.user),
        lambda _desk: _("The desk is closed."),
    )


@require_POST
@administrator_required
def desk_reopen(request: Request, pk: int) -> HttpResponse:
    """Open a closed desk again."""
    return _act(
        request,
        pk,
        lambda desk: services.reopen_desk(desk=desk, reopened_by=request.user),
        lambda _desk: _("The desk is open again."),
    )


@require_POST
@administrator_required
def desk_withdraw_sheets(request: Request, pk: int) -> HttpResponse:
    """Withdraw all local sheets of a desk."""
    return _act(
        request,
        pk,
        lambda desk: sheet_services.withdraw_desk_sheets(desk=desk, withdrawn_by=request.user),
        _sheets_withdrawn,
    )


@require_POST
@administrator_required
def desk_move(request: Request, pk: int) -> HttpResponse:
    """Give the people, or the local sheets, of a desk to another one."""
    desk = get_object_or_404(Desk, pk=pk)
    form = OtherDeskForm(request.POST)
    if not form.is_valid():
        return _show(request, desk, form, status=422)
    to = form.cleaned_data["desk"]
    if "sheets" in request.POST:
        return _act(
            request,
            pk,
            lambda desk: sheet_services.move_sheets(desk=desk, to=to, moved_by=request.user),
            _sheets_moved,
        )
    return _act(
        request,
        pk,
        lambda desk: services.move_people(desk=desk, to=to, moved_by=request.user),
        _people_moved,
    )


def _show(request: Request, desk: Desk, form: OtherDeskForm, status: int = 200) -> HttpResponse:
    context = {"desk": desk, "belongings": desk_belongings(desk), "form": form}
    return render(request, "operations/desk_detail.html", context, status=status)


def _act(
    request: Request, pk: int, act: Callable[[Desk], T], done: Callable[[T], str]
) -> HttpResponse:
    """Carry out an act on a desk and say what came of it; a refusal is said on the same page."""
    try:
        result = act(get_object_or_404(Desk, pk=pk))
    except services.DeskInUse as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done(result))
    return redirect("operations:desk_detail", pk=pk)


def _people_moved(count: int) -> str:
    said = ngettext("%(count)s person moved.", "%(count)s people moved.", count)
    return said % {"count": count}


def _sheets_moved(count: int) -> str:
    said = ngettext("%(count)s local sheet moved.", "%(count)s local sheets moved.", count)
    return said % {"count": count}


def _sheets_withdrawn(count: int) -> str:
    said = ngettext("%(count)s local sheet withdrawn.", "%(count)s local sheets withdrawn.", count)
    return said % {"count": count}
