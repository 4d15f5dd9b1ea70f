"""The lexicon as a CSV file, as a spreadsheet in French writes it; no database."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.sheets.enums import LexiconGroup
from apps.sheets.services.lexicon import EntryRefusal, EntryWords, refuse_bad_words

COLUMNS = ("rubrique", "mots des fiches", "expressions", "active")
MOST_LINES = 5_000
_BETWEEN = "|"
_YES, _NO = "oui", "non"
# A spreadsheet takes a cell that begins so for a formula: an apostrophe before it says that it is
# text, and is taken away on the way back.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "'")


@dataclass(frozen=True, slots=True)
class BadLine:
    """What is wrong with a line; 1 is the line of the column names, 0 the file as a whole."""

    line: int
    reason: str


def write_file(entries: Iterable[EntryWords]) -> str:
    """The file with a line for each entry; begins with the mark by which Excel knows UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for entry in entries:
        active = _YES if entry.is_active else _NO
        cells = (entry.group, entry.official, f" {_BETWEEN} ".join(entry.lay), active)
        writer.writerow([_as_text(cell) for cell in cells])
    return "\ufeff" + text.getvalue()


def read_file(content: bytes) -> tuple[list[EntryWords], list[BadLine]]:
    """The entries of a file, and the lines that are refused with the reason of each."""
    try:
        rows = list(csv.reader(io.StringIO(_decoded(content), newline=""), delimiter=";"))
    except csv.Error:
        return [], [BadLine(0, _("This file is not a table in CSV."))]
    names = tuple(cell.strip().lower() for cell in rows[0]) if rows else ()
    if names != COLUMNS:
        expected = " ; ".join(COLUMNS)
        return [], [BadLine(1, _("The first line must be: %(names)s.") % {"names": expected})]
    if len(rows) > MOST_LINES + 1:
        return [], [BadLine(0, _("Too many lines: %(most)d at most.") % {"most": MOST_LINES})]
    return _read_rows(rows[1:])


def _read_rows(rows: list[list[str]]) -> tuple[list[EntryWords], list[BadLine]]:
    entries: dict[tuple[str, str], EntryWords] = {}
    bad: list[BadLine] = []
    for line, row in enumerate(rows, 2):
        if not any(cell.strip() for cell in row):
            continue
        try:
            entry = _entry(row)
            if (entry.group, entry.key) in entries:
                raise EntryRefusal(_("These words stand on an earlier line already."))
            entries[entry.group, entry.key] = entry
        except EntryRefusal as refusal:
            bad.append(BadLine(line, str(refusal)))
    return list(entries.values()), bad


def _entry(row: list[str]) -> EntryWords:
    if len(row) != len(COLUMNS):
        raise EntryRefusal(
            _("%(found)d columns instead of %(expected)d.")
            % {"found": len(row), "expected": len(COLUMNS)}
        )
    group, official, lay, active = (_as_typed(cell.strip()) for cell in row)
    if active.lower() not in (_YES, _NO):
        raise EntryRefusal(_("The last column says “oui” or “non”."))
    words = EntryWords(
        group=_group_named(group),
        official=official,
        lay=tuple(split_lay(lay, _BETWEEN)),
        is_active=active.lower() == _YES,
    )
    refuse_bad_words(words)
    return words


def split_lay(text: str, separator: str) -> Iterator[str]:
    """The expressions of a cell or of a field, once each."""
    parts = (" ".join(part.split()) for part in text.split(separator))
    return iter(dict.fromkeys(part for part in parts if part))


def _group_named(name: str) -> str:
    """The group of that value or label; anything else is given back to be refused."""
    by_name = {str(label).lower(): value for value, label in LexiconGroup.choices}
    return by_name.get(name.lower(), name.lower())


def _decoded(content: bytes) -> str:
    """A spreadsheet under Windows writes either of two encodings."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _as_text(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def _as_typed(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA_STARTS) else cell
