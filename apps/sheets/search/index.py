"""The lexical index of this process: follows the published revisions, whoever publishes them."""

import threading
import time
from collections.abc import Collection

from apps.answering.french import french_words
from apps.answering.lexicon import Lexicon, read_lexicon
from apps.answering.spelling import Speller
from apps.answering.understanding import Reader
from apps.answering.wording import words
from apps.sheets.models import SheetRevision
from apps.sheets.search.counts import read_terms
from apps.sheets.search.lexicon import LexiconInForce
from apps.sheets.search.snapshot import Snapshot

# While sheets are published one by one, compiling takes at most one part in so many of the time.
_REST = 5
# A word is known well enough to mend others when so many sheets hold it, or one in a small base.
_KNOWN_FROM = 5
_SMALL_BASE = 500
# The speller is made anew when the number of words has changed by one part in so many.
_SPELLER_STEP = 100


class LexicalIndex:
    """Keeps a snapshot that holds at least the revisions asked for, as far as time allows.

    What a snapshot holds beyond them does no harm: rankings are masked with the revisions that
    the database says are published and visible, at the moment of each search.
    """

    def __init__(self) -> None:
        self._snapshot = Snapshot(())
        self._lock = threading.Lock()
        self._rests_until = 0.0
        self._words_of_speller = 0
        self._in_force = LexiconInForce()
        self._lexicon = read_lexicon()
        self._reader = Reader(self._lexicon)

    def snapshot_for(self, revision_ids: Collection[int], *, at_once: bool = False) -> Snapshot:
        """The snapshot to rank `revision_ids` with, brought up to date first where need be.

        `at_once` waits until it holds them all, as the test of a revision needs.
        """
        if not self._missing(revision_ids):
            return self._snapshot
        is_first = not len(self._snapshot.revision_ids)
        if self._lock.acquire(blocking=is_first or at_once):
            try:
                self._catch_up(revision_ids, at_once=at_once)
            finally:
                self._lock.release()
        return self._snapshot

    def _missing(self, revision_ids: Collection[int]) -> set[int]:
        return set(revision_ids).difference(self._snapshot.revision_ids.tolist())

    def _catch_up(self, revision_ids: Collection[int], *, at_once: bool) -> None:
        missing = self._missing(revision_ids)
        if not missing or (time.monotonic() < self._rests_until and not at_once):
            return
        started = time.monotonic()
        published = set(SheetRevision.objects.published().values_list("pk", flat=True))
        kept = [each for each in self._snapshot.revisions if each.revision_id in published]
        self._snapshot = Snapshot([*kept, *read_terms(missing)])
        took = time.monotonic() - started
        self._rests_until = time.monotonic() + (_REST * took if took > 0.2 else 0)

    def lexicon(self) -> Lexicon:
        """The lexicon in force; one small query every few seconds."""
        return self._in_force.lexicon()

    def reader(self) -> Reader:
        """Reads with the lexicon in force, and mends spelling against the words of the sheets."""
        lexicon = self.lexicon()
        frequencies = self._snapshot.word_frequencies
        grown = abs(len(frequencies) - self._words_of_speller) * _SPELLER_STEP
        if lexicon is not self._lexicon or grown > len(frequencies):
            self._reader = Reader(lexicon, self._speller(lexicon))
            self._lexicon, self._words_of_speller = lexicon, len(frequencies)
        return self._reader

    def _speller(self, lexicon: Lexicon) -> Speller:
        least = _KNOWN_FROM if len(self._snapshot.revision_ids) > _SMALL_BASE else 1
        frequencies = self._snapshot.word_frequencies.items()
        said = " ".join(text for entry in lexicon.entries for text in (*entry.lay, entry.official))
        known = {word: count for word, count in frequencies if count >= least}
        return Speller(known, words(said), french_words())


index = LexicalIndex()


def current_reader() -> Reader:
    """Reads requests with today's lexicon and the spelling of the sheets that this process knows.

    May query the database.
    """
    return index.reader()


def spelled_out(text: str) -> dict[str, str]:
    """The acronyms of a text that it does not explain, with what they stand for today."""
    return index.lexicon().spelled_out(text)


def warm_up() -> None:
    """Load what the first search would wait for."""
    index.snapshot_for(SheetRevision.objects.published().values_list("pk", flat=True))
    index.reader()
