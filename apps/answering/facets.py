"""What a request may ask for: a price, a date, a place, papers… and what gives it."""

import re
from dataclasses import dataclass

from apps.answering.wording import content_stems, fold

# Words that ask something about a matter: they choose passages, and say nothing of the sheet.
ASKING_STEMS = frozenset(
    content_stems(
        """combien coûte coûter coût prix tarif montant âge partir date délai durée temps quand où
        adresse adresser comment démarche démarches pièces documents justificatifs fournir
        condition conditions droit obligatoire obligé gratuit payant possible"""
    )
)


@dataclass(frozen=True, slots=True)
class Facet:
    """How it is asked, what sentences that give it hold, what the titles above them say.

    All three read folded text: lower case, no accents.
    """

    asked: re.Pattern[str]
    given: re.Pattern[str]
    titled: re.Pattern[str]


def _words(*starts: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(starts)})")


_COST = Facet(
    asked=_words(
        "combien", "montant", "tarif", "prix", "cout", "paye", "rembours", "plafond", "taux",
        "gratuit",
    ),
    given=re.compile(r"\d ?€|\beuros?\b|\d ?%|\bgratuit|\bpayant"),
    titled=_words(
        "cout", "prix", "tarif", "montant", "combien", "frais", "plafond", "remuner", "calcul"
    ),
)  # fmt: skip
_TIME = Facet(
    asked=_words(
        "quand", "delai", "duree", "combien de (?:temps|jours|mois)", "quelle date", "jusqu'",
        "avant", "cb de",
    ),
    given=re.compile(
        r"\d (?:jours?|mois|ans?|semaines?|heures?)\b|\d(?:er)? [a-z]+ \d{4}|\bdelai|\bimmediat"
    ),
    titled=_words("delai", "duree", "quand", "date", "periode", "moment", "validite"),
)  # fmt: skip
_PLACE = Facet(
    asked=_words(
        r"ou\b.{0,25}\?", r"ou (?:aller|faire|trouver|on)\b", "a qui", "s'adress", "guichet",
        "aupres de", "vers qui",
    ),
    given=_words(
        "aupres d", "adress", "mairie", "tribunal", "prefecture", "caisse", "commissariat",
        "greffe", "caf",
    ),
    titled=_words("ou", "s'adresser", "aupres", "qui contacter", "lieu", "demarche", "demande"),
)  # fmt: skip
_PAPERS = Facet(
    asked=_words(
        "papiers?", "pieces?", "documents?", "justificat", "apporter", "avec quoi", "fournir",
        "preuve",
    ),
    given=_words(
        "pieces?", "justificatif", "documents?", "photo", "copie", "attestation", "original"
    ),
    titled=_words("pieces?", "document", "justificatif", "fournir", "papiers"),
)  # fmt: skip
_WAY = Facet(
    asked=_words(
        "formulaire", "imprime", "cerfa", "en ligne", "internet", "site", "comment", "demarche",
        "que (?:doit|faire)",
    ),
    given=_words(
        "formulaire", "cerfa", "en ligne", "teleservice", "courrier", "lettre", "demande", "devez"
    ),
    titled=_words(
        "demarche", "demande", "comment", "procedure", "en ligne", "courrier", "faire"
    ),
)  # fmt: skip
_AGE = Facet(
    asked=_words("age", "quel age", "a partir de", "ans"),
    given=re.compile(r"\d ans\b"),
    titled=re.compile(r"\bage\b|\d ans|\bcondition"),
)
_CONDITION = Facet(
    asked=_words("condition", "droit", "eligible", "touch", "beneficie", r"peu[tx]?\b", "aide"),
    given=_words(
        "condition", "benefici", "droit", "ressources", "pouvez", "peut", "devez"
    ),
    titled=_words("condition", "qui", "beneficiaire", "concerne", "droit"),
)  # fmt: skip
_DUTY = Facet(
    asked=_words(
        "obligat", "oblige", "doit", "faut", "legal", "interdit", "risque", "amende", "normal"
    ),
    given=_words(
        "obligatoire", "devez", "doit", "doivent", "faut", "interdit", "amende", "puni",
        "illegal", "ne peut",
    ),
    titled=_words("obligat", "sanction", "amende", "risque", "interdi"),
)  # fmt: skip
_FACETS = (_COST, _TIME, _PLACE, _PAPERS, _WAY, _AGE, _CONDITION, _DUTY)


def facets_of(request: str) -> tuple[Facet, ...]:
    """What the request asks for."""
    folded = fold(request)
    return tuple(facet for facet in _FACETS if facet.asked.search(folded))
