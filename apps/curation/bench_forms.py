"""Form of the test bench."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.sheets.models import SheetRevision


class BenchForm(forms.Form):
    """A question, and what it is asked of."""

    question = forms.CharField(
        label=_("Question"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    revision = forms.ModelChoiceField(
        label=_("Number of the revision"),
        help_text=_(
            "Empty: all published sheets. The number stands in the address of the revision's page."
        ),
        queryset=SheetRevision.objects.defer("raw", "body", "related"),
        required=False,
        widget=forms.NumberInput,
        error_messages={"invalid_choice": _("No revision has this number.")},
    )
    is_alone = forms.BooleanField(
        label=_("This revision alone, without the other sheets"), required=False
    )
