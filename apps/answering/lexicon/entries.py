"""Reads the lexicon, and finds its entries in a request."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from apps.answering.wording import STOP_WORDS, fold, stem, words

_FOLDER = Path(__file__).parent / "words"
ACRONYMS, ORAL = "acronyms", "oral"
# Words that do not change which entry is meant; "sans", "plus", "pas", "trop" do.
_LIGHT = frozenset({
    "a", "au", "aux", "c", "d", "de", "des", "du", "elle", "elles", "il", "ils", "j", "je", "l",
    "la", "le", "les", "leur", "leurs", "lui", "m", "ma", "me", "mes", "mon", "n", "ne", "nos",
    "notre", "on", "s", "sa", "se", "ses", "son", "t", "ta", "te", "tes", "ton", "tu", "un", "une",
    "vos", "votre", "vous", "y",
})  # fmt: skip
_ARTICLES = frozenset(
    {"le", "la", "les", "l", "un", "une", "des", "mon", "ma", "mes", "son", "sa", "ses"}
)
_ACRONYM = re.compile(r"(?<![^\W_])[^\W_]{2,}(?![^\W_])")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;•»–—-]\s|\n)[\s(«*]*$")
# The official sheets use these for something else too ("agence régionale de santé"), or what the
# lexicon says of them helps a search but is not what their letters stand for.
_NEVER_SPELLED_OUT = frozenset({"ars", "ast", "civi", "cmuc", "cra", "fps", "gav", "hlm", "pma"})
_ENDINGS = re.compile(r"(?<=.{5})(?:es|e|s|x)$")
ORAL_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")


@dataclass(frozen=True, slots=True)
class Entry:
    """`official`, words of the sheets; `lay`, what people say for it; `group`, the file's name."""

    group: str
    official: str
    lay: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """Where an entry stands among the stems of a request, and the official words it brings."""

    start: int
    length: int
    official: tuple[str, ...]
    groups: frozenset[str]


class Lexicon:
    """Finds lay words, acronyms (both ways) and oral forms."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.entries = tuple(entries)
        self._official: dict[tuple[str, ...], list[str]] = {}
        self._groups: dict[tuple[str, ...], set[str]] = {}
        self._oral: dict[str, str] = {}
        acronyms = {
            fold(entry.official): entry.lay for entry in self.entries if entry.group == ACRONYMS
        }
        self.acronyms: frozenset[str] = frozenset(acronyms)
        self._meanings = {
            acronym: lay[0]
            for acronym, lay in acronyms.items()
            if len(lay) == 1 and acronym not in _NEVER_SPELLED_OUT
        }
        for entry in self.entries:
            self._add(entry)
        self._longest = max(map(len, self._official), default=0)

    def _add(self, entry: Entry) -> None:
        if entry.group == ORAL:
            self._oral |= {fold(form): entry.official for form in entry.lay}
            return
        for lay in entry.lay:
            self._learn(lay, entry.official, entry.group)
            if entry.group == ACRONYMS:
                self._learn(entry.official, lay, entry.group)

    def _learn(self, said: str, official: str, group: str) -> None:
        key = expression_key(said)
        self._groups.setdefault(key, set()).add(group)
        if key and official not in self._official.setdefault(key, []):
            self._official[key].append(official)

    def official_words(self, text: str) -> tuple[str, ...]:
        """Official words for what `text` says, in its order; the longest match wins."""
        found = self._matches(text)
        return tuple(dict.fromkeys(words for match in found for words in match.official))

    def groups(self, text: str) -> tuple[str, ...]:
        """Groups of the entries that `text` matches, most words matched first."""
        matched: Counter[str] = Counter()
        for match in self._matches(text):
            matched.update(dict.fromkeys(match.groups - {ACRONYMS}, match.length))
        return tuple(group for group, _ in matched.most_common())

    def _matches(self, text: str) -> list[Match]:
        read = _telling_words(text)
        matches = [
            Match(start, length, tuple(official), frozenset(self._groups[key]))
            for start in range(len(read))
            for length in range(1, min(self._longest, len(read) - start) + 1)
            for key in _keys(read[start : start + length])
            if (official := self._official.get(key))
        ]
        return [match for match in matches if not any(_holds(other, match) for other in matches)]

    def spelled_out(self, text: str) -> dict[str, str]:
        """What the acronyms of `text` stand for, as it writes them and in its order, but for those
        that it explains itself and those of more than one meaning. One written like a name ("la
        Caf") is not known from an ordinary word where a sentence begins: left out there."""
        found: dict[str, str] = {}
        told = fold(text)
        for match in _ACRONYM.finditer(text):
            word = match[0]
            meaning = self._meanings.get(fold(word))
            if meaning is None or not word[0].isupper() or fold(meaning) in told:
                continue
            if word.isupper() or not _SENTENCE_START.search(text, 0, match.start()):
                found.setdefault(meaning.replace("'", "’"), word)
        return {word: meaning for meaning, word in found.items()}

    def written_out(self, text: str) -> str:
        """`text` with oral and SMS forms in full ("cb" → "combien"); other words as they are."""
        return ORAL_WORD.sub(lambda word: self._oral.get(fold(word[0]), word[0]), text)


@dataclass(frozen=True, slots=True)
class _Word:
    """A telling word and the light ones just before it, all folded."""

    stem: str
    form: str
    before: tuple[str, ...]

    @property
    def is_common(self) -> bool:
        return self.form in STOP_WORDS and not self.before


def _telling_words(text: str) -> list[_Word]:
    told: list[_Word] = []
    before: list[str] = []
    for word in words(text):
        folded = fold(word)
        if folded in _LIGHT:
            before.append(folded)
        else:
            told.append(_Word(stem(word), _ENDINGS.sub("", folded), tuple(before)))
            before.clear()
    return told


def expression_key(said: str) -> tuple[str, ...]:
    """Stems of several words. One word alone is kept as it is but for its plural, since stems
    join too much ("moisi" with "mois"); with its light words when they make the meaning ("à la
    rue"). Empty when only common words are left, as for "CE"."""
    told = _telling_words(said)
    if len(told) != 1:
        return tuple(word.stem for word in told)
    if told[0].is_common:
        return ()
    makes_meaning = not _ARTICLES.issuperset(told[0].before)
    return (*(told[0].before if makes_meaning else ()), f"={told[0].form}")


def _keys(told: Sequence[_Word]) -> Iterator[tuple[str, ...]]:
    """Keys of the entries that these words of a request may match."""
    if len(told) > 1:
        yield tuple(word.stem for word in told)
        return
    word = told[0]
    for start in range(len(word.before) + 1):
        yield (*word.before[start:], f"={word.form}")


def _holds(longer: Match, shorter: Match) -> bool:
    """Whether a longer match covers all the words of a shorter one."""
    return (
        longer.length > shorter.length
        and longer.start <= shorter.start
        and shorter.start + shorter.length <= longer.start + longer.length
    )


def read_entries(folder: Path = _FOLDER) -> Iterator[Entry]:
    """Entries of all files of a folder. Each line: official words, a tab, lay words between ";"."""
    for path in sorted(folder.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                if row and not row[0].startswith("#"):
                    yield _entry(path.stem, row[0], row[1])


def _entry(group: str, first: str, second: str) -> Entry:
    return Entry(group, first, tuple(part.strip() for part in second.split(";")))


@cache
def read_lexicon() -> Lexicon:
    """The lexicon shipped with the project."""
    return Lexicon(read_entries())
