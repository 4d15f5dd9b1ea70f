"""Forms of the steps of a local sheet: its beginning, its text, its metadata."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Departement, Desk
from apps.curation.enums import Beginning
from apps.curation.models import SheetDraft
from apps.sheets.models import LOCAL, Sheet
from apps.sheets.parsing.inline import web_address

MAX_TEXT = 100_000
MAX_PAGE = 1_000_000
MAX_DOCX_BYTES = 10_000_000
SHOWN_DESKS = 5
DAY = "%Y-%m-%d"  # what a native date field reads and gives


class BeginningForm(forms.Form):
    """The title of a new sheet, and where its text comes from."""

    title = forms.CharField(label=_("Title"), max_length=400)
    beginning = forms.ChoiceField(
        label=_("Where does the text come from?"),
        choices=Beginning.choices,
        initial=Beginning.BLANK,
        widget=forms.RadioSelect,
    )
    document = forms.FileField(
        label=_("DOCX document"),
        help_text=_("10 MB at most. Images are left out."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".docx"}),
    )
    page = forms.CharField(
        label=_("HTML of the page"),
        help_text=_("Copy the source of the page, or of the part that matters, and paste it here."),
        required=False,
        max_length=MAX_PAGE,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        beginning = cleaned.get("beginning")
        if beginning == Beginning.DOCX:
            self._check_document(cleaned.get("document"))
        elif beginning == Beginning.PAGE and not cleaned.get("page"):
            self.add_error("page", _("Paste the HTML of the page."))
        return cleaned

    def _check_document(self, document: "UploadedFile[bytes] | None") -> None:
        if document is None or not (document.name or "").lower().endswith(".docx"):
            self.add_error("document", _("Choose a .docx file."))
        elif (document.size or 0) > MAX_DOCX_BYTES:
            self.add_error("document", _("This document is too large: 10 MB at most."))

    def source(self) -> tuple[str, bytes] | None:
        """Name and bytes of what is to be read; None for a text written here."""
        if self.cleaned_data["beginning"] == Beginning.DOCX:
            return "document.docx", self.cleaned_data["document"].read()
        if self.cleaned_data["beginning"] == Beginning.PAGE:
            return "page.html", self.cleaned_data["page"].encode()
        return None


class ContentForm(forms.Form):
    """The text of a draft, and the version of it that was read."""

    title = forms.CharField(label=_("Title"), max_length=400)
    markdown = forms.CharField(
        label=_("Text in Markdown"),
        help_text=_(
            "“## ” begins a title, “- ” an item of a list, **bold** between stars, "
            "[words](https://…) a link."
        ),
        max_length=MAX_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24}),
    )
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def clean_markdown(self) -> str:
        text: str = self.cleaned_data["markdown"].replace("\r\n", "\n").strip("\n")
        return text


class MetadataForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic when it runs
    """What must be known of a sheet before it is published."""

    source_url = forms.URLField(
        label=_("Address of the source"), max_length=500, assume_scheme="https"
    )
    completes = forms.CharField(
        label=_("Official sheet that it completes"),
        help_text=_("Its number, such as F303: the local sheet then comes before it in answers."),
        required=False,
        max_length=60,
    )
    departement = forms.ModelChoiceField(
        label=_("Département"),
        help_text=_("Leave empty for the whole country."),
        queryset=Departement.objects.all(),
        required=False,
        empty_label=_("The whole country"),
    )
    desk = forms.CharField(
        label=_("Desk"),
        help_text=_("Its name or number, for a sheet that only this desk reads."),
        required=False,
        max_length=200,
    )
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    field_order = (
        "operator",
        "theme_id",
        "source_url",
        "licence",
        "verified_on",
        "review_due",
        "departement",
        "desk",
        "visibility",
        "completes",
    )

    class Meta:
        model = SheetDraft
        fields = (
            "operator",
            "theme_id",
            "licence",
            "verified_on",
            "review_due",
            "visibility",
        )
        widgets = {
            "verified_on": forms.DateInput(format=DAY, attrs={"type": "date"}),
            "review_due": forms.DateInput(format=DAY, attrs={"type": "date"}),
        }
        help_texts = {
            "licence": _("Such as “Licence Ouverte 2.0”, or “usage interne”."),
            "visibility": _("An internal sheet is never printed, copied nor mailed."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self._meta.fields or ():
            self.fields[name].required = True
        draft = self.instance
        self.initial["source_url"] = draft.source_url
        self.initial["completes"] = draft.completes.external_id if draft.completes else ""
        self.initial["departement"] = draft.departement_id
        self.initial["desk"] = draft.desk.name if draft.desk else ""
        self.initial["version"] = draft.version
        self.initial["verified_on"] = draft.verified_on or timezone.localdate()

    def clean_source_url(self) -> str:
        address = web_address(self.cleaned_data["source_url"])
        if not address:
            raise forms.ValidationError(_("Give an address that begins with https://."))
        return address

    def clean_verified_on(self) -> Any:
        day = self.cleaned_data["verified_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This date is in the future."))
        return day

    def clean_review_due(self) -> Any:
        day = self.cleaned_data["review_due"]
        today = timezone.localdate()
        if not today < day <= today + timedelta(days=2 * 366):
            raise forms.ValidationError(_("Choose a date within the two years to come."))
        return day

    def clean_completes(self) -> Sheet | None:
        wanted = self.cleaned_data["completes"].strip()
        if not wanted:
            return None
        official = Sheet.objects.exclude(source=LOCAL)
        sheet = official.filter(external_id__iexact=wanted).first()
        if sheet is None:
            raise forms.ValidationError(_("No official sheet has this number."))
        return sheet

    def clean_desk(self) -> Desk | None:
        wanted = self.cleaned_data["desk"].strip()
        if not wanted:
            return None
        open_desks = Desk.objects.filter(is_open=True)
        same = open_desks.filter(Q(external_id=wanted) | Q(name__iexact=wanted))
        found = list(same[:2])
        if len(found) == 1:
            return found[0]
        near = open_desks.filter(name__icontains=wanted).values_list("name", flat=True)
        if near:
            raise forms.ValidationError(
                _("Write its whole name or its number: %(names)s…"),
                params={"names": ", ".join(near[:SHOWN_DESKS])},
            )
        raise forms.ValidationError(_("No desk has this name or number."))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        desk, departement = cleaned.get("desk"), cleaned.get("departement")
        if desk and departement and desk.departement_id != departement.pk:
            self.add_error("desk", _("This desk is in another département."))
        return cleaned

    def metadata(self) -> dict[str, Any]:
        """The fields of the draft that this form holds."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}
