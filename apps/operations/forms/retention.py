"""Form of a retention hold: on a kind of data, or on one exchange."""

import re
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.answering.masking import MaskedText, mask
from apps.operations.enums import RetentionKind

_NUMBER = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)


class HoldForm(forms.Form):
    """What is held, and why."""

    kind = forms.ChoiceField(
        label=_("Kind of data"),
        required=False,
        choices=[("", _("One exchange only")), *RetentionKind.choices],
    )
    exchange = forms.CharField(
        label=_("Number or address of the exchange"),
        help_text=_("Empty when a whole kind is held."),
        required=False,
        max_length=300,
    )
    reason = forms.CharField(
        label=_("Reason"), help_text=_("No name of a person: it stays as a record."), max_length=300
    )

    def clean_exchange(self) -> UUID | None:
        """An exchange's number, alone or within its address."""
        text = self.cleaned_data["exchange"].strip()
        if not text:
            return None
        found = _NUMBER.search(text)
        if found is None:
            raise forms.ValidationError(_("This is not the number of an exchange."))
        return UUID(found.group())

    def clean_reason(self) -> MaskedText:
        return mask(self.cleaned_data["reason"].strip())

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        if "exchange" in facts and bool(facts.get("kind")) == bool(facts["exchange"]):
            self.add_error("exchange", _("Choose a kind of data, or give one exchange: not both."))
        return facts

    def facts(self) -> dict[str, Any]:
        """What `place_hold` takes."""
        kind = self.cleaned_data["kind"]
        return {
            "kind": RetentionKind(kind) if kind else None,
            "exchange": self.cleaned_data["exchange"],
            "reason": self.cleaned_data["reason"],
        }
