"""What words are: first names, family names, words that are no name, and ordinary French words,
the last learnt from how often the language model's corpus writes them small or capitalised."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_WORDS = Path(__file__).parent / "words"
# A word is ordinary when it is written small about as often as capitalised (ranks are by
# falling frequency), or is among the most frequent of all.
_SMALL_AGAINST_CAPITAL = 2.5
_MOST_FREQUENT = 1_200
_KNOWN = 200_000
_NAMELIKE = 3.0
# Small words this frequent are words even when they are names too: `il se marie`.
_FREQUENT_SMALL = 15_000


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """Small letters without accents."""
    small = unicodedata.normalize("NFKD", word.replace("ı", "i").casefold())
    return "".join(c for c in small if not unicodedata.combining(c))


def read_words(name: str) -> frozenset[str]:
    """The folded words of a list in `words/`; lines that start with # are comments."""
    lines = (_WORDS / name).read_text(encoding="utf-8").splitlines()
    return frozenset(fold(w) for line in lines if not line.startswith("#") for w in line.split())


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Folded first names, family names and non-names; small ordinary words, namelike words and
    acronyms as the corpus spells them."""

    first_names: frozenset[str]
    surnames: frozenset[str]
    not_names: frozenset[str]
    ordinary: frozenset[str]
    namelike: frozenset[str]
    acronyms: frozenset[str]
    frequent_small: frozenset[str]

    def is_first_name(self, word: str) -> bool:
        """True for a listed first name; a compound counts when its first two parts do."""
        parts = re.split(r"[-']", fold(word))
        return all(part in self.first_names for part in parts[:2])

    def is_surname(self, word: str) -> bool:
        return fold(word) in self.surnames

    def is_not_name(self, word: str) -> bool:
        return fold(word) in self.not_names

    def is_ordinary(self, word: str) -> bool:
        """True for a common French word, whatever its capitals."""
        return word.lower() in self.ordinary

    def is_namelike(self, word: str) -> bool:
        """True for a word that people capitalise far more often than not."""
        return word.lower() in self.namelike

    def is_often_small(self, word: str) -> bool:
        """True for a word met so often in small letters that they say nothing of a name."""
        return word in self.frequent_small

    def is_acronym(self, word: str) -> bool:
        return word.upper() in self.acronyms


def build_lexicon(words_by_frequency: Iterable[str]) -> Lexicon:
    """The lexicon, from a corpus vocabulary with its most frequent word first."""
    ranks = {word: rank for rank, word in enumerate(words_by_frequency)}
    ordinary, namelike, acronyms = set(), set(), set()
    for word in ranks:
        if not word[:1].isalpha():
            continue
        small = ranks.get(word.lower())
        capital = ranks.get(word.capitalize())
        upper = ranks.get(word.upper()) if len(word) > 1 else None
        if upper is not None and upper < min(small or upper + 1, capital or upper + 1):
            acronyms.add(word.upper())
        if small is not None and (
            (capital is None and small < _KNOWN)
            or (capital is not None and small < capital * _SMALL_AGAINST_CAPITAL)
            or small < _MOST_FREQUENT
        ):
            ordinary.add(word.lower())
        elif capital is not None and (small is None or small > capital * _NAMELIKE):
            namelike.add(word.lower())
    return Lexicon(
        first_names=read_words("first_names.txt"),
        surnames=read_words("surnames.txt"),
        not_names=read_words("not_names.txt"),
        ordinary=frozenset(ordinary),
        namelike=frozenset(namelike - {a.lower() for a in acronyms}),
        acronyms=frozenset(acronyms),
        frequent_small=frozenset(
            word for word, rank in ranks.items() if rank < _FREQUENT_SMALL and word.islower()
        ),
    )
