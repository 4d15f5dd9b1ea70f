"""The page of a contact or of an online service: its form, saved or in conflict."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from apps.accounts.http import Request
from apps.curation.contact_forms import EntryForm
from apps.sheets.services.directory import EntryConflict, save_entry


def entry_page(
    request: Request, form: EntryForm, *, template: str, listed: str, **more: object
) -> HttpResponse:
    """The form in `template`; once saved, on to the list of that name."""
    if request.method == "POST" and form.is_valid():
        try:
            save_entry(
                entry=form.save(commit=False),
                saved_by=request.user,
                version=form.cleaned_data["version"],
            )
        except EntryConflict as conflict:
            # What was typed, beside what is kept now; sent again, it replaces that knowingly.
            current = conflict.current
            form.data = {**request.POST.dict(), "version": str(current.version)}
            more |= {"current": current, "stored": form.differences(current)}
            return render(request, template, {"form": form, **more}, status=409)
        messages.success(request, _("Saved. The next answers use it."))
        return redirect(listed)
    status = 422 if form.is_bound else 200
    return render(request, template, {"form": form, **more}, status=status)
