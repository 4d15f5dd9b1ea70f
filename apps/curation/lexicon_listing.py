"""What the screen of acronyms and synonyms lists: shipped entries and the curators' own."""

from dataclasses import dataclass

from apps.answering.lexicon import Entry, read_lexicon
from apps.answering.wording import fold
from apps.curation.enums import LexiconOrigin
from apps.sheets.enums import LexiconGroup
from apps.sheets.models import LexiconEntry
from apps.sheets.search.lexicon import key_of
from apps.sheets.services.lexicon import EntryWords


@dataclass(frozen=True, slots=True)
class LexiconRow:
    """One line of the table; `pk` is None for a shipped entry that nobody touched."""

    words: EntryWords
    origin: LexiconOrigin
    pk: int | None = None

    @property
    def group_label(self) -> str:
        return str(LexiconGroup(self.words.group).label)

    def holds(self, folded: str) -> bool:
        return any(folded in fold(text) for text in (self.words.official, *self.words.lay))


def lexicon_rows(*, query: str = "", group: str = "", origin: str = "") -> list[LexiconRow]:
    """Entries by heading and words: those that hold `query`, in a heading, of an origin."""
    wanted = fold(query)
    rows = [
        row
        for row in _every_row()
        if (not group or row.words.group == group)
        and (not origin or row.origin == origin)
        and row.holds(wanted)
    ]
    return sorted(rows, key=lambda row: (row.words.group, row.words.key))


def shipped_words(group: str, official: str) -> EntryWords | None:
    """What the shipped lexicon says of some official words; its entries of one key joined."""
    return _shipped().get((group, key_of(official)))


def own_words() -> list[EntryWords]:
    """The curators' own entries, for export."""
    return [entry_words(entry) for entry in LexiconEntry.objects.all()]


def _every_row() -> list[LexiconRow]:
    shipped = _shipped()
    own = {(entry.group, entry.key): entry for entry in LexiconEntry.objects.all()}
    rows = [
        LexiconRow(words, LexiconOrigin.SHIPPED) for key, words in shipped.items() if key not in own
    ]
    for key, entry in own.items():
        origin = LexiconOrigin.CHANGED if key in shipped else LexiconOrigin.ADDED
        rows.append(LexiconRow(entry_words(entry), origin, entry.pk))
    return rows


def _shipped() -> dict[tuple[str, str], EntryWords]:
    joined: dict[tuple[str, str], EntryWords] = {}
    for entry in read_lexicon().entries:
        key = (entry.group, key_of(entry.official))
        joined[key] = _joined(joined.get(key), entry)
    return joined


def _joined(words: EntryWords | None, entry: Entry) -> EntryWords:
    if words is None:
        return EntryWords(entry.group, entry.official, entry.lay)
    return EntryWords(words.group, words.official, tuple(dict.fromkeys((*words.lay, *entry.lay))))


def entry_words(entry: LexiconEntry) -> EntryWords:
    return EntryWords(entry.group, entry.official, tuple(entry.lay), entry.is_active)
