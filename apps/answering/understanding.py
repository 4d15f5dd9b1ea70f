"""Reads the request: history folded in, official words added, parts asked for."""

import re
from collections.abc import Mapping, Sequence

from apps.answering.enums import PassageKind
from apps.answering.ports import Understanding
from apps.answering.wording import content_stems, fold

_FOLLOW_UP_WORDS = 12
_LEANS_BACK = re.compile(r"^(?:et|mais|ou|du coup|alors|donc|sinon|dans ce cas|il|elle|ca|c'est)\b")
_CUES: tuple[tuple[PassageKind, str], ...] = (
    (
        PassageKind.COST,
        r"combien.{0,12}(?:coute|cout|paie|payer|prix)|\bprix\b|\btarif|\bgratuit|\bcout",
    ),
    (
        PassageKind.PAPERS,
        r"\bpieces?\b|\bpapiers?\b|\bdocuments?\b|justificatif|\bfournir\b|apporter",
    ),
    (PassageKind.DELAY, r"\bdelai|combien de temps|\bquand\b|avant quelle date|jusqu'a quand"),
    (PassageKind.CONDITIONS, r"\bcondition|\bdroit\b|\bpeut[ -](?:il|elle|on)\b|eligible|plafond"),
    (PassageKind.WHERE, r"\bou (?:aller|s'adresser|faire|demander)|a qui|quel guichet|s'adresse"),
    (PassageKind.PROCEDURE, r"\bcomment\b|\bdemarche|\bque (?:doit|faire)\b"),
    (PassageKind.ONLINE_SERVICE, r"en ligne|internet|\bsite\b|formulaire|cerfa|imprime"),
)


def understand(
    question: str, history: Sequence[str], lexicon: Mapping[str, Sequence[str]]
) -> Understanding:
    """`lexicon` maps a lay word or acronym, folded, to the official words it stands for."""
    folded = fold(question)
    words = set(re.findall(r"\w+", folded))
    terms = [term for lay, official in lexicon.items() if lay in words for term in official]
    return Understanding(
        question=question,
        text=" ".join([*history[-1:], question]) if _leans_back(folded, history) else question,
        history=tuple(history),
        terms=tuple(dict.fromkeys(terms)),
        wanted=frozenset(kind for kind, cue in _CUES if re.search(cue, folded)),
    )


def _leans_back(folded: str, history: Sequence[str]) -> bool:
    if not history:
        return False
    return len(content_stems(folded)) < _FOLLOW_UP_WORDS or bool(_LEANS_BACK.match(folded))
