"""The lexicon in force: the shipped one with the curators' entries, fresh within seconds."""

import time
from collections.abc import Iterable

from apps.answering.lexicon import Entry, Lexicon, read_lexicon
from apps.answering.wording import fold
from apps.sheets.models import LexiconEntry

_CHECK_EVERY = 5.0  # seconds


class LexiconInForce:
    """Follows the curators' entries, whichever process changes them."""

    def __init__(self) -> None:
        self._lexicon = read_lexicon()
        self._version = (0, 0)
        self._next_check = 0.0

    def lexicon(self) -> Lexicon:
        """The same object for as long as no entry changes; one small query every few seconds."""
        now = time.monotonic()
        if now >= self._next_check:
            version = LexiconEntry.objects.version()
            if version != self._version:
                self._lexicon = Lexicon(entries_in_force(LexiconEntry.objects.all()))
                self._version = version
            self._next_check = now + _CHECK_EVERY
        return self._lexicon


def key_of(official: str) -> str:
    """Two entries of one group with the same key speak of the same words."""
    return " ".join(fold(official).split())


def entries_in_force(own: Iterable[LexiconEntry]) -> list[Entry]:
    """The shipped entries, but for those that an entry of the curators replaces, and the latter."""
    own = list(own)
    replaced = {(entry.group, entry.key) for entry in own}
    shipped = [
        entry
        for entry in read_lexicon().entries
        if (entry.group, key_of(entry.official)) not in replaced
    ]
    added = [
        Entry(entry.group, entry.official, tuple(entry.lay)) for entry in own if entry.is_active
    ]
    return [*shipped, *added]
