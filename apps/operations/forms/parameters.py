"""Forms of settings, texts and banners: they check shapes; services check rules."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.answering.masking import mask
from apps.operations.adjustable import Adjustable
from apps.operations.enums import BannerLevel


class SettingForm(forms.Form):
    """A new value for one setting; empty: back to the value of the environment."""

    value = forms.FloatField(label=_("New value"), required=False)

    def __init__(self, *args: Any, setting: Adjustable) -> None:
        super().__init__(*args)
        field = self.fields["value"]
        assert isinstance(field, forms.FloatField)
        field.widget.attrs |= {
            "min": setting.least,
            "max": setting.most,
            "step": 1 if setting.is_whole else "any",
        }


class TextForm(forms.Form):
    """A text in Markdown; empty: back to the text of the service."""

    source = forms.CharField(
        label=_("Text"),
        help_text=_(
            "In Markdown: # title, - list, **bold**, [link](https://…). Empty: back to the text "
            "that comes with the service."
        ),
        required=False,
        max_length=30_000,
        widget=forms.Textarea(attrs={"rows": 18}),
    )


class BannerForm(forms.Form):
    """A notice above every page, between two dates."""

    text = forms.CharField(label=_("Text"), max_length=300)
    level = forms.ChoiceField(label=_("Level"), choices=BannerLevel.choices)
    shown_from = forms.DateTimeField(
        label=_("Shown from"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    starts_at = forms.DateTimeField(
        label=_("Maintenance from"),
        help_text=_(
            "Empty: as soon as it is shown. Only for a maintenance that closes the service."
        ),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    ends_at = forms.DateTimeField(
        label=_("Until"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    closes_service = forms.BooleanField(
        label=_("The service is closed meanwhile (page “Maintenance”, for all but administrators)"),
        required=False,
    )

    def clean_text(self) -> str:
        """Shown to everybody: nothing personal in it."""
        return mask(self.cleaned_data["text"]).text
