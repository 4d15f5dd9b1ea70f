"""Which operators a request is about, from the names it says and the matters it speaks of."""

import re
from collections.abc import Sequence

from apps.answering.enums import Operator
from apps.answering.wording import fold

# The operator that the words of a group of the lexicon speak of, and the names people give it.
_OF_GROUP = {
    "ants": Operator.ANTS,
    "caf": Operator.CAF,
    "cpam": Operator.CPAM,
    "retraite": Operator.CARSAT,
    "france_travail": Operator.FRANCE_TRAVAIL,
    "dgfip": Operator.DGFIP,
    "justice": Operator.JUSTICE,
}
_NAMED: tuple[tuple[Operator, re.Pattern[str]], ...] = (
    (Operator.CAF, re.compile(r"\bcaf\b|allocations familiales")),
    (Operator.CPAM, re.compile(r"\bcpam\b|\bsecu\b|securite sociale|ameli|assurance maladie")),
    (Operator.CARSAT, re.compile(r"\bcarsat\b|\bcnav\b|assurance retraite")),
    (Operator.FRANCE_TRAVAIL, re.compile(r"france travail|pole[ -]emploi")),
    (Operator.DGFIP, re.compile(r"\bimpots?\b|\bfisc\b|tresor public|finances publiques")),
    (Operator.MSA, re.compile(r"\bmsa\b|mutualite sociale agricole")),
    (Operator.LA_POSTE, re.compile(r"\bla poste\b|bureau de poste|banque postale")),
    (Operator.ANTS, re.compile(r"\bants\b|france titres")),
    (Operator.URSSAF, re.compile(r"\burssaf\b|\bcesu\b|pajemploi")),
    (Operator.CHEQUE_ENERGIE, re.compile(r"cheque energie")),
    (Operator.FRANCE_RENOV, re.compile(r"france renov|maprimerenov|\banah\b")),
    (Operator.JUSTICE, re.compile(r"\btribunal|\bjuge\b|\bavocat|\bplainte")),
)
_MOST_OPERATORS = 2


def operators_of(text: str, groups: Sequence[str]) -> tuple[Operator, ...]:
    """Those that `text` names, then the one whose matters it speaks of most; two at most.

    `groups`: the groups of the lexicon that it matches, most words first.
    """
    folded = fold(text)
    named = [operator for operator, name in _NAMED if name.search(folded)]
    spoken_of = [_OF_GROUP[group] for group in groups if group in _OF_GROUP]
    return tuple(dict.fromkeys([*named, *spoken_of[:1]]))[:_MOST_OPERATORS]
