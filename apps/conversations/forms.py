"""Shapes of what pages send, over the socket or over HTTP."""

import re
from typing import Any, cast
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.answering.enums import OPERATOR_NAMES
from apps.answering.languages import LANGUAGES, Language
from apps.answering.letters import LONGEST_LETTER
from apps.answering.masking import MaskedText, mask
from apps.answering.plain_text import without_hidden
from apps.answering.prepare import Prepared, RequestEmpty, RequestTooLong, prepare
from apps.answering.rewriting import Rewriting
from apps.conversations.enums import FeedbackReason, Vote
from apps.conversations.models.exchanges import ConversationQuerySet
from apps.conversations.pdf import LARGEST_PDF, ScannedPdf, UnreadablePdf, text_of_pdf


class TypedText(forms.CharField):
    """Text without the characters that hide or reorder it, NUL among them."""

    def to_python(self, value: Any) -> str:
        return without_hidden(super().to_python(value) or "")


class ThemeIds(forms.MultipleChoiceField):
    """Identifiers of themes; one that no sheet has narrows the search to nothing."""

    def valid_value(self, value: Any) -> bool:
        return bool(re.fullmatch(r"[\w-]{1,20}", str(value)))


class TypedForm(forms.Form):
    """A question while it is typed, and the tags ticked under it."""

    text = TypedText(strip=False, required=False)
    operators = forms.MultipleChoiceField(choices=list(OPERATOR_NAMES.items()), required=False)
    themes = ThemeIds(required=False)


class AskForm(TypedForm):
    """A question; its length and content are judged by `prepare`."""

    key = forms.UUIDField()

    @property
    def key_sent(self) -> UUID:
        return cast(UUID, self.cleaned_data["key"])

    @property
    def filters(self) -> dict[str, list[str]]:
        """Only what she chose, so that the same choice always reads the same."""
        chosen = {"operator": self.cleaned_data["operators"], "theme": self.cleaned_data["themes"]}
        return {name: sorted(values) for name, values in chosen.items() if values}


class TagsForm(forms.Form):
    """Operators and themes of a question, as corrected. `themes`: names by identifier."""

    operators = forms.MultipleChoiceField(choices=list(OPERATOR_NAMES.items()), required=False)
    themes = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, themes: dict[str, str]) -> None:
        super().__init__(*args)
        self._names = themes
        cast(forms.MultipleChoiceField, self.fields["themes"]).choices = list(themes.items())

    @property
    def chosen(self) -> dict[str, Any]:
        themes = {one: self._names[one] for one in self.cleaned_data["themes"]}
        return {"operators": self.cleaned_data["operators"], "themes": themes}


class LetterForm(forms.Form):
    """A letter, pasted or as a PDF; `prepared` holds its masked text once the form is valid."""

    text = TypedText(required=False, strip=False)
    file = forms.FileField(required=False)
    prepared: Prepared

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        upload = data.get("file")
        text = _text_of_upload(upload) if upload else data.get("text", "")
        try:
            self.prepared = prepare(text, limit=LONGEST_LETTER)
        except RequestEmpty as error:
            raise forms.ValidationError(
                _("Paste the letter, or choose its PDF of 2 MB at most.")
            ) from error
        except RequestTooLong as error:
            raise forms.ValidationError(error.message) from error
        return data


def _text_of_upload(upload: "UploadedFile[bytes]") -> str:
    """Raises ValidationError when there is no text to read."""
    if (upload.size or 0) > LARGEST_PDF:
        raise forms.ValidationError(_("This PDF is larger than 2 MB."))
    try:
        return text_of_pdf(upload.read())
    except ScannedPdf as error:
        raise forms.ValidationError(
            _("This PDF is a scan: its pages are images, which are not read here. Type its text.")
        ) from error
    except UnreadablePdf as error:
        raise forms.ValidationError(
            _("This file cannot be read as a PDF of 20 pages at most, without a password.")
        ) from error


class AnswerForm(forms.Form):
    """Names one answer."""

    answer = forms.UUIDField()


class RegenerateForm(AnswerForm):
    """Asks for another answer."""

    key = forms.UUIDField()


class CommentedForm(forms.Form):
    """A comment loses its personal data before anything is stored."""

    comment = TypedText(max_length=1_000, required=False)

    def clean_comment(self) -> MaskedText | None:
        text = self.cleaned_data["comment"]
        return mask(text) if text else None


class AnswerFeedbackForm(CommentedForm):
    """A vote on one answer, with its reasons."""

    vote = forms.ChoiceField(choices=Vote.choices)
    reasons = forms.MultipleChoiceField(choices=FeedbackReason.choices, required=False)

    @property
    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "vote": Vote(data["vote"]),
            "reasons": [FeedbackReason(reason) for reason in data["reasons"]],
            "comment": data["comment"],
        }


