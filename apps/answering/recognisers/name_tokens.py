"""Words of a text as the name rules see them: where they stand, and how they are written."""

import re
from dataclasses import dataclass

from apps.answering.recognisers.lexicon import Lexicon, fold, read_words

_TOKEN = re.compile(r"[^\W\d_]+(?:['\-][^\W\d_]+)*")
_ELISION = re.compile(r"(?i)(?:[dljscmnt]|qu|jusqu|lorsqu|puisqu)'(?=[^\W\d_])")
_NAME_ELISION = re.compile(r"(?:[DLNMO]'(?=[A-ZÀ-Ý])|[A-ZÀ-Ý]'(?=[A-ZÀ-Ý]{2}))")
PARTICLES = read_words("particles.txt")
_SURE_PARTICLES = read_words("sure_particles.txt")


@dataclass(frozen=True, slots=True)
class Token:
    """A word without its elision; `start:end` are offsets in the text."""

    text: str
    start: int
    end: int

    @property
    def is_small(self) -> bool:
        """True when no letter that could open a name is a capital: `zerrouki`, not `al-Khatib`."""
        return not any(part[:1].isupper() for part in re.split(r"['\-]", self.text))

    @property
    def is_shouted(self) -> bool:
        return len(self.text) > 1 and self.text.isupper()

    @property
    def is_particle(self) -> bool:
        return fold(self.text) in PARTICLES

    @property
    def is_sure_particle(self) -> bool:
        return fold(self.text) in _SURE_PARTICLES


def tokens(text: str) -> list[Token]:
    """The words of the text; `d'Ahmed` gives `Ahmed`, `D'Almeida` and `N'Diaye` stay whole."""
    found = []
    for match in _TOKEN.finditer(text):
        word, start = match.group(), match.start()
        elision = _ELISION.match(word)
        if elision and not _NAME_ELISION.match(word):
            word, start = word[elision.end() :], start + elision.end()
        found.append(Token(word, start, match.end()))
    return found


def is_mostly_shouted(text: str) -> bool:
    """True for a text typed with the capitals locked, where capitals tell nothing."""
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 12 and sum(c.isupper() for c in letters) > 0.7 * len(letters)


def are_joined(text: str, left: Token, right: Token) -> bool:
    """True when nothing but a space or two stands between, as inside a name."""
    gap = text[left.end : right.start]
    return (
        bool(gap)
        and len(gap) <= 3
        and not gap.strip(" \t.")
        and gap.count(".") <= 1
        and ("." not in gap or len(left.text) <= 2)
    )


class Words:
    """What the lexicon says of a token of this text."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.lexicon = lexicon
        self.shouted = is_mostly_shouted(text)
        self.tokens = tokens(text)

    def is_small(self, token: Token) -> bool:
        return token.is_small or self.shouted

    def is_first_name(self, token: Token) -> bool:
        return self.lexicon.is_first_name(token.text)

    def is_sure_first_name(self, token: Token) -> bool:
        """A first name that is no ordinary word, and long enough to be no accident."""
        word = token.text
        if not self.is_first_name(token) or self.is_barred(token):
            return False
        if self.is_small(token) and self.lexicon.is_often_small(word.lower()):
            return False
        if "-" in word and not self.is_small(token):
            return True
        if self.lexicon.is_ordinary(word) or (self.lexicon.is_surname(word) and len(word) < 4):
            return False
        return len(word) >= 4 or self.lexicon.is_namelike(word)

    def is_barred(self, token: Token) -> bool:
        """A word of grammar, a body, a benefit, an acronym: never part of a name by itself."""
        if self.lexicon.is_not_name(token.text):
            return True
        shouted = token.is_shouted and not self.shouted
        return (shouted or token.is_small) and self.lexicon.is_acronym(token.text)

    def is_unknown(self, token: Token) -> bool:
        """Neither barred nor an ordinary word: it may well be a name."""
        return not self.is_barred(token) and not self.lexicon.is_ordinary(token.text)

    def _is_listed(self, token: Token) -> bool:
        return self.is_first_name(token) or self.lexicon.is_surname(token.text)

    def can_open(self, token: Token, after_civility: bool) -> bool:
        """May this token be the first of a name, right after a word that announces one?"""
        known = self.is_first_name(token) or self.lexicon.is_surname(token.text)
        if len(token.text) < 2:
            return False
        if not self.is_small(token):
            if after_civility:
                return known or not self.is_barred(token)
            return not self.is_barred(token) and (known or self.is_unknown(token))
        stray = len(token.text) < 3 and self.lexicon.is_often_small(token.text.lower())
        if stray or self.is_barred(token):
            return False
        if self.is_unknown(token):
            return (
                after_civility
                or self.is_first_name(token)
                or (self.lexicon.is_namelike(token.text))
            )
        return after_civility and known

    def can_follow(self, token: Token, name: list[Token]) -> bool:
        """May this token go on the name begun by `name`?"""
        if self.is_barred(token) and (self.is_small(token) or not self._is_listed(token)):
            return False
        only_first_names = all(self.is_first_name(t) for t in name)
        surname = self.lexicon.is_surname(token.text) or self.is_first_name(token)
        if self.is_small(token):
            if not all(self.is_small(t) for t in name):
                return self.is_sure_first_name(token)
            if self.is_unknown(token):
                return True
            return only_first_names and surname
        if self.is_unknown(token):
            return True
        return surname or (only_first_names and len(token.text) > 2)
