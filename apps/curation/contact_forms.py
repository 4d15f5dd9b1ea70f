"""Forms of what curators publish one by one: the contacts, and what services share with them."""

from typing import ClassVar

import phonenumbers
from django import forms
from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.answering.enums import OPERATOR_NAMES
from apps.answering.masking import scan
from apps.curation.enums import ContactState
from apps.sheets.models import OPERATOR_CHOICES, PublishedContact

# Metropolitan numbers first, then those of the territories overseas.
_REGIONS = ("FR", "RE", "GP", "MQ", "GF", "YT", "PM", "NC", "PF", "WF")


class ContactFilterForm(forms.Form):
    """Which contacts to list."""

    words = forms.CharField(
        label=_("Name, number, address or département"), required=False, max_length=100
    )
    operator = forms.ChoiceField(
        label=_("Operator"), required=False, choices=[("", _("All operators")), *OPERATOR_CHOICES]
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All states")), *ContactState.choices]
    )

    def filters(self) -> dict[str, str]:
        """The valid part of what was asked."""
        self.is_valid()
        return {
            "words": self.cleaned_data.get("words", "").strip(),
            "operator": self.cleaned_data.get("operator", ""),
            "state": self.cleaned_data.get("state", ""),
        }


class HttpsField(forms.URLField):
    """A whole address in https."""

    default_validators = [
        URLValidator(schemes=["https"], message=_("Give a whole address, in https://."))
    ]
    default_error_messages = {"invalid": _("Give a whole address, in https://.")}


class EntryForm(forms.ModelForm):  # type: ignore[type-arg]  # Django has no generic there
    """A contact or a service; `instance` is a new one or the one that changes."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["departement"].empty_label = _("The whole country")  # type: ignore[attr-defined]
        self.fields["departement"].required = False
        if self.instance.pk:
            self.initial["version"] = self.instance.version

    def differences(self, current: models.Model) -> list[tuple[str, str]]:
        """Label and kept value of each field in which what was typed is not what is kept."""
        return [
            (str(field.label), _shown(current, name))
            for name, field in self.fields.items()
            if name != "version" and self.cleaned_data[name] != getattr(current, name)
        ]


class ContactForm(EntryForm):
    """One contact."""

    class Meta:
        model = PublishedContact
        fields = ("operator", "name", "departement", "phone", "hours", "url", "email")
        help_texts: ClassVar = {
            "phone": _("Such as 09 69 32 52 52, 3646 or 0262 40 33 40."),
            "hours": _("Such as: Monday to Friday, 9 h to 17 h. No name of a person."),
            "url": _("It begins with https://."),
            "email": _("That of a service, never of a person."),
        }

    url = HttpsField(
        label=_("Address of the site or of the online procedure"),
        help_text=_("It begins with https://."),
        required=False,
        max_length=500,
        assume_scheme="https",
    )
    field_order = Meta.fields

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_phone(self) -> str:
        typed: str = self.cleaned_data["phone"]
        number = written_number(typed) if typed else ""
        if number is None:
            raise forms.ValidationError(
                _("“%(number)s” is not a French telephone number."), params={"number": typed}
            )
        return number

    def clean_hours(self) -> str:
        hours: str = self.cleaned_data["hours"]
        if hours and scan(hours):
            raise forms.ValidationError(
                _("This looks like personal data: only say when the service answers.")
            )
        return hours


def _shown(entry: models.Model, name: str) -> str:
    value = getattr(entry, name)
    if name == "departement":
        return str(value or _("The whole country"))
    if name == "operator":
        return str(OPERATOR_NAMES[value])
    return ", ".join(value) if isinstance(value, list) else str(value)


def written_number(typed: str) -> str | None:
    """A number as people read it: "0969325252" is "09 69 32 52 52", "3646" is "36 46".

    None for what is no number of France or of its territories.
    """
    for region in _REGIONS:
        try:
            number = phonenumbers.parse(typed, region)
        except phonenumbers.NumberParseException:
            return None
        if phonenumbers.is_valid_short_number_for_region(number, region):
            digits = str(number.national_number)
            return f"{digits[:2]} {digits[2:]}" if len(digits) == 4 else digits
        if phonenumbers.is_valid_number_for_region(number, region):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    return None
