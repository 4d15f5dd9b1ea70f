"""Reads the request: oral forms written out, history folded in, official words added, parts asked
for."""

import re
from collections.abc import Sequence

from apps.answering.enums import PassageKind
from apps.answering.lexicon import Lexicon
from apps.answering.operators import operators_of
from apps.answering.ports import Understanding
from apps.answering.spelling import Speller
from apps.answering.wording import content_stems, fold

_FOLLOW_UP_WORDS = 12
_LEANS_BACK = re.compile(r"^(?:et|mais|ou|du coup|alors|donc|sinon|dans ce cas|il|elle|ca|c'est)\b")
_POINTS_BACK = re.compile(r"\b(?:il|elle|ils|elles|on|lui|leur|ca|cela|celui|celle|ceux|meme)\b")
# All folded.
_CUES: tuple[tuple[PassageKind, str], ...] = (
    (
        PassageKind.COST,
        r"combien.{0,12}(?:coute|cout|paie|payer|prix)|\bprix\b|\btarif|\bgratuit|\bcout",
    ),
    (
        PassageKind.PAPERS,
        r"\bpieces?\b|\bpapiers?\b|\bdocuments?\b|justificatif|\bfournir\b|apporter|avec quoi",
    ),
    (PassageKind.DELAY, r"\bdelai|combien de temps|\bquand\b|avant quelle date|jusqu'a quand"),
    (PassageKind.CONDITIONS, r"\bcondition|\bdroit\b|\bpeut[ -](?:il|elle|on)\b|eligible|plafond"),
    (PassageKind.WHERE, r"\bou (?:aller|s'adresser|faire|demander)|a qui|quel guichet|s'adresse"),
    (PassageKind.PROCEDURE, r"\bcomment\b|\bdemarche|\bque (?:doit|faire)\b"),
    (PassageKind.ONLINE_SERVICE, r"en ligne|internet|\bsite\b|formulaire|cerfa|imprime"),
)
_COMPILED_CUES = tuple((kind, re.compile(cue)) for kind, cue in _CUES)


class Reader:
    """Understands requests with a lexicon and, where one is given, a speller."""

    def __init__(self, lexicon: Lexicon | None = None, speller: Speller | None = None) -> None:
        self._lexicon = lexicon or Lexicon()
        self._speller = speller

    def read(self, question: str, history: Sequence[str] = ()) -> Understanding:
        """The masked `question` with `history`, the earlier ones of the exchange, oldest first."""
        written = self._lexicon.written_out(question)
        folded = fold(written)
        is_folded = _leans_back(folded, history)
        if is_folded:
            written = " ".join([*map(self._lexicon.written_out, history[-1:]), written])
        text, corrections = self._corrected(written)
        terms = self._lexicon.official_words(text)
        return Understanding(
            question=question,
            text=text,
            history=tuple(history),
            terms=terms,
            corrections=corrections,
            operators=operators_of(text, self._lexicon.groups(text)),
            wanted=parts_asked(written),
            may_change_subject=is_folded and not _points_back(folded),
        )

    def _corrected(self, text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        return self._speller.corrected(text) if self._speller else (text, ())


def parts_asked(request: str) -> frozenset[PassageKind]:
    """The kinds of passages that a request asks for; empty: no preference."""
    folded = fold(request)
    return frozenset(kind for kind, cue in _COMPILED_CUES if cue.search(folded))


def _points_back(folded: str) -> bool:
    """Words that only an earlier request gives a meaning to."""
    return bool(_LEANS_BACK.match(folded) or _POINTS_BACK.search(folded))


def _leans_back(folded: str, history: Sequence[str]) -> bool:
    if not history:
        return False
    return len(content_stems(folded)) < _FOLLOW_UP_WORDS or bool(_LEANS_BACK.match(folded))
