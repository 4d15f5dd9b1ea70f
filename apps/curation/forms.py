"""Forms of the curators' screens: they check shapes; services check rules."""

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from apps.accounts.enums import Role
from apps.accounts.models import User
from apps.answering.masking import MaskedText, mask
from apps.curation.enums import (
    ImportTerms,
    LexiconOrigin,
    ReportDecision,
    RevisionChange,
    StateFilter,
    Theme,
)
from apps.curation.lexicon_file import split_lay
from apps.curation.revision_filters import RevisionFilters
from apps.sheets.enums import LexiconGroup, ReportReason, ReviewDelay
from apps.sheets.models import OPERATOR_CHOICES, Sheet, SheetReport
from apps.sheets.services.lexicon import EntryWords

SUFFIXES = (".zip", ".xml", ".json", ".gz")
LEXICON_MAX_BYTES = 2_000_000


class ImportForm(forms.Form):
    """A file of the official feed, and what becomes of the changes."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "The zip archive of the official feed, one XML file, or the JSON of travail-emploi."
        ),
        widget=forms.FileInput(attrs={"accept": ",".join(SUFFIXES)}),
        max_length=150,
    )
    terms = forms.ChoiceField(
        label=_("What becomes of the changes"),
        choices=ImportTerms.choices,
        initial=ImportTerms.APPROVE_LATER,
        widget=forms.RadioSelect,
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        name = (file.name or "").lower()
        if not name.endswith(SUFFIXES):
            raise forms.ValidationError(_("Choose a .zip, .xml, .json or .json.gz file."))
        if (file.size or 0) > settings.UPLOAD_MAX_BYTES:
            limit = filesizeformat(settings.UPLOAD_MAX_BYTES)
            raise forms.ValidationError(
                _("This file is too large: %(limit)s at most."), params={"limit": limit}
            )
        start = file.read(4)
        file.seek(0)
        if name.endswith(".zip") != start.startswith(b"PK"):
            raise forms.ValidationError(_("The content of this file does not match its name."))
        return file

    @property
    def is_published_at_once(self) -> bool:
        return bool(self.cleaned_data["terms"] == ImportTerms.PUBLISH)

    @property
    def is_dry_run(self) -> bool:
        return bool(self.cleaned_data["terms"] == ImportTerms.DRY_RUN)


class RevisionFilterForm(forms.Form):
    """Which revisions to list."""

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All states")), *StateFilter.choices]
    )
    words = forms.CharField(label=_("Title or number of the sheet"), required=False, max_length=200)
    operator = forms.ChoiceField(
        label=_("Operator"), required=False, choices=[("", _("All operators")), *OPERATOR_CHOICES]
    )
    theme = forms.ChoiceField(
        label=_("Theme"), required=False, choices=[("", _("All themes")), *Theme.choices]
    )
    change = forms.ChoiceField(
        label=_("Heaviest change of what awaits"),
        required=False,
        choices=[("", _("All changes")), *RevisionChange.choices],
    )
    gate = forms.BooleanField(
        label=_("Awaiting, and no golden question fares worse"), required=False
    )
    run = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def filters(self) -> RevisionFilters:
        """The valid part of what was asked."""
        self.is_valid()
        given = self.cleaned_data
        return RevisionFilters(
            state=given.get("state") or "",
            words=(given.get("words") or "").strip(),
            operator=given.get("operator") or "",
            theme=given.get("theme") or "",
            change=given.get("change") or "",
            gate=bool(given.get("gate")),
            run=given.get("run"),
        )


class BulkApprovalForm(forms.Form):
    """The revisions ticked, or all those of the list."""

    revisions = forms.TypedMultipleChoiceField(coerce=int, required=False)
    everything = forms.BooleanField(required=False)

    def __init__(self, data: Any, *, allowed: list[int]) -> None:
        super().__init__(data)
        self.allowed = allowed
        self.fields["revisions"].choices = [(pk, pk) for pk in allowed]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("everything") and not cleaned.get("revisions"):
            raise forms.ValidationError(_("Tick at least one revision that awaits approval."))
        return cleaned

    def chosen(self) -> list[int]:
        if self.cleaned_data["everything"]:
            return self.allowed
        return list(self.cleaned_data["revisions"])


class ReasonForm(forms.Form):
    """Why a revision is sent back, or a sheet withdrawn."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("It stays in the history of the sheet. No name, no number of a person."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ContradictionForm(forms.Form):
    """With which sheet another one does not agree, and on what."""

    other = forms.CharField(
        label=_("Number of the other sheet"), help_text=_("Such as F303."), max_length=60
    )
    note = forms.CharField(
        label=_("On what do they disagree?"),
        help_text=_("Counsellors read it beside both sheets. No name, no number of a person."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, sheet: Sheet) -> None:
        super().__init__(*args)
        self._sheet = sheet

    def clean_other(self) -> Sheet:
        wanted = self.cleaned_data["other"].strip()
        other = Sheet.objects.filter(external_id__iexact=wanted).first()
        if other is None or other == self._sheet:
            raise forms.ValidationError(_("Give the number of another sheet that is held here."))
        return other

    def note_masked(self) -> MaskedText:
        return mask(self.cleaned_data["note"].strip())


class ReviewPeriodForm(forms.Form):
    """How long sheets of a theme stand before they are reviewed again, and who sees to it."""

    theme_id = forms.ChoiceField(choices=Theme.choices, widget=forms.HiddenInput)
    days = forms.TypedChoiceField(label=_("Delay"), choices=ReviewDelay.choices, coerce=int)
    owner = forms.ModelChoiceField(
        label=_("Owner"),
        queryset=User.objects.active().holding(Role.CURATOR),
        required=False,
        empty_label=_("All curators"),
    )


class PublishingRuleForm(forms.Form):
    """Whether what the official import changes in a theme is published by itself."""

    theme_id = forms.ChoiceField(choices=Theme.choices)
    publishes = forms.BooleanField(required=False)


class ScheduleForm(forms.Form):
    """When an approved revision takes effect."""

    publish_at = forms.DateTimeField(
        label=_("Date and time of publication"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )

    def moment(self) -> datetime:
        moment: datetime = self.cleaned_data["publish_at"]
        return moment


class ReportForm(forms.Form):
    """What is wrong with a sheet."""

    reason = forms.ChoiceField(
        label=_("What is wrong?"),
        # "Dangerous" is the verdict of a review, not a counsellor's word.
        choices=[choice for choice in ReportReason.choices if choice[0] != ReportReason.DANGEROUS],
        widget=forms.RadioSelect,
    )
    comment = forms.CharField(
        label=_("Comment"),
        help_text=_("No name, no number, no address of a person: they would be masked."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def comment_masked(self) -> MaskedText | None:
        text = self.cleaned_data["comment"].strip()
        return mask(text) if text else None


class OutcomeForm(forms.Form):
    """What comes of a report."""

    decision = forms.ChoiceField(choices=ReportDecision.choices)
    text = forms.CharField(
        label=_("Answer to whoever reported"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    with_same_sheet = forms.BooleanField(
        label=_("Answer all open reports of this sheet alike"), required=False
    )
    handler = forms.ModelChoiceField(
        label=_("Assign to"), queryset=User.objects.none(), required=False, empty_label=None
    )
    duplicates = forms.ModelMultipleChoiceField(
        label=_("Other open reports of this sheet"),
        queryset=SheetReport.objects.none(),
        required=False,
    )

    def __init__(self, *args: Any, report: SheetReport) -> None:
        super().__init__(*args)
        same_sheet = SheetReport.objects.to_answer().filter(sheet=report.sheet_id)
        for name, queryset in (
            ("handler", User.objects.active().holding(Role.CURATOR)),
            ("duplicates", same_sheet.exclude(pk=report.pk)),
        ):
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("decision") == ReportDecision.MERGE and not cleaned.get("duplicates"):
            self.add_error("duplicates", _("Tick at least one report."))
        if cleaned.get("decision") == ReportDecision.ASSIGN and not cleaned.get("handler"):
            self.add_error("handler", _("Choose who works on it."))
        is_refused = cleaned.get("decision") == ReportDecision.REFUSE
        if is_refused and not (cleaned.get("text") or "").strip():
            self.add_error("text", _("Say why the report is refused."))
        return cleaned

    @property
    def is_corrected(self) -> bool:
        return bool(self.cleaned_data["decision"] == ReportDecision.CORRECT)

    def outcome(self) -> MaskedText:
        return mask(self.cleaned_data["text"].strip())


class LexiconFilterForm(forms.Form):
    """Which entries of the lexicon to list."""

    words = forms.CharField(label=_("Words"), required=False, max_length=100)
    group = forms.ChoiceField(
        label=_("Heading"), required=False, choices=[("", _("All headings")), *LexiconGroup.choices]
    )
    origin = forms.ChoiceField(
        label=_("Origin"), required=False, choices=[("", _("All origins")), *LexiconOrigin.choices]
    )

    def filters(self) -> dict[str, str]:
        """The valid part of what was asked."""
        self.is_valid()
        return {
            "query": self.cleaned_data.get("words", "").strip(),
            "group": self.cleaned_data.get("group", ""),
            "origin": self.cleaned_data.get("origin", ""),
        }


class LexiconEntryForm(forms.Form):
    """One entry of the lexicon."""

    group = forms.ChoiceField(label=_("Heading"), choices=LexiconGroup.choices)
    official = forms.CharField(
        label=_("Words of the sheets, or acronym"),
        help_text=_("For an oral form: the word in full."),
        max_length=200,
    )
    lay = forms.CharField(
        label=_("What people say, or what the acronym means"),
        help_text=_("One expression a line."),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    is_active = forms.BooleanField(
        label=_("In use"),
        help_text=_("Untick it to make search ignore this entry, shipped or not."),
        required=False,
        initial=True,
    )

    def words(self) -> EntryWords:
        return EntryWords(
            group=self.cleaned_data["group"],
            official=" ".join(self.cleaned_data["official"].split()),
            lay=tuple(split_lay(self.cleaned_data["lay"], "\n")),
            is_active=self.cleaned_data["is_active"],
        )

    @staticmethod
    def initial_of(words: EntryWords) -> dict[str, object]:
        return {
            "group": words.group,
            "official": words.official,
            "lay": "\n".join(words.lay),
            "is_active": words.is_active,
        }


class LexiconFileForm(forms.Form):
    """A CSV file of entries."""

    file = forms.FileField(
        label=_("File"), help_text=_("A CSV table with the columns of the export."), max_length=150
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if not (file.name or "").lower().endswith(".csv"):
            raise forms.ValidationError(_("Choose a .csv file."))
        if (file.size or 0) > LEXICON_MAX_BYTES:
            limit = filesizeformat(LEXICON_MAX_BYTES)
            raise forms.ValidationError(
                _("This file is too large: %(limit)s at most."), params={"limit": limit}
            )
        return file
