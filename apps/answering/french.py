"""Words of everyday French, beyond those that the sheets hold."""

from functools import cache

from spellchecker import SpellChecker


@cache
def french_words() -> frozenset[str]:
    """Some 140,000 forms, lower case with accents: the list of pyspellchecker, made from film
    subtitles (MIT)."""
    return frozenset(SpellChecker(language="fr").word_frequency.words())
