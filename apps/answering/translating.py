"""A machine translation against its French text: same lines, same figures, same links."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from apps.answering.draft_text import DraftLine, bare, read_draft, write_draft
from apps.answering.figures.contacts import EMAIL, URL, bare_address
from apps.answering.figures.matching import read
from apps.answering.rewording import UnusableText, without_fence

_NUMBER = re.compile(r"\d+(?:[ \u00a0\u202f.,\u066b\u066c'’]\d+)*")
_DECIMALS = re.compile(r"[.,\u066b](\d{1,2})\Z")
_ROOM = 600  # characters that a short text may grow by


def translation_of(french: str, written: str) -> tuple[str, tuple[str, ...]]:
    """The translation as it is kept, and what of its figures and links differs, in French.

    Both are light Markdown. Raises UnusableText for a text that is none, or that brings a link.
    """
    text = write_draft(read_draft(without_fence(written)))
    if not any(character.isalpha() for character in text):
        raise UnusableText("Le modèle n’a écrit aucun texte.")
    if len(text) > 3 * len(french) + _ROOM:
        raise UnusableText("La traduction est bien plus longue que le texte.")
    known, given = _links(french), _links(text)
    if given.keys() - known.keys():
        raise UnusableText("Le modèle a ajouté un lien absent du texte français.")
    lost = [f"Le lien « {link} » manque dans la traduction." for link in known - given]
    return text, (*lost, *_figure_problems(read_draft(french), read_draft(text)))


def _figure_problems(french: Sequence[DraftLine], translated: Sequence[DraftLine]) -> list[str]:
    """Line by line where the lines answer each other, else over the whole."""
    if len(french) != len(translated):
        whole = _differences(_joined(french), _joined(translated))
        told = f"Le texte a {len(french)} lignes, la traduction {len(translated)} : à relire."
        return [told, *whole]
    return [
        f"Ligne {number} : {problem}"
        for number, (line, other) in enumerate(zip(french, translated, strict=True), start=1)
        for problem in _differences(line.text, other.text)
    ]


def _joined(lines: Sequence[DraftLine]) -> str:
    return "\n".join(line.text for line in lines)


def _differences(french: str, translated: str) -> list[str]:
    """A number that French writes in letters may become figures; the reverse is told."""
    known, given = _figures(french), _figures(translated)
    spelled = {_plain(f"{q.value / q.factor:f}") for q in read(french).quantities}
    return [
        *(f"« {figure} » manque dans la traduction." for figure in known - given),
        *(
            f"« {figure} » n’est pas dans le texte français."
            for figure in given - known
            if figure not in spelled
        ),
    ]


def _figures(text: str) -> Counter[str]:
    without_links = EMAIL.sub(" ", URL.sub(" ", text))
    return Counter(_plain(match[0]) for match in _NUMBER.finditer(without_links))


def _plain(number: str) -> str:
    """ "1 016,50", "1,016.5" and "١٬٠١٦٫٥" are one figure; "01" is "1"."""
    digits = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in number)
    decimals = _DECIMALS.search(digits)
    whole = re.sub(r"\D", "", digits[: decimals.start()] if decimals else digits)
    fraction = decimals[1].rstrip("0") if decimals else ""
    whole = whole.lstrip("0") or "0" if len(whole) < 3 else whole
    return f"{whole}.{fraction}" if fraction else whole


def _links(text: str) -> Counter[str]:
    words = bare(text)
    addresses = [bare_address(match[0]) for match in URL.finditer(EMAIL.sub(" ", words))]
    return Counter([*addresses, *(match[0].lower() for match in EMAIL.finditer(words))])
