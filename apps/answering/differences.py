"""What changed from one text to another, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

# A number with its groups and decimals is one word: "1 016,05" never becomes "1 0-3-16,05".
WORD = re.compile(r"\d+(?:[ \u00a0\u202f.,]\d+)*|\w+|\s+|[^\w\s]")
LINE = re.compile(r"[^\n]*\n|[^\n]+")
MAX_CHARACTERS = 15_000  # above, lines are compared: the matcher's time is quadratic


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive words that both texts hold, or that one of them alone holds."""

    text: str
    is_removed: bool = False
    is_added: bool = False


def word_differences(before: str, after: str) -> tuple[Run, ...]:
    """Both texts as runs of words: without the added ones they are `before`, byte for byte."""
    pattern = LINE if max(len(before), len(after)) > MAX_CHARACTERS else WORD
    words_before, words_after = pattern.findall(before), pattern.findall(after)
    runs: list[Run] = []
    matcher = SequenceMatcher(a=words_before, b=words_after, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            runs.append(Run("".join(words_before[start:end])))
            continue
        if start < end:
            runs.append(Run("".join(words_before[start:end]), is_removed=True))
        if new_start < new_end:
            runs.append(Run("".join(words_after[new_start:new_end]), is_added=True))
    return tuple(runs)
