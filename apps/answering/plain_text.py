"""Text as recognisers read it: invisible characters gone, look-alike spaces, dashes and digits
made plain, with the way back to the offsets of the text that was typed."""

import unicodedata
from dataclasses import dataclass

_KEPT_CONTROLS = "\n\t\r"
_BREAK_HINTS = frozenset("\u200b\u00ad\ufeff")
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
_APOSTROPHES = frozenset("\u2018\u2019\u201b\u02bc\u02b9\u2032\u00b4\u0060\uff07")
_DOTS = frozenset("\u00b7\u2024\u2219\u22c5")
_ASCII_PRINTABLE = frozenset(map(chr, range(32, 127))) | {"\n"}


def is_invisible(character: str) -> bool:
    """True for bidi controls, zero-width and other characters that show nothing."""
    category = unicodedata.category(character)
    return (
        category in ("Cf", "Cs", "Co", "Cn")
        or (category == "Cc" and character not in _KEPT_CONTROLS)
        or character in _FILLERS
        or "\ufe00" <= character <= "\ufe0f"
        or "\U000e0100" <= character <= "\U000e01ef"
    )


def without_invisible(text: str) -> str:
    """The same text without the characters that nobody sees."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(c for c in text if c in _ASCII_PRINTABLE or not is_invisible(c))


def without_hidden(text: str) -> str:
    """Without what hides or reorders text on a screen; the break hints of sheets stay."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(c for c in text if c in _BREAK_HINTS or not is_invisible(c))


@dataclass(frozen=True, slots=True)
class PlainText:
    """`text`, and for each of its characters where it starts and ends in the original."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original of the non-empty plain span `start:end`."""
        return self.starts[start], self.ends[end - 1]


def plain(text: str) -> PlainText:
    """Read `text` plainly; one original character may give none, one or several."""
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position, length = 0, len(text)
    while position < length:
        end = position + 1
        if text[position] in _ASCII_PRINTABLE and (end == length or text[end] < "\u0300"):
            shown = text[position]
        else:
            while end < length and unicodedata.combining(text[end]):
                end += 1
            shown = _plainly(text[position:end])
        for character in shown:
            characters.append(character)
            starts.append(position)
            ends.append(end)
        position = end
    return PlainText("".join(characters), tuple(starts), tuple(ends))


def _plainly(cluster: str) -> str:
    """A base character with its accents, as one reads it."""
    if cluster in _APOSTROPHES:
        return "'"
    if cluster in _DOTS:
        return "."
    shown = unicodedata.normalize("NFKC", "".join(c for c in cluster if not is_invisible(c)))
    return "".join(_plain_character(c) for c in shown)


def _plain_character(character: str) -> str:
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if character == "\n":
        return character
    if character.isspace():
        return " "
    if unicodedata.category(character) == "Pd" or character == "\u2212":
        return "-"
    return "'" if character in _APOSTROPHES else character
