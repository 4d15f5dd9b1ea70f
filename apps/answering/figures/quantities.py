"""Amounts, percentages, durations, ages and counts: a value and what is counted."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from apps.answering.figures.numbers import FIGURES, NUMBER, number_value
from apps.answering.wording import stem

# What follows a number -> (unit, factor). Years are months, hours are minutes, so that
# "2 ans" is "24 mois" and "4h30" is "4 heures et demie"; days and weeks stay apart.
_UNITS: tuple[tuple[str, str, Decimal], ...] = (
    (r"(?:millions? d'|de millions? d')(?:€|euros?)", "€", Decimal(10**6)),
    (r"milliards? d'(?:€|euros?)", "€", Decimal(10**9)),
    (r"k€", "€", Decimal(1000)),
    (r"€|euros?\b|eur\b", "€", Decimal(1)),
    (r"%|pour[ -]cents?\b|p\. ?100", "%", Decimal(1)),
    (r"ans?\b|années?\b", "month", Decimal(12)),
    (r"mois\b", "month", Decimal(1)),
    (r"semaines?\b", "week", Decimal(1)),
    (r"jours?\b|j(?=/)", "day", Decimal(1)),
    (r"heures?\b|h\b", "minute", Decimal(60)),
    (r"minutes?\b|mn\b|min\b", "minute", Decimal(1)),
    (r"kilomètres?[ -/]+heure|km ?/ ?h", "km/h", Decimal(1)),
    (r"kilomètres?\b|km\b", "km", Decimal(1)),
    (r"mètres? carrés?|m[²2]", "m²", Decimal(1)),
    (r"mètres?\b|m\b", "m", Decimal(1)),
    (r"(?:centimètres?|cm)\b", "cm", Decimal(1)),
    (r"kg\b|kilos?\b|kilogrammes?\b", "kg", Decimal(1)),
    (r"g(?: ?/ ?km)?\b|grammes?\b", "g", Decimal(1)),
)
_UNIT = re.compile(
    "|".join(f"(?P<u{i}>{pattern})" for i, (pattern, _, _) in enumerate(_UNITS)), re.I
)
_HALF = re.compile(r" et demie?\b", re.IGNORECASE)
_CLOCK = re.compile(r"(?<![\d,])(?P<h>\d{1,2}) ?(?:h|heures?) ?(?P<m>[0-5]\d)(?: ?min(?:utes)?)?\b")
# "Semaine complète : 149 €", "dans le mois qui suit": one unit, said without a number.
_ALONE = re.compile(
    r"(?:\b[Dd]ans l[ea] |\b[Cc]haque )(?P<a>mois|semaine|année|heure)\b"
    r"|\b(?P<b>Mois|Semaine|Année|Heure)\b"
)
_ONE = r"\b(?:un|une) (?=(?:an|mois|semaine|heure|minute|année)\b)"
_QUANTITY = re.compile(rf"{_ONE}|{NUMBER}", re.IGNORECASE)
_FRACTION = re.compile(
    r"(?<![\d/])(?P<a>\d) ?/ ?(?P<b>\d)(?![\d/])|\b(?P<wa>un|le|deux|trois) (?P<wb>tiers|quarts?)\b"
    r"|\b(?P<half>moitié)\b", re.IGNORECASE,
)  # fmt: skip
_ORDINAL = re.compile(r"(?<![\d,])(?P<n>\d+) ?(?:ers?|ères?|res?|e|ème|eme|nde?|èmes?)\b")
_ORDINAL_WORDS = {
    "deuxième": 2, "second": 2, "seconde": 2, "troisième": 3, "quatrième": 4, "cinquième": 5,
    "sixième": 6, "septième": 7, "huitième": 8, "neuvième": 9, "dixième": 10, "douzième": 12,
}  # fmt: skip
_ORDINAL_WORD = re.compile(rf"\b(?P<w>{'|'.join(_ORDINAL_WORDS)})s?\b", re.IGNORECASE)
_JOINED = re.compile(
    r",? ?(?:,|/|-|ou|et|à|voire|et de|ou de|à plus de)? ?(?:de |d')?", re.IGNORECASE
)
_NOUN = re.compile(
    r" (?:(?:premi|derni|proch|autr|mêm)[a-zà-ÿ]+ |nouveaux |nouvelles |grands? )*"
    r"(?P<noun>[a-zà-ÿœ]{3,})",
    re.IGNORECASE,
)
_NOT_NOUNS = frozenset(
    [
        "ou",
        "et",
        "par",
        "sur",
        "dont",
        "pour",
        "avec",
        "sans",
        "plus",
        "moins",
        "puis",
        "est",
        "sont",
        "dans",
        "cas",
    ]
)
_DEFINITE = re.compile(r"\b(?:les|des|ces|ses|vos|nos|leurs|aux|tous|toutes) $", re.IGNORECASE)
MEASURES = frozenset(unit for _, unit, _ in _UNITS)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and its unit: a measure, "n:" and a noun's stem, "ordinal", "fraction" or ""."""

    start: int
    end: int
    value: Decimal
    unit: str
    is_word: bool = False
    factor: Decimal = Decimal(1)


