"""Forms of the reading pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.sheets.reports import Facet


class SheetFilterForm(forms.Form):
    """What the list of sheets is narrowed to."""

    q = forms.CharField(label=_("Search the sheets"), required=False, max_length=300)
    operator = forms.ChoiceField(label=_("Operator"), required=False)
    theme = forms.ChoiceField(label=_("Theme"), required=False)

    def __init__(self, *args: object, operators: list[Facet], themes: list[Facet]) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        for name, facets, every in (
            ("operator", operators, _("All operators")),
            ("theme", themes, _("All themes")),
        ):
            choices = [(facet.value, f"{facet.label} ({facet.count})") for facet in facets]
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", every), *choices]
            field.widget.attrs["class"] = "fr-select"

    def filters(self) -> dict[str, str]:
        """Arguments of `list_revisions`; what is not valid is left out."""
        self.is_valid()
        return {
            "query": self.cleaned_data.get("q", "").strip(),
            "operator": self.cleaned_data.get("operator", ""),
            "theme": self.cleaned_data.get("theme", ""),
        }
