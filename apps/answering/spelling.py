"""Mends misspelt words of a request against the words of the sheets; names are left alone."""

import re
import string
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from apps.answering.wording import fold, is_content, stem

_WORD = re.compile(r"⟦[^⟧]*⟧|[^\W\d_]+(?:'[^\W\d_]+)?|\S")
_SENTENCE_END = frozenset(".?!…:;")
_SHORTEST = 4
# A short word has too many neighbours: it is mended only to what sounds the same.
_SHORTEST_BY_LETTERS = 6
# How words sound alike in French: the rules apply in order to a folded word.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ph", "f"),
        (r"eau|au", "o"),
        (r"ai|ei|ay|ey", "e"),
        (r"qu|k|c(?=[aour])", "k"),
        (r"ss|c(?=[eiy])|sc(?=[eiy])", "s"),
        (r"gu(?=[eiy])", "g"),
        (r"am|em|en", "an"),
        (r"y", "i"),
        (r"h", ""),
        (r"(.)\1", r"\1"),
        (r"(?:ent|er|ez|es|e|s|t|x|d)$", ""),
    )
)


class Speller:
    """Knows `frequencies`, words of the sheets, accents kept, and how many sheets hold them.

    `also_known`: words of the lexicon, with all forms of their stems; `correct`: words that are
    not to be mended, and to which none is mended.
    """

    def __init__(
        self,
        frequencies: Mapping[str, int],
        also_known: Iterable[str] = (),
        correct: frozenset[str] = frozenset(),
    ) -> None:
        self._words = frozenset(frequencies)
        self._correct = correct
        self._accented: dict[str, str] = {}
        self._frequencies: Counter[str] = Counter()
        for word, frequency in sorted(frequencies.items(), key=lambda pair: pair[1]):
            self._accented[fold(word)] = word
            self._frequencies[fold(word)] += frequency
        known = {*self._frequencies, *map(fold, also_known)}
        self._known = known | {stem(word) for word in known}
        self._by_sound: dict[str, str] = {}
        for word, frequency in self._frequencies.items():
            sound = sounds_like(word)
            if frequency > self._frequencies[self._by_sound.get(sound, "")]:
                self._by_sound[sound] = word

    def corrected(self, text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        """The text with misspelt words mended, and the pairs (typed, mended)."""
        pieces: list[str] = []
        corrections: list[tuple[str, str]] = []
        end, starts_sentence = 0, True
        for token in _WORD.finditer(text):
            typed = token[0]
            mended = self._mended(typed, starts_sentence=starts_sentence)
            pieces += [text[end : token.start()], mended]
            if fold(mended) != fold(typed):
                corrections.append((typed, mended))
            end, starts_sentence = token.end(), typed in _SENTENCE_END
        return "".join([*pieces, text[end:]]), tuple(corrections)

    def _mended(self, typed: str, *, starts_sentence: bool) -> str:
        """A capital inside a sentence is a name, capitals throughout an acronym: both stay."""
        may_be_name = typed[:1].isupper() and (not starts_sentence or typed.isupper())
        word = fold(typed)
        if len(word) < _SHORTEST or not word.isalpha() or may_be_name:
            return typed
        if word == typed.lower() and word in self._accented and word not in self._words:
            return self._accented[word]
        if self._knows(typed):
            return typed
        return self._accented.get(self._nearest(word), typed)

    def _knows(self, typed: str) -> bool:
        word = typed.lower()
        if word in self._correct or not is_content(word):
            return True
        return not self._known.isdisjoint({fold(typed), stem(word), stem(fold(typed))})

    def _nearest(self, word: str) -> str:
        """The known word that sounds the same, else the most frequent one letter away, or ""."""
        alike = self._by_sound.get(sounds_like(word), "")
        if alike[:1] == word[:1]:
            return alike
        if len(word) < _SHORTEST_BY_LETTERS:
            return ""
        near = [edited for edited in _edits(word) if edited in self._frequencies]
        return max(near, key=lambda each: self._frequencies[each], default="")


def sounds_like(word: str) -> str:
    """A rough key of how a folded French word sounds."""
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word


def _edits(word: str) -> Iterator[str]:
    """Words one deletion, swap, change or insertion away; the first letter stays."""
    letters = string.ascii_lowercase
    cuts = [(word[:at], word[at:]) for at in range(1, len(word) + 1)]
    return chain(
        (head + tail[1:] for head, tail in cuts if tail),
        (head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1),
        (head + letter + tail[1:] for head, tail in cuts if tail for letter in letters),
        (head + letter + tail for head, tail in cuts for letter in letters),
    )