def find_quantities(text: str) -> list[Quantity]:
    """The quantities of a folded text in order, units shared along "35, 98 ou 153 €"."""
    taken = bytearray(len(text))
    found = [*_claimed(_clocks(text), taken), *_claimed(_fractions(text), taken)]
    found += _claimed(_ordinals(text), taken)
    found += _claimed(_numbers(text), taken)
    found += _claimed(_units_alone(text), taken)
    return _share_units(sorted(found, key=lambda q: q.start), text)


def _claimed(quantities: Iterator[Quantity], taken: bytearray) -> Iterator[Quantity]:
    for quantity in quantities:
        if not any(taken[quantity.start : quantity.end]):
            taken[quantity.start : quantity.end] = b"\x01" * (quantity.end - quantity.start)
            yield quantity


def _clocks(text: str) -> Iterator[Quantity]:
    for match in _CLOCK.finditer(text):
        minutes = Decimal(int(match["h"]) * 60 + int(match["m"]))
        yield Quantity(*match.span(), minutes, "minute")


def _fractions(text: str) -> Iterator[Quantity]:
    numerators = {"un": 1, "le": 1, "deux": 2, "trois": 3}
    for match in _FRACTION.finditer(text):
        if match["half"]:
            above, below = 1, 2
        elif match["wa"]:
            above, below = numerators[match["wa"].lower()], 3 if match["wb"][0] in "tT" else 4
        else:
            above, below = int(match["a"]), int(match["b"])
        if 0 < above < below:
            share = round(Decimal(above) / Decimal(below), 4)
            yield Quantity(*match.span(), share, "fraction", is_word=match["a"] is None)


def _ordinals(text: str) -> Iterator[Quantity]:
    for match in _ORDINAL.finditer(text):
        yield Quantity(*match.span(), Decimal(match["n"]), "ordinal")
    for match in _ORDINAL_WORD.finditer(text):
        value = Decimal(_ORDINAL_WORDS[match["w"].lower()])
        yield Quantity(*match.span(), value, "ordinal", is_word=True)


def _numbers(text: str) -> Iterator[Quantity]:
    for match in _QUANTITY.finditer(text):
        shown = match.group().strip()
        is_one = shown.lower() in ("un", "une")
        value = Decimal(1) if is_one else number_value(shown)
        quantity = _with_unit(text, match.start(), match.start() + len(shown), value)
        is_word = not re.match(FIGURES, shown)
        if quantity.unit not in MEASURES and _counts_nothing(shown.lower(), text[: match.start()]):
            continue
        yield replace(quantity, is_word=is_word)


def _counts_nothing(shown: str, before: str) -> bool:
    """ "un véhicule neuf", "les deux parents": words that are numbers elsewhere."""
    return shown == "neuf" or (shown == "deux" and bool(_DEFINITE.search(before)))


def _units_alone(text: str) -> Iterator[Quantity]:
    for match in _ALONE.finditer(text):
        quantity = _with_unit(text, match.start(), match.start(match.lastgroup or 0), Decimal(1))
        if quantity.unit in MEASURES:
            yield replace(quantity, is_word=True)


def _with_unit(text: str, start: int, end: int, value: Decimal) -> Quantity:
    gap = end + 1 if text[end : end + 1] == " " else end
    unit = _UNIT.match(text, gap)
    if unit:
        _, name, factor = _UNITS[int((unit.lastgroup or "u0")[1:])]
        stop, half = unit.end(), _HALF.match(text, unit.end())
        if half:
            value, stop = value + Decimal("0.5"), half.end()
        return Quantity(start, stop, (value * factor).normalize(), name, factor=factor)
    noun = _NOUN.match(text, end)
    if noun and noun["noun"].lower() not in _NOT_NOUNS:
        return Quantity(start, noun.end(), value, "n:" + stem(noun["noun"].lower()))
    return Quantity(start, end, value, "")


def _share_units(quantities: list[Quantity], text: str) -> list[Quantity]:
    """A bare number joined to a measured one takes its unit, from right to left."""
    shared: list[Quantity] = []
    following: Quantity | None = None
    for quantity in reversed(quantities):
        if following and _is_joined(quantity, following, text):
            value = (quantity.value * following.factor).normalize()
            unit, factor = following.unit, following.factor
            quantity = replace(quantity, value=value, unit=unit, factor=factor)
        shared.append(quantity)
        following = quantity
    return shared[::-1]


def _is_joined(quantity: Quantity, following: Quantity, text: str) -> bool:
    has_unit = following.unit not in ("", "ordinal", "fraction")
    joined = _JOINED.fullmatch(text[quantity.end : following.start])
    return not quantity.unit and has_unit and bool(joined)
