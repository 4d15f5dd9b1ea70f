"""Shows roles and acts in words."""

from collections.abc import Iterable

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.accounts.enums import Role

register = template.Library()

SUBJECTS: dict[str, Promise] = {
    "answer": _("Answer"),
    "answers": _("Answers"),
    "banner": _("Banner"),
    "comparison": _("Comparison"),
    "contact": _("Contact"),
    "conversation": _("Exchange"),
    "desk": _("Desk"),
    "desks": _("Desks"),
    "draft": _("Draft"),
    "evaluation_case": _("Golden question"),
    "evaluation_run": _("Run"),
    "evaluation_set": _("Evaluation set"),
    "gap": _("Gap"),
    "gaps": _("Gaps of the sheets"),
    "lexicon": _("Lexicon"),
    "lexicon_entry": _("Lexicon"),
    "links": _("Links"),
    "model_answer": _("Model answer"),
    "purge_run": _("Removal of old data"),
    "question": _("Question"),
    "retention_hold": _("Retention hold"),
    "setting": _("Setting"),
    "sheet": _("Sheet"),
    "sheet_draft": _("Local sheet"),
    "sheet_import": _("Import of sheets"),
    "sheet_report": _("Report of a sheet"),
    "sheet_revision": _("Version of a sheet"),
    "sheet_revisions": _("Versions of sheets"),
    "sheets": _("Sheets"),
    "text": _("Text"),
    "theme": _("Theme"),
    "user": _("User account"),
    "words": _("Words"),
    "weekly_draw": _("Weekly draw"),
}
"""What an act is about, in words; see `subject_type` of the calls of `append_event`."""


@register.filter
def subject_name(subject_type: str) -> str:
    """What an act is about, in words; its own name when it has none here."""
    return str(SUBJECTS.get(subject_type, subject_type))


@register.filter
def role_names(roles: Iterable[str]) -> str:
    """Roles in the order of the enum, in words."""
    held = set(roles)
    return ", ".join(str(role.label) for role in Role if role in held)
