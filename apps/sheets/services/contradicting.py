"""Mark two sheets as contradicting each other, and settle it."""

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.answering.masking import MaskedText
from apps.audit.enums import EventKind
from apps.audit.services import append_event, content_hash
from apps.sheets.models import Sheet, SheetContradiction


@transaction.atomic
def mark_contradiction(
    *, sheet: Sheet, other: Sheet, note: MaskedText, marked_by: User
) -> SheetContradiction:
    """Say that two sheets contradict each other; a second mark replaces the note of the first.

    Both sheets and the answers that quote them say so until it is settled.
    """
    first, second = sorted((sheet, other), key=lambda each: each.pk)
    mark, _is_new = SheetContradiction.objects.open().update_or_create(
        first=first,
        second=second,
        settled_at=None,
        defaults={"note": note.text, "marked_by": marked_by},
    )
    append_event(
        kind=EventKind.SHEETS_CONTRADICT,
        actor_id=marked_by.pk,
        subject_type="sheet",
        subject_id=first.pk,
        payload={"other": second.pk, "note_hash": content_hash(mark.note)},
    )
    return mark


@transaction.atomic
def settle_contradiction(*, mark: SheetContradiction, settled_by: User) -> None:
    """The sheets agree again; twice is once."""
    open_marks = SheetContradiction.objects.open().filter(pk=mark.pk)
    if not open_marks.update(settled_at=timezone.now(), settled_by=settled_by):
        return
    append_event(
        kind=EventKind.CONTRADICTION_SETTLED,
        actor_id=settled_by.pk,
        subject_type="sheet",
        subject_id=mark.first_id,
        payload={"other": mark.second_id},
    )
