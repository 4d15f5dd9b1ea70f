"""Fits texts into a model's context window: estimates, cuts, old turns shortened or dropped."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

# French takes 3.5 to 4.5 characters a token with the tokenizers in use; 3 leaves a margin for
# accents, figures and marks.
_CHARACTERS_A_TOKEN = 3
_SHORT_TURN = 120
_CUT = " […]"

# Ends before closing punctuation so that the sentence around the address stays readable.
_ADDRESS = re.compile(
    r"(?:\b[a-z][a-z0-9+.\-]{1,15}://|\bwww\.|\b(?:javascript|data|mailto):)[^\s<>«»\"'()\[\]]*",
    re.IGNORECASE,
)
_ADDRESS_WORD = "(adresse sur la fiche)"


@dataclass(frozen=True, slots=True)
class PromptBudget:
    """The context window and the part of it kept for the answer, both in tokens."""

    context_tokens: int = 8_192
    answer_tokens: int = 1_024

    @property
    def characters(self) -> int:
        """Characters of prompt that fit, by a cautious estimate; never negative."""
        return max(self.context_tokens - self.answer_tokens, 0) * _CHARACTERS_A_TOKEN


@dataclass(frozen=True, slots=True)
class FittedHistory:
    text: str
    shortened: int = 0
    dropped: int = 0


def clip(text: str, limit: int) -> str:
    """The text up to `limit` characters, cut at the end of a line or of a word."""
    if len(text) <= limit:
        return text
    head = text[:limit]
    line_end = head.rfind("\n")
    cut = line_end if line_end > limit // 2 else head.rfind(" ")
    return head[: cut if cut > 0 else limit].rstrip() + _CUT


def without_addresses(text: str) -> str:
    """The text with every web address replaced by words."""
    return _ADDRESS.sub(_ADDRESS_WORD, text)


def fit_history(turns: Sequence[str], room: int) -> FittedHistory:
    """Past turns, oldest first, within `room` characters.

    The newest stand whole while they take half of the room; older ones are cut to their first
    words; the oldest are left out, and the text says how many.
    """
    lines: list[str] = []
    used = shortened = 0
    for turn in reversed(turns):
        text = turn.strip()
        if used + len(text) > room // 2 and len(text) > _SHORT_TURN:
            text = clip(text, _SHORT_TURN)
            shortened += 1
        if used + len(text) + 3 > room:
            break
        lines.append(f"- {text}")
        used += len(text) + 3
    dropped = len(turns) - len(lines)
    if dropped:
        lines.append(f"({dropped} échanges plus anciens ne sont pas repris.)")
    return FittedHistory("\n".join(reversed(lines)), shortened, dropped)
