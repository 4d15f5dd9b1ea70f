"""Which figures and contacts of a sentence its passages do not hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from apps.answering.enums import ProblemKind
from apps.answering.events import Problem
from apps.answering.figures.contacts import Found, find_contacts, stands_in
from apps.answering.figures.dates import Day, find_dates
from apps.answering.figures.folding import Folded, fold_figures
from apps.answering.figures.quantities import MEASURES, Quantity, find_quantities

_CONTACTS = frozenset({"email", "url", "phone", "postal"})
_UNITS_OF_TABLES = frozenset({"€", "%", "day"})
_LEAST_ALONE = 10  # smaller numbers stand alone for many reasons: "volets 1 et 2"
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


@dataclass(frozen=True, slots=True)
class Read:
    """All that is checked in one folded text."""

    folded: Folded
    contacts: tuple[Found, ...]
    days: tuple[Day, ...]
    quantities: tuple[Quantity, ...]


def unsupported_spans(
    sentence: str, passages: Sequence[str], directory: str = ""
) -> tuple[Problem, ...]:
    """The figures and contacts of `sentence` that no text of `passages` holds, in order.

    Compared after normalisation (25 € = vingt-cinq euros, 2 ans = 24 mois, 39 39 = 3939).
    Offsets are characters of `sentence`. `directory`: published numbers and addresses, which
    bear contacts alone.
    """
    claims = read(sentence)
    sources = [_read_passage(passage) for passage in passages]
    problems = [
        *(
            _problem(sentence, claims, f.start, f.end, _kind(f))
            for f in _absent_contacts(claims, sources, _read_passage(directory))
        ),
        *(_figure(sentence, claims, day.start, day.end) for day in _absent_days(claims, sources)),
        *(_figure(sentence, claims, q.start, q.end) for q in _absent_quantities(claims, sources)),
    ]
    return tuple(sorted(set(problems), key=lambda problem: problem.start))


def read(text: str) -> Read:
    """Contacts first, then dates, then numbers: each reads what the ones before have left."""
    folded = fold_figures(text)
    left = folded.text
    contacts: list[Found] = []
    for found in find_contacts(left):
        if not any(found.start < other.end and other.start < found.end for other in contacts):
            contacts.append(found)
    left = _blank(left, [(found.start, found.end) for found in contacts])
    days = tuple(find_dates(left))
    left = _blank(left, [(day.start, day.end) for day in days])
    return Read(folded, tuple(contacts), days, tuple(find_quantities(left)))


@lru_cache(maxsize=256)
def _read_passage(text: str) -> Read:
    return read(text)


def _blank(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + "|" * (end - start) + text[end:]
    return text


def _absent_contacts(claims: Read, sources: list[Read], directory: Read) -> list[Found]:
    return [
        found
        for found in claims.contacts
        if not any(stands_in(found, source.folded.text) for source in sources)
        and not (found.kind in _CONTACTS and stands_in(found, directory.folded.text))
    ]


def _absent_days(claims: Read, sources: list[Read]) -> list[Day]:
    return [
        day
        for day in claims.days
        if not any(
            day.agrees_with(other, _years(source)) for source in sources for other in source.days
        )
    ]


def _years(source: Read) -> frozenset[int]:
    bare = {int(q.value) for q in source.quantities if _is_year(q)}
    return frozenset(bare | {day.year for day in source.days})


def _is_year(quantity: Quantity) -> bool:
    return (
        quantity.unit not in MEASURES
        and quantity.value == int(quantity.value)
        and _FIRST_YEAR <= quantity.value <= _LAST_YEAR
    )


def _absent_quantities(claims: Read, sources: list[Read]) -> list[Quantity]:
    known = [quantity for source in sources for quantity in source.quantities]
    years = frozenset().union(*(_years(source) for source in sources)) if sources else frozenset()
    return [
        quantity
        for quantity in claims.quantities
        if not _stands(quantity, known)
        and not (_is_year(quantity) and int(quantity.value) in years)
    ]


def _stands(claim: Quantity, known: list[Quantity]) -> bool:
    if claim.unit in MEASURES:
        return _measure_stands(claim, known)
    if claim.unit in ("ordinal", "fraction"):
        return claim.is_word or _same(claim, known) or _percent_stands(claim, known)
    return _count_stands(claim, known)


def _same(claim: Quantity, known: list[Quantity]) -> bool:
    return any(q.unit == claim.unit and q.value == claim.value for q in known)


def _measure_stands(claim: Quantity, known: list[Quantity]) -> bool:
    """A measure, or its number alone in a table whose heading bears the unit."""
    if _same(claim, known):
        return True
    if claim.unit == "%" and _percent_stands(claim, known):
        return True
    shown = claim.value / claim.factor
    if claim.unit not in _UNITS_OF_TABLES or shown < _LEAST_ALONE:
        return False
    return any(q.unit == "" and not q.is_word and q.value == shown for q in known)


def _percent_stands(claim: Quantity, known: list[Quantity]) -> bool:
    """50 % is a half, a third is 33,33 %."""
    if claim.unit == "%":
        share = claim.value / 100
        return any(q.unit == "fraction" and abs(q.value - share) < Decimal("0.005") for q in known)
    percent = claim.value * 100
    return any(q.unit == "%" and abs(q.value - percent) < Decimal("0.5") for q in known)


def _count_stands(claim: Quantity, known: list[Quantity]) -> bool:
    """The number with the same noun, or with a noun where the passage counts no such thing."""
    numbers = [q for q in known if q.unit not in MEASURES and q.value == claim.value]
    if any(q.unit in ("", claim.unit) for q in numbers):
        return True
    if claim.unit == "":
        return bool(numbers) or any(q.value / q.factor == claim.value for q in known)
    return bool(numbers) and not any(q.unit == claim.unit for q in known)


def _kind(found: Found) -> ProblemKind:
    return ProblemKind.CONTACT_ABSENT if found.kind in _CONTACTS else ProblemKind.FIGURE_ABSENT


def _figure(sentence: str, claims: Read, start: int, end: int) -> Problem:
    return _problem(sentence, claims, start, end, ProblemKind.FIGURE_ABSENT)


def _problem(sentence: str, claims: Read, start: int, end: int, kind: ProblemKind) -> Problem:
    start, end = claims.folded.original_span(start, end)
    shown = sentence[start:end]
    return Problem(kind, start, end, shown, f"« {shown} » n’est pas dans le passage cité.")
