"""Forms of the reading pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.sheets.models.sheets import OPERATOR_CHOICES


class SheetFilterForm(forms.Form):
    """What the list of sheets is narrowed to."""

    q = forms.CharField(label=_("Search the sheets"), required=False, max_length=300)
    operator = forms.ChoiceField(required=False, choices=OPERATOR_CHOICES)
    theme = forms.CharField(required=False, max_length=20)

    def filters(self) -> dict[str, str]:
        """Arguments of `list_sheets`; what is not valid is left out."""
        self.is_valid()
        return {
            "query": self.cleaned_data.get("q", "").strip(),
            "operator": self.cleaned_data.get("operator", ""),
            "theme": self.cleaned_data.get("theme", ""),
        }
