"""Forms of the online services: which to list, one of them."""

from typing import ClassVar

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from apps.curation.contact_forms import ContactFilterForm, EntryForm, HttpsField
from apps.curation.enums import ServiceOrigin, ServiceState
from apps.sheets.models import PublishedService, Sheet

_IS_CERFA = RegexValidator(r"^\d{5}(\*\d{2})?$", _("Give five digits, such as 12100 or 12100*02."))


class ServiceFilterForm(ContactFilterForm):
    """Which online services to list."""

    words = forms.CharField(
        label=_("Title, address, Cerfa number or sheet"), required=False, max_length=100
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All states")), *ServiceState.choices]
    )
    origin = forms.ChoiceField(label=_("Origin"), required=False, choices=ServiceOrigin.choices)
    field_order = ("origin", "words", "operator", "state")

    @property
    def origin_asked(self) -> str:
        self.is_valid()
        return self.cleaned_data.get("origin") or ServiceOrigin.KEPT


class ServiceForm(EntryForm):
    """One online service; the correction of an imported one keeps to the sheets of the import."""

    class Meta:
        model = PublishedService
        fields = (
            "title",
            "operator",
            "kind",
            "url",
            "cerfa",
            "departement",
            "sheet_ids",
            "imported_id",
        )
        help_texts: ClassVar = {"cerfa": _("Such as 12100 or 12100*02.")}

    url = HttpsField(
        label=_("Address"),
        help_text=_("It begins with https://."),
        max_length=800,
        assume_scheme="https",
    )
    sheet_ids = SimpleArrayField(
        forms.CharField(max_length=60),
        label=_("Sheets"),
        required=False,
        max_length=50,
        help_text=_("Their numbers, such as F1344, F2726: it is given beside what they say."),
    )
    # Never typed: with it among the fields, the constraints that name it are checked.
    imported_id = forms.CharField(disabled=True, required=False, widget=forms.HiddenInput)
    field_order = Meta.fields

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cerfa"].validators.append(_IS_CERFA)
        if self.instance.imported_id:
            del self.fields["departement"], self.fields["sheet_ids"]

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    def clean_sheet_ids(self) -> list[str]:
        """Each once; all are published."""
        typed = list(dict.fromkeys(self.cleaned_data["sheet_ids"]))
        known = Sheet.objects.published().filter(external_id__in=typed)
        if unknown := set(typed) - set(known.values_list("external_id", flat=True)):
            raise forms.ValidationError(
                _("No published sheet has this number: %(numbers)s."),
                params={"numbers": ", ".join(sorted(unknown))},
            )
        return typed
