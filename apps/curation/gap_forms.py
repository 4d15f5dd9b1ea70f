"""Forms of the board of gaps."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.departements import departement_choices
from apps.answering.masking import MaskedText, mask
from apps.curation.enums import GapStatus
from apps.sheets.models import OPERATOR_CHOICES, Sheet


class GapFilterForm(forms.Form):
    """Which gaps to list."""

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Not closed")), *GapStatus.choices]
    )
    month = forms.ChoiceField(label=_("Month"), required=False)
    operator = forms.ChoiceField(
        label=_("Operator"), required=False, choices=[("", _("All operators")), *OPERATOR_CHOICES]
    )
    departement = forms.ChoiceField(label=_("Département"), required=False)

    def __init__(self, data: Any, *, months: list[date]) -> None:
        super().__init__(data)
        shown = [(f"{month:%Y-%m}", f"{month:%m/%Y}") for month in months]
        for name, choices in (
            ("month", [("", _("All months")), *shown]),
            ("departement", [("", _("All départements")), *departement_choices()]),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def filters(self) -> dict[str, Any]:
        """The valid part of what was asked."""
        self.is_valid()
        found = {name: self.cleaned_data.get(name) or "" for name in self.fields}
        month = found["month"]
        return found | {"month": date.fromisoformat(f"{month}-01") if month else None}


class SheetOfGapForm(forms.Form):
    """The published sheet that is said to answer a gap."""

    sheet = forms.CharField(label=_("Number of the sheet that answers"), max_length=60)

    def clean_sheet(self) -> Sheet:
        sheet = Sheet.objects.filter(external_id=self.cleaned_data["sheet"].strip()).first()
        if sheet is None or not sheet.revisions.published().exists():
            raise forms.ValidationError(_("No published sheet has this number."))
        return sheet


class DismissalForm(forms.Form):
    """Why no sheet will answer."""

    reason = forms.CharField(
        label=_("Why it is set aside"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def masked(self) -> MaskedText:
        return mask(self.cleaned_data["reason"])
