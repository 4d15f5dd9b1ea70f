"""A text made regular for reading figures, with the way back to its own offsets."""

import re
from dataclasses import dataclass

_DROPPED = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_REPLACED = {
    "’": "'", "‘": "'", "–": "-", "—": "-", "‑": "-", "−": "-",
    "½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4",
    "º": "°", "×": "x",
}  # fmt: skip
# The flattened sheets glue words: "3 enfants994,56 €", "avril 2020Congés", "6mois".
_GLUE = re.compile(
    r"(?<=[a-zà-ÿ]{2})(?=\d)"
    r"|(?<=[a-zà-ÿ)])(?=[A-ZÀ-Þ])"
    r"|(?<=\d)(?=[A-ZÀ-Þ][a-zà-ÿ])"
    r"|(?<=\d)(?!(?:ère|ème|eme|nde)\b)(?=[a-zà-ÿ]{3})"
    r"|(?<=[€%])(?=\w)"
)


@dataclass(frozen=True, slots=True)
class Folded:
    """`offsets[i]` is where character i of `text` stands in the original; one more for the end."""

    text: str
    offsets: tuple[int, ...]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        return self.offsets[start], self.offsets[end - 1] + 1


def fold_figures(text: str) -> Folded:
    """Plain spaces, hyphens and apostrophes, no invisible character, glued words apart."""
    chars: list[str] = []
    offsets: list[int] = []
    cuts = {match.start() for match in _GLUE.finditer(_without_invisible(text))}
    visible = -1
    for position, char in enumerate(text):
        if char in _DROPPED:
            continue
        visible += 1
        replacement = " " if char.isspace() else _REPLACED.get(char, char)
        if visible in cuts:
            replacement = " " + replacement
        chars.extend(replacement)
        offsets.extend([position] * len(replacement))
    return Folded("".join(chars), (*offsets, len(text)))


def _without_invisible(text: str) -> str:
    return text.translate({ord(char): None for char in _DROPPED})
