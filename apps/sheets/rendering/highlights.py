"""Words of a request marked in the texts of a list, and an extract around them."""

import re

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from apps.answering.sentences import split_sentences
from apps.answering.wording import stem

_WORD = re.compile(r"([^\W_]+)")
_EXTRACT = 260  # characters


def highlighted(text: str, stems: frozenset[str]) -> SafeString:
    """The text as HTML, words whose stem is among `stems` within <mark>."""
    pieces = _WORD.split(text)
    return format_html_join(
        "",
        "{}",
        (
            (format_html("<mark>{}</mark>", piece) if _is_meant(piece, stems) else piece,)
            for piece in pieces
        ),
    )


def extract(text: str, stems: frozenset[str]) -> str:
    """The sentence that holds most of `stems`, cut to a line or two."""
    sentences = [text[start:end].strip() for start, end in split_sentences(text)] or [text]
    best = max(sentences, key=lambda sentence: len(_meant(sentence, stems))).removeprefix("- ")
    return best if len(best) <= _EXTRACT else f"{best[:_EXTRACT].rsplit(' ', 1)[0]}…"


def _meant(text: str, stems: frozenset[str]) -> set[str]:
    return {stem(word.lower()) for word in _WORD.findall(text)} & stems


def _is_meant(piece: str, stems: frozenset[str]) -> bool:
    return bool(_WORD.fullmatch(piece)) and stem(piece.lower()) in stems