class ExchangeFeedbackForm(CommentedForm):
    """A rating of a whole exchange."""

    is_solved = forms.TypedChoiceField(
        choices=[("true", ""), ("false", "")],
        coerce=lambda value: value == "true",
        empty_value=None,
        required=False,
    )
    score = forms.IntegerField(min_value=1, max_value=5, required=False)
    minutes_saved = forms.IntegerField(min_value=0, max_value=240, required=False)

    @property
    def values(self) -> dict[str, Any]:
        names = ("is_solved", "score", "minutes_saved", "comment")
        return {name: self.cleaned_data[name] for name in names}


class HelpNoteForm(CommentedForm):
    """What the counsellor wants to know from the referent."""


class HelpMessageForm(forms.Form):
    """A comment, or with `proposal` a text to take up; without personal data."""

    text = TypedText(max_length=4_000)
    proposal = forms.BooleanField(required=False)

    def clean_text(self) -> MaskedText:
        return mask(self.cleaned_data["text"])


class TitleForm(forms.Form):
    """Another title for an exchange, without personal data."""

    title = TypedText(max_length=160)

    def clean_title(self) -> MaskedText:
        return mask(self.cleaned_data["title"])


class EntrustForm(forms.Form):
    """Names a colleague of the same desk."""

    colleague = forms.ModelChoiceField(queryset=User.objects.none())

    def __init__(self, *args: Any, user: User) -> None:
        super().__init__(*args)
        colleagues = User.objects.get_queryset().colleagues_of(user)
        cast("forms.ModelChoiceField[User]", self.fields["colleague"]).queryset = colleagues


class SwitchForm(forms.Form):
    """Turns something on or off."""

    on = forms.BooleanField(required=False)


class DraftForm(forms.Form):
    """The text of a draft and the version that it was edited from."""

    text = TypedText(max_length=20_000, required=False, strip=False)
    version = forms.IntegerField(min_value=1)


class RewritingForm(forms.Form):
    """Asks for another form of a draft."""

    rewriting = forms.TypedChoiceField(
        choices=[(one.value, one.value) for one in Rewriting], coerce=Rewriting
    )


class TranslationForm(forms.Form):
    """Asks for one of the languages that the settings offer."""

    language = forms.ChoiceField()

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.code, one.french) for one in offered_languages()]

    @property
    def chosen(self) -> Language:
        return LANGUAGES[self.cleaned_data["language"]]


def offered_languages() -> list[Language]:
    """In the order of their French names; a code that is not known is left out."""
    known = [LANGUAGES[code] for code in settings.TRANSLATION_LANGUAGES if code in LANGUAGES]
    return sorted(known, key=lambda language: language.french)


class InsertionForm(forms.Form):
    """Names a réponse type, and after how many lines of the draft it goes (none: at its end)."""

    model_answer = forms.UUIDField()
    after_line = forms.IntegerField(min_value=0, required=False)
    with_internal = forms.BooleanField(required=False)


class DraftStartForm(forms.Form):
    """What to do of the internal sentences of an answer; nothing: warn of them first."""

    internal = forms.ChoiceField(choices=[("with", ""), ("without", "")])


class RestoreForm(forms.Form):
    """Names a former version of a draft, and the current one."""

    number = forms.IntegerField(min_value=1)
    version = forms.IntegerField(min_value=1)


class ProofreadForm(forms.Form):
    """*J'ai relu*, asked once a session."""

    proofread = forms.BooleanField(required=False)


class HandoverForm(ProofreadForm):
    """How a draft leaves the tool."""

    channel = forms.ChoiceField(
        choices=[("copy", ""), ("print", ""), ("mail", ""), ("eml", "")],
    )


class DayForm(forms.Form):
    """The day to sum up; today when none is named."""

    day = forms.DateField(required=False)


class ExchangeFilterForm(forms.Form):
    """What narrows the list of exchanges; what cannot be read narrows nothing."""

    q = forms.CharField(max_length=200, required=False)
    operator = forms.ChoiceField(choices=list(OPERATOR_NAMES.items()), required=False)
    since = forms.DateField(required=False)
    drafted = forms.BooleanField(required=False)
    starred = forms.BooleanField(required=False)

    @property
    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def narrowed(self, conversations: ConversationQuerySet) -> ConversationQuerySet:
        chosen = self.chosen
        found = conversations.holding(chosen.get("q", ""))
        if "operator" in chosen:
            found = found.about(chosen["operator"])
        if "since" in chosen:
            found = found.filter(updated_at__date__gte=chosen["since"])
        if "drafted" in chosen:
            found = found.with_draft()
        return found.filter(is_starred=True) if "starred" in chosen else found
