"""Dates of French texts: "1er avril 2020", "01/04/2020", "juillet 2017", "du 1er au 15 mars"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
_NUMBERS = {name: number for number, name in enumerate(_MONTHS, 1)} | {
    "fevrier": 2, "aout": 8, "decembre": 12,
}  # fmt: skip
_MONTH = "|".join(_NUMBERS)
_DAY = r"(?:[12]?\d|3[01]|0[1-9])"
DATE = re.compile(
    rf"(?<![\d,/.-])(?:(?P<from>{_DAY})(?:er)? (?:au|et|ou|à)(?: le)? )?"
    rf"(?P<day>{_DAY}|premier)(?:er)? (?P<month>{_MONTH})\b(?: (?P<year>\d{{4}}))?"
    rf"|(?<![\d,/.-])(?P<d2>{_DAY})(?P<sep>[/.-])(?P<m2>0[1-9]|1[0-2])(?P=sep)(?P<y2>\d{{4}}|\d\d)(?![\d/])"
    rf"|(?<![\d,/.-])(?P<d3>0[1-9]|[12]\d|3[01])/(?P<m3>0[1-9]|1[0-2])(?![\d/])"
    rf"|\b(?P<m4>{_MONTH}) (?P<y4>\d{{4}})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Day:
    """A date of which the day or the year may be missing (0); span in the folded text."""

    start: int
    end: int
    day: int
    month: int
    year: int

    def agrees_with(self, other: "Day", years: frozenset[int]) -> bool:
        """Whether `other`, read in a passage that names `years`, says the same date."""
        if self.month != other.month or (self.day and self.day != other.day):
            return False
        if not self.year or self.year == other.year:
            return True
        return not other.year and self.year in years


def find_dates(text: str) -> Iterator[Day]:
    for match in DATE.finditer(text):
        span = match.span()
        if match["month"]:
            month, year = _NUMBERS[match["month"].lower()], int(match["year"] or 0)
            day = 1 if match["day"].lower() == "premier" else int(match["day"])
            yield Day(*span, day, month, year)
            if match["from"]:
                yield Day(*span, int(match["from"]), month, year)
        elif match["d2"]:
            year = int(match["y2"])
            yield Day(*span, int(match["d2"]), int(match["m2"]), year if year > 99 else 2000 + year)
        elif match["d3"]:
            yield Day(*span, int(match["d3"]), int(match["m3"]), 0)
        else:
            yield Day(*span, 0, _NUMBERS[match["m4"].lower()], int(match["y4"]))
