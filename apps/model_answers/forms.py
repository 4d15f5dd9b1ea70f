"""Shapes of what the pages of réponses types send."""

from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.enums import Role
from apps.accounts.models import User
from apps.answering.draft_text import renumbered
from apps.answering.masking import MaskedText, mask
from apps.model_answers.enums import SHOWN, ModelAnswerStatus
from apps.model_answers.models import ModelAnswer, ModelAnswerQuerySet
from apps.model_answers.services import Content
from apps.sheets.models import Passage
from apps.sheets.models.sheets import OPERATOR_CHOICES

_REVIEWED_EVERY = timedelta(days=180)
MOST_SOURCES = 20


class ModelAnswerFilterForm(forms.Form):
    """What the list is narrowed to; what cannot be read narrows nothing."""

    q = forms.CharField(label=_("Search the model answers"), required=False, max_length=200)
    operator = forms.ChoiceField(
        label=_("Operator"), required=False, choices=[("", _("All operators")), *OPERATOR_CHOICES]
    )
    status = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, *args: Any, is_keeper: bool) -> None:
        """Only keepers see work in progress, and what is past."""
        super().__init__(*args)
        states = [(one.value, one.label) for one in ModelAnswerStatus if is_keeper or one in SHOWN]
        status = self.fields["status"]
        assert isinstance(status, forms.ChoiceField)
        status.choices = [("", _("All states")), *states]
        for name in ("operator", "status"):
            self.fields[name].widget.attrs["class"] = "fr-select"

    @property
    def chosen(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def narrowed(self, model_answers: ModelAnswerQuerySet) -> ModelAnswerQuerySet:
        chosen = self.chosen
        found = model_answers.holding(chosen.get("q", ""))
        if "operator" in chosen:
            found = found.filter(revision__operator=chosen["operator"])
        return found.filter(status=chosen["status"]) if "status" in chosen else found


class ModelAnswerForm(forms.Form):
    """A réponse type as it is written; `sources` are keys of published passages, in order."""

    title = forms.CharField(label=_("Title"), max_length=160)
    question = forms.CharField(
        label=_("Typical request"),
        max_length=500,
        help_text=_("As a citizen would say it: near-identical requests are offered this answer."),
    )
    operator = forms.ChoiceField(label=_("Operator"), choices=OPERATOR_CHOICES)
    owner = forms.ModelChoiceField(label=_("Owner"), queryset=User.objects.none())
    review_due = forms.DateField(
        label=_("Review due on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    text = forms.CharField(
        label=_("Text"),
        max_length=10_000,
        help_text=_("Each sentence is followed by the number of the source that bears it: [1]."),
        widget=forms.Textarea(attrs={"rows": 14}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keepers = Q(roles__contains=[Role.SUPERVISOR]) | Q(roles__contains=[Role.CURATOR])
        owner = cast("forms.ModelChoiceField[User]", self.fields["owner"])
        owner.queryset = User.objects.active().filter(keepers)
        for name in ("operator", "owner"):
            self.fields[name].widget.attrs["class"] = "fr-select"

    def clean_review_due(self) -> date:
        due: date = self.cleaned_data["review_due"]
        if due < timezone.localdate():
            raise forms.ValidationError(_("Choose a date in the future."))
        return due

    def content(self, passages: list[Passage]) -> Content:
        """What a valid form says, over these passages."""
        data = self.cleaned_data
        return Content(
            title=data["title"],
            question=data["question"],
            operator=data["operator"],
            text=data["text"].replace("\r\n", "\n").strip(),
            passages=passages,
        )

    @staticmethod
    def initial_for(user: User, model_answer: ModelAnswer | None) -> dict[str, Any]:
        """What the fields hold first: the last revision, or nothing and who is signed in."""
        if model_answer is None:
            due = timezone.localdate() + _REVIEWED_EVERY
            return {"owner": user, "review_due": due}
        revision = model_answer.current
        return {
            "title": revision.title,
            "question": revision.question,
            "operator": revision.operator,
            "text": revision.text,
            "owner": model_answer.owner,
            "review_due": model_answer.review_due,
        }


class SourcesForm(forms.Form):
    """An act on the passages chosen: look for others, add one, set the one with a number aside."""

    search = forms.CharField(required=False, max_length=300)
    add = forms.IntegerField(required=False)
    remove = forms.IntegerField(required=False)

    @property
    def is_act(self) -> bool:
        """Whether a button of the sources was pressed, not one that saves."""
        return any(name in self.data for name in ("look", "add", "remove"))

    @property
    def sought(self) -> str:
        self.is_valid()
        found: str = self.cleaned_data.get("search", "")
        return found if "look" in self.data else ""

    def after(self, keys: list[int], text: str) -> tuple[list[int], str]:
        """The passages and the text once the act is done; numbers follow what is set aside."""
        self.is_valid()
        added, removed = self.cleaned_data.get("add"), self.cleaned_data.get("remove")
        if added and added not in keys and len(keys) < MOST_SOURCES:
            return [*keys, added], text
        if removed and 0 < removed <= len(keys):
            numbers = {n: n - (n > removed) for n in range(1, len(keys) + 1) if n != removed}
            return [*keys[: removed - 1], *keys[removed:]], renumbered(text, numbers)
        return keys, text


class ReasonForm(forms.Form):
    """Why something is sent back, suspended or retired."""

    reason = forms.CharField(
        label=_("Reason"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def clean_reason(self) -> MaskedText:
        return mask(self.cleaned_data["reason"])
