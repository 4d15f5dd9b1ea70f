"""Keeps the search log: masked text only, one row a search however it was typed."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.pseudonyms import pseudonym
from apps.answering.masking import MaskedText
from apps.sheets.models import SearchNote
from apps.sheets.models.searches import STILL_READING, STILL_TYPING
from apps.sheets.search import current_reader

_LONGEST = 300


@transaction.atomic
def note_search(*, user: User, text: MaskedText, results: int) -> SearchNote:
    """Keep what a counsellor looks for; what is still being typed replaces what was there."""
    now = timezone.now()
    note = _last(user).filter(opened_at=None, changed_at__gt=now - STILL_TYPING).first()
    if note is None:
        note = SearchNote(searcher=pseudonym(user.pk, now.date()))
        note.departement = user.desk.departement_id if user.desk else ""
    operators = current_reader().read(text.text).operators
    note.text, note.results, note.changed_at = text.text[:_LONGEST], results, now
    note.operator = operators[0] if operators else ""
    note.save()
    return note


@transaction.atomic
def note_opening(*, user: User) -> None:
    """A sheet was opened from the results of the person's last search."""
    now = timezone.now()
    note = _last(user).filter(opened_at=None, changed_at__gt=now - STILL_READING).first()
    if note is not None:
        note.opened_at = now
        note.save(update_fields=["opened_at"])


def _last(user: User) -> QuerySet[SearchNote]:
    searcher = pseudonym(user.pk, timezone.now().date())
    return SearchNote.objects.filter(searcher=searcher).order_by("-changed_at")
