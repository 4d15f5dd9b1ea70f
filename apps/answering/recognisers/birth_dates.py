"""Full dates of birth, in figures or in words; other dates are left alone."""

import re
from collections.abc import Iterator

from apps.answering.enums import MaskKind
from apps.answering.recognisers.spans import LABELLED, LIKELY, Span

_MONTH = (
    r"(?:janv(?:ier|\.)?|f[eé]v(?:rier|r?\.)?|fevr?|mars|avr(?:il|\.)?|mai|juin|juil(?:let|\.)?|"
    r"jul|"
    r"ao[uû]t|sept(?:embre|\.)?|oct(?:obre|\.)?|nov(?:embre|\.)?|d[eé]c(?:embre|\.)?)"
)
_DAY = r"(?:1 ?er|0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:1[89]\d\d|20[0-3]\d|'?\d\d)(?!\d)"
_S = r"[ \t\n]{0,2}"
_UNIT_WORD = (
    r"(?:un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|"
    r"vingts?|trente|quarante|cinquante|soixante|septante|nonante|cents?|mille|mil|et)"
)
_DAY_WORDS = rf"(?:premier|{_UNIT_WORD}(?:[ \-]{_UNIT_WORD}){{0,3}})"
_YEAR_WORDS = rf"(?:(?:mille|mil|deux|dix)(?:[ \-]{_UNIT_WORD}){{1,8}})"
_DATE = re.compile(
    rf"(?<![0-9A-Za-z])(?:"
    rf"(?:0?[1-9]|[12]\d|3[01]){_S}[/.\- ]{_S}(?:0?[1-9]|1[0-2]){_S}[/.\- ]{_S}{_YEAR}|"
    rf"(?:19|20)\d\d[\-/.](?:0[1-9]|1[0-2])[\-/.](?:0[1-9]|[12]\d|3[01])|"
    rf"{_DAY}{_S}(?:de )?{_MONTH}{_S}(?:de )?{_YEAR}|"
    rf"{_DAY}{_S}{_MONTH} {_YEAR_WORDS}|"
    rf"{_DAY_WORDS} {_MONTH} (?:{_YEAR_WORDS}|{_YEAR})|"
    r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:(?:19|20)\d\d|\d\d)"
    r")(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_BORN = re.compile(
    r"(?i)(?<!\w)(?:n[eé](?:\(e\)|e|\.e|·e)?s?|naissance|naiss\.?|ddn|dn|date[ -]naiss\w*|"
    r"anniversaire|n[eé]\(e\)s?)(?!\w)(?P<between>[^0-9?!;]{0,60})$"
)
_NOT_A_PERSON = re.compile(
    r"(?i)\b(?:apr[eè]s|avant|depuis|jusqu|partir|entre|compter|plus tard|cong[eé]|prime|"
    r"prévue?|acte de|déclar\w+|terme|au-delà|jusqu'au|fin|limite|rendez-vous|rdv|valable|"
    r"expire)\b|"
    r"\b(?:du|dès le|d'ici le|d'ici au|au) ?$"
)
_FIELD_BEFORE = re.compile(r"(?:^|[/;|,:(\n\u25a0]|\s-|\d ?[;/]) ?$")
_FIELD_AFTER = re.compile(r" ?(?:$|[/;|,)\n\u25a0]|- )")
_OR_LATER = re.compile(r"(?i) ?(?:ou|et) (?:apr[eè]s|avant|plus tard)|-? ?inclus")
_OLD_YEAR = re.compile(r"(?:19\d\d|200\d|201\d)")
_RANGE = re.compile(r" ?(?:et|au|-|à) (?:le )?$")


def find_birth_dates(
    text: str, personal: bool, after: frozenset[int] = frozenset()
) -> Iterator[Span]:
    """Dates after `né(e) le` and the like; in a text with `personal` data, also a date that
    stands alone as a field, or right after one of the offsets `after` where a name ends, and is
    old enough."""
    reached = -1
    for match in _DATE.finditer(text):
        start, end = match.span()
        born = _BORN.search(text, max(0, start - 80), start)
        follows = reached >= 0 and _RANGE.fullmatch(text, reached, start) is not None
        bare = match.group().isdigit()
        if bare and not (born and len(born["between"]) <= 6):
            continue
        if born and not _NOT_A_PERSON.search(born["between"]) and not _OR_LATER.match(text, end):
            reached = end
            yield Span(MaskKind.BIRTH_DATE, start, end, LABELLED)
        elif follows:
            reached = end
            yield Span(MaskKind.BIRTH_DATE, start, end, LIKELY)
        elif (
            personal
            and (_is_field(text, start, end) or _follows(text, start, after))
            and _OLD_YEAR.search(match.group())
        ):
            yield Span(MaskKind.BIRTH_DATE, start, end, LIKELY)


def _follows(text: str, start: int, after: frozenset[int]) -> bool:
    """True when only a space, a comma or a bracket parts the date from a name."""
    return any(
        start - gap in after and not text[start - gap : start].strip(" ,(") for gap in (1, 2)
    )


def _is_field(text: str, start: int, end: int) -> bool:
    """True when nothing but separators, marks or the text's ends surround the date."""
    before = _FIELD_BEFORE.search(text, max(0, start - 3), start) is not None
    return (before or start == 0) and _FIELD_AFTER.match(text, end) is not None
