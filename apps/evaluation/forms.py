"""Forms of evaluation: they check shapes; services check rules."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from apps.answering.enums import DrafterName
from apps.evaluation.enums import Choice, Verdict
from apps.evaluation.models import EvaluationRun, EvaluationSet
from apps.evaluation.releases import models, prompt_versions
from apps.evaluation.reports import finished_runs
from apps.llm.endpoints import judge_endpoint

_MAX_BYTES = 2_000_000


class SetImportForm(forms.Form):
    """A file of golden questions, and the set that it makes or adds to."""

    name = forms.CharField(label=_("Name of the set"), max_length=120)
    file = forms.FileField(
        label=_("File"),
        help_text=_("JSON Lines, one question a line, as an export gives them."),
        widget=forms.FileInput(attrs={"accept": ".jsonl,.json,.txt"}),
    )

    def clean_file(self) -> list[str]:
        """Its lines."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > _MAX_BYTES:
            raise forms.ValidationError(_("This file is too large: 2 MB at most."))
        try:
            lines: list[str] = file.read().decode("utf-8-sig").splitlines()
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("This file is not text in UTF-8.")) from error
        return lines


class RunForm(forms.Form):
    """What is to answer: extracts, or a model with a prompt; and whether a model then judges."""

    answers_by = forms.ChoiceField(label=_("Answers made by"), choices=[])
    with_judge = forms.BooleanField(required=False)

    def __init__(self, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        choices = [(f"{DrafterName.EXTRACTIVE}||", str(_("Extracts of the sheets, no model")))]
        choices += [
            (f"{DrafterName.LLM}|{model}|{prompt}", f"{model}, {prompt}")
            for model in models()
            for prompt in prompt_versions()
        ]
        self.fields["answers_by"].choices = choices  # type: ignore[attr-defined]
        judge = judge_endpoint()
        self.judge = judge.model if judge else ""
        self.fields["with_judge"].disabled = judge is None

    def parts(self) -> tuple[DrafterName, str, str]:
        """Drafter, model, version of the prompt."""
        drafter, model, prompt = self.cleaned_data["answers_by"].split("|")
        return DrafterName(drafter), model, prompt


class ComparisonForm(forms.Form):
    """Two finished runs of a set."""

    first = forms.ModelChoiceField(label=_("One run"), queryset=EvaluationRun.objects.none())
    second = forms.ModelChoiceField(label=_("Another run"), queryset=EvaluationRun.objects.none())

    def __init__(self, evaluation_set: EvaluationSet, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        runs = EvaluationRun.objects.filter(
            pk__in=[run.pk for run in finished_runs(evaluation_set)]
        )
        for name in ("first", "second"):
            self.fields[name].queryset = runs  # type: ignore[attr-defined]


class PreferenceForm(forms.Form):
    case = forms.IntegerField(widget=forms.HiddenInput)
    choice = forms.ChoiceField(label=_("Your choice"), choices=Choice.choices)


class ResultForm(forms.Form):
    """A person's verdict on an answer of a run, and the page of results it was given from."""

    verdict = forms.ChoiceField(label=_("Verdict"), choices=Verdict.choices)
    page = forms.IntegerField(required=False, min_value=1)
