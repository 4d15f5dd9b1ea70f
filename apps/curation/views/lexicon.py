"""Acronyms and synonyms: read, changed, imported and exported without deployment."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.http import Request
from apps.accounts.permissions import curator_required
from apps.curation.forms import LexiconEntryForm, LexiconFileForm, LexiconFilterForm
from apps.curation.lexicon_file import BadLine, read_file, write_file
from apps.curation.lexicon_listing import entry_words, lexicon_rows, own_words, shipped_words
from apps.sheets.models import LexiconEntry
from apps.sheets.services.lexicon import (
    EntryRefusal,
    EntryWords,
    add_entry,
    change_entry,
    import_entries,
)


@require_safe
@curator_required
def lexicon_list(request: Request) -> HttpResponse:
    """Shipped entries and our own, by words, heading and origin."""
    form = LexiconFilterForm(request.GET)
    page = Paginator(lexicon_rows(**form.filters()), 50).get_page(request.GET.get("page"))
    return render(request, "curation/lexicon_list.html", {"form": form, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def lexicon_new(request: Request) -> HttpResponse:
    """A new entry; with `?group=&official=`, one in place of a shipped one."""
    shipped = shipped_words(request.GET.get("group", ""), request.GET.get("official", ""))
    return _entry_page(
        request, shipped, lambda words: add_entry(words=words, added_by=request.user)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def lexicon_change(request: Request, pk: int) -> HttpResponse:
    """Change one of our entries, disable it or put it back in use."""
    entry = get_object_or_404(LexiconEntry, pk=pk)
    return _entry_page(
        request,
        entry_words(entry),
        lambda words: change_entry(entry=entry, words=words, changed_by=request.user),
        entry,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def lexicon_import(request: Request) -> HttpResponse:
    """Add the entries of a file, all or none."""
    form = LexiconFileForm(request.POST or None, request.FILES or None)
    bad: list[BadLine] = []
    if request.method == "POST" and form.is_valid():
        entries, bad = read_file(form.cleaned_data["file"].read())
        if not bad:
            count = import_entries(entries=entries, imported_by=request.user)
            text = ngettext("%(count)d entry changed.", "%(count)d entries changed.", count)
            messages.success(request, text % {"count": count})
            return redirect("curation:lexicon_list")
    status = 422 if form.is_bound else 200
    context = {"form": form, "bad": bad}
    return render(request, "curation/lexicon_import.html", context, status=status)


@require_safe
@curator_required
def lexicon_export(request: Request) -> HttpResponse:
    """Our entries as a file; with `?tout=1` the shipped ones too."""
    everything = request.GET.get("tout") == "1"
    entries = [row.words for row in lexicon_rows()] if everything else own_words()
    response = HttpResponse(write_file(entries), content_type="text/csv; charset=utf-8")
    name = f"sigles-et-synonymes-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _entry_page(
    request: Request,
    words: EntryWords | None,
    keep: Callable[[EntryWords], LexiconEntry],
    entry: LexiconEntry | None = None,
) -> HttpResponse:
    form = LexiconEntryForm(
        request.POST or None, initial=LexiconEntryForm.initial_of(words) if words else None
    )
    if request.method == "POST" and form.is_valid():
        try:
            keep(form.words())
        except EntryRefusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved. Search uses it within a minute."))
            return redirect("curation:lexicon_list")
    status = 422 if form.is_bound else 200
    context = {"form": form, "entry": entry, "is_shipped": bool(words) and entry is None}
    return render(request, "curation/lexicon_entry.html", context, status=status)
