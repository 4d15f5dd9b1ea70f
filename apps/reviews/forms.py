"""The review grid (PRODUCT S-04), and what is typed around it."""

from functools import partial
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from apps.answering.draft_checking import Doubt
from apps.answering.masking import MaskedText, mask
from apps.conversations.forms import TypedText
from apps.conversations.models import Answer
from apps.conversations.services import proposed_text
from apps.reviews.correcting import correction_doubts
from apps.reviews.enums import Cause, Stratum, Verdict
from apps.reviews.services import Judgement
from apps.sheets.models import Passage

SCORES = [(score, str(score)) for score in range(1, 6)]


_criterion = partial(forms.TypedChoiceField, choices=SCORES, coerce=int, widget=forms.RadioSelect)


class ReviewForm(forms.Form):
    """Five criteria from 1 to 5, a verdict, a cause, the right passage, a corrected text.

    A corrected text with doubts is kept only once the reviewer has seen them: `doubts` holds
    them, and the form is refused until `accepts_doubts` is ticked.
    """

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
    right_passage = forms.ModelChoiceField(
        label=_("Right passage"),
        required=False,
        queryset=Passage.objects.published().select_related("revision__sheet"),
    )
    comment = TypedText(label=_("Comment to the counsellor"), required=False, max_length=2000)
    corrected_text = TypedText(label=_("Corrected text"), required=False, max_length=6000)
    accepts_doubts = forms.BooleanField(required=False)

    def __init__(self, *args: Any, answer: Answer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.answer = answer
        self.doubts: list[Doubt] = []

    @cached_property
    def proposed(self) -> str:
        """The answer as text with its markers, to begin a correction with."""
        return proposed_text(self.answer)

    def clean_corrected_text(self) -> str:
        """A text that says what the answer said corrects nothing."""
        text: str = self.cleaned_data["corrected_text"].replace("\r\n", "\n").strip()
        return "" if text == self.proposed else text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("verdict") == Verdict.RIGHT:
            cleaned["cause"] = ""
        elif cleaned.get("verdict") and not cleaned.get("cause"):
            self.add_error("cause", _("Say what caused it."))
        if text := cleaned.get("corrected_text"):
            right = cleaned.get("right_passage")
            self.doubts = correction_doubts(self.answer, mask(text).text, right)
            if self.doubts and not cleaned.get("accepts_doubts"):
                self.add_error(
                    "corrected_text", _("Some sentences are not borne out by the passages.")
                )
        return cleaned

    def criteria(self) -> list[forms.BoundField]:
        return [self[name] for name in ("exact", "complete", "clear", "sourced", "tone")]

    def judgement(self) -> Judgement:
        """The judgement of a valid form."""
        values = dict(self.cleaned_data)
        values.pop("accepts_doubts")
        return Judgement(**values, unsupported=[doubt.text for doubt in self.doubts])


class QueueForm(forms.Form):
    """Which stratum of the queue is shown; what cannot be read narrows nothing."""

    stratum = forms.ChoiceField(choices=Stratum.choices, required=False)

    @property
    def chosen(self) -> str:
        self.is_valid()
        return str(self.cleaned_data.get("stratum", ""))


class NextForm(QueueForm):
    """Asks for the next item; `passing` is the one that the reviewer leaves for another time."""

    passing = forms.UUIDField(required=False)


class PassageSearchForm(forms.Form):
    """Words to look for among published passages."""

    words = forms.CharField(max_length=200)


class MaskedTextForm(forms.Form):
    """A text typed by staff; it loses its personal data before anything is stored."""

    text = TypedText(max_length=2000)

    def clean_text(self) -> MaskedText:
        return mask(self.cleaned_data["text"])


class MonthForm(forms.Form):
    """The month to show, by its first day; this month when none is named."""

    month = forms.DateField(required=False, input_formats=["%Y-%m"])
