"""What people choose for themselves."""

from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _
from dsfr.forms import DsfrBaseForm

from apps.accounts.display import Display
from apps.accounts.enums import Shortcut, Theme


class DisplayForm(DsfrBaseForm):  # type: ignore[misc]  # the library is untyped
    """*Paramètres d'affichage*."""

    theme = forms.TypedChoiceField(label=_("Colours"), choices=Theme.choices, coerce=Theme)
    shows_at_once = forms.BooleanField(
        label=_("Show the answer at once"),
        help_text=_("Instead of sentence by sentence while it is written."),
        required=False,
    )
    follows_text = forms.BooleanField(
        label=_("Follow the text while it is written"),
        help_text=_("The page goes down with the text, until you scroll up."),
        required=False,
    )
    enter_sends = forms.TypedChoiceField(
        label=_("The Enter key, in the question field"),
        choices=[
            ("True", _("sends the question; Shift + Enter breaks the line")),
            ("False", _("breaks the line; Ctrl + Enter or the button sends")),
        ],
        coerce=lambda value: value == "True",
    )
    shortcuts = forms.TypedMultipleChoiceField(
        label=_("Shortcuts that are on"),
        choices=Shortcut.choices,
        coerce=Shortcut,
        required=False,
    )

    @property
    def display(self) -> Display:
        return Display(**cast(dict[str, object], self.cleaned_data))  # type: ignore[arg-type]


class AcceptanceForm(forms.Form):
    """The box ticked on the last screen of the terms."""

    is_accepted = forms.BooleanField()


class FacingForm(forms.Form):
    """Turns the screen to the citizen, or back."""

    on = forms.BooleanField(required=False)
