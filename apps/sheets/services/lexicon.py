"""Changes to the curators' part of the lexicon."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.answering.lexicon import ORAL_WORD, expression_key
from apps.answering.masking import scan
from apps.audit.enums import EventKind
from apps.audit.services import append_event, content_hash
from apps.sheets.enums import LexiconGroup
from apps.sheets.models import LexiconEntry
from apps.sheets.search.lexicon import key_of

MOST_LAY = 60
_MAY_BE_PERSONAL = re.compile(r"@|\d[\d .-]{4,}\d")


class EntryRefusal(Exception):
    """The entry cannot be kept; the message says why, in French."""


@dataclass(frozen=True, slots=True)
class EntryWords:
    """What an entry says: see LexiconEntry."""

    group: str
    official: str
    lay: tuple[str, ...]
    is_active: bool = True

    @property
    def key(self) -> str:
        return key_of(self.official)


@transaction.atomic
def add_entry(*, words: EntryWords, added_by: User) -> LexiconEntry:
    """Keep a new entry. Raises EntryRefusal for a bad one, and for words that have one already."""
    refuse_bad_words(words)
    entry = LexiconEntry(changed_by=added_by, **_fields(words))
    _save(entry, "added")
    return entry


@transaction.atomic
def change_entry(*, entry: LexiconEntry, words: EntryWords, changed_by: User) -> LexiconEntry:
    """Make an entry say something else, or disable it. Raises EntryRefusal as `add_entry`."""
    refuse_bad_words(words)
    entry = LexiconEntry.objects.select_for_update().get(pk=entry.pk)
    for name, value in _fields(words).items():
        setattr(entry, name, value)
    entry.changes += 1
    entry.changed_by = changed_by
    _save(entry, "changed" if entry.is_active else "disabled")
    return entry


@transaction.atomic
def import_entries(*, entries: Sequence[EntryWords], imported_by: User) -> int:
    """Add entries, or replace those of the same words; all or none.

    Returns how many differ from what was there. Raises EntryRefusal for the first bad one.
    """
    for words in entries:
        refuse_bad_words(words)
    known = {
        (entry.group, entry.key): entry for entry in LexiconEntry.objects.select_for_update().all()
    }
    changed = [
        _replaced(known.get((words.group, words.key)), words, imported_by)
        for words in entries
        if _differs(known.get((words.group, words.key)), words)
    ]
    for entry in changed:
        entry.save()
    if changed:
        manifest = "\n".join(sorted(map(_said, changed)))
        append_event(
            kind=EventKind.LEXICON_CHANGED,
            actor_id=imported_by.pk,
            subject_type="lexicon",
            subject_id=len(changed),
            payload={"act": "imported", "count": len(changed), "content": content_hash(manifest)},
        )
    return len(changed)


def refuse_bad_words(words: EntryWords) -> None:
    """Raises EntryRefusal when an entry could not be found in a request, or says too much."""
    if words.group not in LexiconGroup.values:
        raise EntryRefusal(_("Unknown heading: %(name)s.") % {"name": words.group[:40]})
    if not any(map(str.isalnum, words.official)):
        raise EntryRefusal(_("The words of the sheets are missing."))
    if len(words.official) > 200:
        raise EntryRefusal(_("The words of the sheets are too long: 200 characters at most."))
    if not 1 <= len(words.lay) <= MOST_LAY:
        raise EntryRefusal(
            _("Give at least one expression, %(most)d at most.") % {"most": MOST_LAY}
        )
    for lay in words.lay:
        _refuse_bad_lay(lay, words.group)
    text = f"{words.official} ; {' ; '.join(words.lay)}"
    if _MAY_BE_PERSONAL.search(text) and scan(text):
        raise EntryRefusal(_("This looks like personal data: it cannot stand in the lexicon."))


def _refuse_bad_lay(lay: str, group: str) -> None:
    given = {"lay": lay[:60]}
    if len(lay) > 120:
        raise EntryRefusal(_("“%(lay)s…” is too long: 120 characters at most.") % given)
    if group == LexiconGroup.ORAL:
        if not ORAL_WORD.fullmatch(lay):
            raise EntryRefusal(_("“%(lay)s”: an oral form is one word.") % given)
    elif not expression_key(lay):
        raise EntryRefusal(_("“%(lay)s” holds no word that tells anything.") % given)


def _fields(words: EntryWords) -> Mapping[str, object]:
    return {
        "group": words.group,
        "official": words.official,
        "key": words.key,
        "lay": list(words.lay),
        "is_active": words.is_active,
    }


def _save(entry: LexiconEntry, act: str) -> None:
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError as error:
        raise EntryRefusal(_("These words have an entry already: change that one.")) from error
    append_event(
        kind=EventKind.LEXICON_CHANGED,
        actor_id=entry.changed_by_id,
        subject_type="lexicon_entry",
        subject_id=entry.pk,
        payload={"act": act, "group": entry.group, "content": content_hash(_said(entry))},
    )


def _said(entry: LexiconEntry) -> str:
    return f"{entry.group}|{entry.official}|{';'.join(entry.lay)}|{entry.is_active}"


def _differs(entry: LexiconEntry | None, words: EntryWords) -> bool:
    return entry is None or any(
        getattr(entry, name) != value for name, value in _fields(words).items()
    )


def _replaced(entry: LexiconEntry | None, words: EntryWords, changed_by: User) -> LexiconEntry:
    entry = entry or LexiconEntry(changes=0)
    for name, value in _fields(words).items():
        setattr(entry, name, value)
    entry.changes += 1
    entry.changed_by = changed_by
    return entry
