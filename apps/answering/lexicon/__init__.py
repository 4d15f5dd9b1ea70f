"""From the words that people say to the words that sheets use; data in `words/`, one file each
operator."""

from apps.answering.lexicon.entries import Entry, Lexicon, read_entries, read_lexicon

__all__ = ["Entry", "Lexicon", "read_entries", "read_lexicon"]
