"""French numbers in figures and in words: "92 000", "10.700", "mille deux cents", "vingt-cinq"."""

import re
from decimal import Decimal

_UNITS = {
    "zéro": 0, "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6,
    "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "treize": 13,
    "quatorze": 14, "quinze": 15, "seize": 16, "vingt": 20, "vingts": 20, "trente": 30,
    "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70, "huitante": 80,
    "octante": 80, "nonante": 90,
}  # fmt: skip
_SCALES = {
    "mille": 1000,
    "million": 10**6,
    "millions": 10**6,
    "milliard": 10**9,
    "milliards": 10**9,
}
_STARTERS = [word for word in _UNITS if word not in ("zéro", "un", "une")] + [
    "cent",
    "cents",
    "mille",
]
_FOLLOWERS = [*_UNITS, "cent", "cents", *_SCALES]


def _alternation(words: list[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


FIGURES = r"(?<!\d)(?<!\d,)(?:\d{1,3}(?:[ .]\d{3})+(?:,\d{1,2})?(?![\d])|\d+(?:[.,]\d+)?)"
WORDS = (
    rf"\b(?:{_alternation(_STARTERS)})(?:(?:[ -]et[ -]|[ -])(?:{_alternation(_FOLLOWERS)})\b)*\b"
)
NUMBER = rf"(?:{FIGURES}|{WORDS})"
_SEPARATORS = re.compile(r"[ -]")
_GROUPED = re.compile(r"\d{1,3}(?:[ .]\d{3})+(?:,\d+)?")


def number_value(text: str) -> Decimal:
    """The value of what NUMBER matched."""
    if text[0].isdigit():
        if _GROUPED.fullmatch(text):
            text = text.replace(" ", "").replace(".", "")
        return Decimal(text.replace(",", ".")).normalize()
    return Decimal(_words_value(text.lower()))


def _words_value(text: str) -> int:
    total = group = 0
    for word in _SEPARATORS.split(text):
        if word in _SCALES:
            total += max(group, 1) * _SCALES[word]
            group = 0
        elif word in ("cent", "cents"):
            group = max(group, 1) * 100
        elif word in ("vingt", "vingts") and group % 100 == 4:
            group += 76
        elif word != "et":
            group += _UNITS[word]
    return total + group
