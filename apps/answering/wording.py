"""French words reduced to stems, so that a request, a sentence and a passage can be compared."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import Stemmer

INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD])
_STEMMER = Stemmer.Stemmer("french")
_WORD = re.compile(r"[^\W_]+", re.UNICODE)

STOP_WORDS = frozenset(
    """a afin ai ainsi alors apres as au aucun aucune aussi autre autres aux avais avait avant avec
    avez avoir ayant bien bonjour ca car ce ceci cela celle celles celui ces cet cette ceux chaque
    chez ci comme comment d dans de dehors depuis des deux dire dit dois doit doivent donc dont du
    elle elles en encore enfin entre es est et etaient etait ete etes etre eu faire fait faut fois
    font ici il ils j je l la le les leur leurs lui m ma mais me meme mes moi moins mon monsieur
    madame merci mme mr ne ni non nos notre nous on ont ou par parce pas peu peut peuvent plus pour
    pourquoi pouvez pouvoir puis qu quand que quel quelle quelles quels qui quoi s sa sans se sera
    ses si soit son sont sous sur svp t ta tandis te tel telle tes toi ton tous tout toute toutes
    tres trop tu un une va vais vas veut vers veux voir vos votre vous vu y usager demande demander
    """.split()  # noqa: SIM905 — a block of words reads better than a list of strings
)


def fold(text: str) -> str:
    """Lower case, without accents nor invisible characters, ligatures opened."""
    text = text.translate(INVISIBLE).lower().replace("œ", "oe").replace("æ", "ae")
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of one lower-case word; words of digits stay whole."""
    return fold(str(_STEMMER.stemWord(word)))


def words(text: str) -> list[str]:
    """Lower-case words, in order, accents kept (the stemmer needs them)."""
    clean = unicodedata.normalize("NFC", text.translate(INVISIBLE)).lower().replace("œ", "oe")
    return _WORD.findall(clean)


def content_stems(text: str) -> list[str]:
    """Stems of the words that bear meaning, in order, repetitions kept."""
    return [stem(word) for word in words(text) if is_content(word)]


@lru_cache(maxsize=50_000)
def is_content(word: str) -> bool:
    """Whether a lower-case word bears meaning."""
    return (len(word) > 1 or word.isdigit()) and fold(word) not in STOP_WORDS


def share_of(needed: Iterable[str], available: Iterable[str]) -> float:
    """Share of the distinct stems of `needed` that `available` holds; 1.0 when none is needed."""
    wanted = set(needed)
    if not wanted:
        return 1.0
    return len(wanted & set(available)) / len(wanted)
