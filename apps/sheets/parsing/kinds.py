"""What a passage is about, read from the titles above it."""

import re
import unicodedata
from collections.abc import Collection, Sequence

from apps.answering.enums import PassageKind

# First match wins; titles are read from the innermost to the outermost, without accents.
# Written from the 300 most frequent titles of the official sheets.
TITLE_RULES: tuple[tuple[PassageKind, str], ...] = (
    (
        PassageKind.PAPERS,
        r"\bpieces? (a |justificatives?|necessaires?)|\bjustificatifs?\b|documents? (a |necessaires"
        r"|demandes|exiges|justificatifs)|liste des (pieces|documents)|que (faut-il )?fournir",
    ),
    (
        PassageKind.COST,
        r"\bcouts?\b|\bprix\b|\btarifs?\b|\bfrais\b|timbre fiscal|combien (ca )?coute|\bgratuit"
        r"|droits? a payer|montant (de la taxe|du droit|a payer|de l'impot)|honoraires",
    ),
    (
        PassageKind.DELAY,
        r"\bdelais?\b|date limite|combien de temps|\bquand\b|\becheances?\b|calendrier"
        r"|dans quel delai|duree (de validite|d'instruction|de la procedure|de traitement)"
        r"|a quel moment|avant quelle date",
    ),
    (
        PassageKind.WHERE,
        r"ou s.?adresser|^ou\b|a qui (s.adresser|demander|envoyer)|lieu d|aupres de qui"
        r"|contacts? utiles?|qui contacter|interlocuteur",
    ),
    (
        PassageKind.ONLINE_SERVICE,
        r"^en ligne\b|^par internet|teleservice|service en ligne|^sur internet",
    ),
    (
        PassageKind.CONDITIONS,
        r"\bconditions?\b|qui (est|peut|a droit|doit|sont)\b|beneficiaires?\b"
        r"|(personnes?|agents?|salaries?|publics?|logements?|vehicules?|travaux) concerne"
        r"|etes.vous concerne|\beligib|pour qui\b|\bage\b|ressources (prises|a ne pas)|plafonds?"
        r"|dans quels cas|a-t-on droit|peut-on\b",
    ),
    (
        PassageKind.PROCEDURE,
        r"demarches?\b|\bprocedures?\b|\bcomment\b|\bdemandes?\b|\bdeclarations?\b|formalites?\b"
        r"|\bdepot\b|\betapes?\b|\binscription|\brecours\b|\bsaisine\b|^par (courrier|telephone"
        r"|courriel|mail|messagerie|telecopie|sms)|^sur place|que faire|a faire\b|\bdeclarer\b"
        r"|\bdemander\b|\bdeposer\b|porter plainte|resili|contest",
    ),
)
_COMPILED = tuple((kind, re.compile(pattern)) for kind, pattern in TITLE_RULES)


def passage_kind(
    *,
    titles: Sequence[str],
    section_kind: str,
    block_types: Collection[str],
    sheet_title: str,
) -> PassageKind:
    """Kind by: section marked "pieces", blocks that are all services or contacts, titles, sheet."""
    if section_kind == "pieces":
        return PassageKind.PAPERS
    if set(block_types) == {"service"}:
        return PassageKind.ONLINE_SERVICE
    if set(block_types) == {"contact"}:
        return PassageKind.WHERE
    for title in (*reversed(titles), sheet_title):
        kind = _kind_of_title(title)
        if kind:
            return kind
    return PassageKind.OTHER


def _kind_of_title(title: str) -> PassageKind | None:
    plain = without_accents(title)
    return next((kind for kind, pattern in _COMPILED if pattern.search(plain)), None)


def without_accents(text: str) -> str:
    """Lower case, no accent, straight apostrophes, plain spaces."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("’", "'").replace("\u00a0", " "))
    return "".join(char for char in decomposed if not unicodedata.combining(char))
