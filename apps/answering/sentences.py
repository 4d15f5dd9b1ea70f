"""Where a sentence ends, in a text that may still be growing."""

import re

MAX_LENGTH = 1_200
"""A sentence longer than this many characters is cut: no draft holds text back for ever."""

_ENDS = ".!?…"
_CLOSERS = "»”\")’'"
_GOES_ON = ":;,.)"
_SPACES = "  \u202f\t"
# What a full stop does not end: titles, references, units, "etc." in the middle of a sentence.
_ABBREVIATIONS = frozenset(
    """m mm mme mmes mlle mlles dr drs pr me mes art al cf ex env p pp no n° tel tél av bd ch st ste
    vol chap fig réf ref max min hab adm dép dépt c.-à-d i.e e.g sté éd janv févr avr juil sept oct
    nov déc l r d a j.-c""".split()  # noqa: SIM905
)
_LAST_TOKEN = re.compile(r"[^\s(«\"“’']*$")
_INITIAL = re.compile(r"[A-ZÀ-Þ]")


def sentence_end(text: str, *, is_final: bool) -> int | None:
    """Where the first sentence of `text` ends (exclusive), or None while that is not known.

    A line feed ends a sentence and is not part of it. Only characters that have come are looked
    at, and the answer never changes when more come: after a full stop the next character, and
    after spaces the one that follows them, decide. With `is_final`, the rest is a sentence.
    """
    for position, char in enumerate(text[:MAX_LENGTH]):
        if char == "\n":
            return position
        if char in _ENDS:
            end = _end_after(text, position, is_final=is_final)
            if end is None:
                return None
            if end:
                return end
    if len(text) > MAX_LENGTH:
        return MAX_LENGTH
    return len(text) if is_final and text else None


def _end_after(text: str, position: int, *, is_final: bool) -> int | None:
    """The end of the sentence whose mark stands at `position`; 0: goes on; None: unknown yet."""
    end = position + 1
    while end < len(text) and text[end] in _ENDS + _CLOSERS:
        end += 1
    following = end
    while following < len(text) and text[following] in _SPACES:
        following += 1
        if text[following : following + 1] and text[following] in "»”":
            end = following = following + 1
    if following >= len(text):
        return end if is_final else None
    if text[following] == "\n":
        return end
    if text[following] == "[":
        return end if not _is_abbreviation(text, position) else 0
    if following == end or _is_abbreviation(text, position):
        return 0
    return 0 if text[following].islower() or text[following] in _GOES_ON else end


def _is_abbreviation(text: str, position: int) -> bool:
    if text[position] != ".":
        return False
    match = _LAST_TOKEN.search(text, 0, position)
    token = match.group() if match else ""
    is_numbering = token.isdigit() and not text[:position].removesuffix(token).strip()
    return is_numbering or token.lower() in _ABBREVIATIONS or bool(_INITIAL.fullmatch(token))


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Spans (start, end) of the sentences of a whole text, without spaces around them."""
    spans: list[tuple[int, int]] = []
    start = 0
    while start < len(text):
        end = sentence_end(text[start:], is_final=True)
        stop = start + (end or 0)
        left, right = _trimmed(text, start, stop)
        if left < right:
            spans.append((left, right))
        start = max(stop, start + 1) if end else start + 1
    return spans


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
