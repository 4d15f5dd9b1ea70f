"""The review grid (PRODUCT S-04)."""

from functools import partial

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.reviews.enums import Cause, Verdict
from apps.reviews.services import Judgement

SCORES = [(score, str(score)) for score in range(1, 6)]


_criterion = partial(forms.TypedChoiceField, choices=SCORES, coerce=int, widget=forms.RadioSelect)


class ReviewForm(forms.Form):
    """Five criteria from 1 to 5, a verdict, a cause, a comment, a corrected text."""

    exact = _criterion(label=_("Accurate"))
    complete = _criterion(label=_("Complete"))
    clear = _criterion(label=_("Clear"))
    sourced = _criterion(label=_("Sourced"))
    tone = _criterion(label=_("Tone"))
    verdict = forms.ChoiceField(
        label=_("Verdict"), choices=Verdict.choices, widget=forms.RadioSelect
    )
    cause = forms.ChoiceField(
        label=_("Cause"), required=False, choices=[("", _("Not stated")), *Cause.choices]
    )
    comment = forms.CharField(
        label=_("Comment to the counsellor"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    corrected_text = forms.CharField(
        label=_("Corrected text"),
        required=False,
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if cleaned.get("verdict") == Verdict.RIGHT:
            cleaned["cause"] = ""
        elif cleaned.get("verdict") and not cleaned.get("cause"):
            self.add_error("cause", _("Say what caused it."))
        return cleaned

    def criteria(self) -> list[forms.BoundField]:
        return [self[name] for name in ("exact", "complete", "clear", "sourced", "tone")]

    def judgement(self) -> Judgement:
        """The judgement of a valid form."""
        return Judgement(**self.cleaned_data)
