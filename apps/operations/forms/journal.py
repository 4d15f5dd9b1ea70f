"""Form of the Journal."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from dsfr.forms import DsfrBaseForm

from apps.audit.enums import EventKind


class JournalFilterForm(DsfrBaseForm):  # type: ignore[misc]  # the library is untyped
    """Which events to show."""

    kind = forms.ChoiceField(
        label=_("Act"), required=False, choices=[("", _("All acts")), *EventKind.choices]
    )
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def filters(self) -> dict[str, Any]:
        """The valid part of what was asked."""
        self.is_valid()
        kind: str = self.cleaned_data.get("kind") or ""
        since: date | None = self.cleaned_data.get("since")
        until: date | None = self.cleaned_data.get("until")
        return {"kind": kind, "since": since, "until": until}
