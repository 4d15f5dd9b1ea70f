"""From the words that people say to the words that sheets use; data in `words/`, one file each
operator."""

from apps.answering.lexicon.entries import (
    ORAL_WORD,
    Entry,
    Lexicon,
    expression_key,
    read_entries,
    read_lexicon,
)

__all__ = [
    "ORAL_WORD",
    "Entry",
    "Lexicon",
    "read_entries",
    "read_lexicon",
    "expression_key",
]
