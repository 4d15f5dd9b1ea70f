"""Periods of the dashboard: calendar quarters of whole weeks. They never overlap, so that no week
can be computed by subtracting one period from another."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from django.utils.formats import date_format

WEEK = timedelta(days=7)


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """The weeks whose Monday lies in a calendar quarter (`number` 1 to 4)."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Self:
        """The quarter of a day's week."""
        first = monday(day)
        return cls(first.year, (first.month - 1) // 3 + 1)

    @classmethod
    def read(cls, key: str) -> Self:
        """From its key, as in 2026-4. Raises ValueError."""
        year, _, number = key.partition("-")
        if number not in ("1", "2", "3", "4"):
            raise ValueError(key)
        quarter = cls(int(year), int(number))
        date(quarter.year, 1, 1)
        return quarter

    @property
    def key(self) -> str:
        return f"{self.year}-{self.number}"

    @property
    def begin(self) -> date:
        """The first Monday of the quarter."""
        first = date(self.year, 3 * self.number - 2, 1)
        return first + timedelta(days=-first.weekday() % 7)

    @property
    def end(self) -> date:
        """The last Sunday; the last day of its last week."""
        year, number = (self.year, self.number + 1) if self.number < 4 else (self.year + 1, 1)
        return type(self)(year, number).begin - timedelta(days=1)

    @property
    def weeks(self) -> list[date]:
        """Its Mondays."""
        return [
            self.begin + WEEK * number for number in range((self.end - self.begin).days // 7 + 1)
        ]

    def __str__(self) -> str:
        return f"{date_format(self.begin, 'd/m/Y')} – {date_format(self.end, 'd/m/Y')}"
