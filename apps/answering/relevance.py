"""How much a snippet answers a request: words with their rarity, rank, kind, figures, place."""

import math
import re
from collections import Counter
from collections.abc import Sequence

from apps.answering.enums import PassageKind
from apps.answering.ports import DraftRequest
from apps.answering.situations import CaseReader
from apps.answering.snippets import Snippet, stems_of
from apps.answering.wording import content_stems, fold

_ASKS_A_FIGURE = re.compile(
    r"\bcombien|\bmontant|\btarif|\bprix\b|\bcout|\bcoute|quel age|\bdelai|\bduree|\bquand\b"
    r"|\btaux\b|\bplafond|\bjusqu.a\b|a partir de quel"
)
_ASKS_YES_OR_NO = re.compile(
    r"\b(?:peut|peuvent|doit|doivent|a|ont|est|sont|faut|va|touche|garde|risque)(?:[ -]t)?[ -]"
    r"(?:il|elle|on|ils|elles|ce)\b|\best[- ]ce que\b"
    r"|\bc'est (?:legal|vrai|normal|possible|son droit)"
    r"|\b(?:possible|obligatoire|obligee?|droit|autorise|legal|normal|interdit) ?\?"
)
_FIGURE = re.compile(r"\d")
_STARTS_AS_ANSWER = re.compile(r"(?:oui|non)\b", re.IGNORECASE)
_BOILERPLATE = re.compile(
    r"covid|coronavirus|état d'urgence sanitaire|en savoir plus|cette page|cette fiche|"
    r"texte de loi|service en ligne :|mise à jour|à titre d'exemple|par exemple",
    re.IGNORECASE,
)
_DIRECTS = re.compile(
    r"\b(?:devez|doit|doivent|faut|pouvez|peut|peuvent|s'élève|est fixé|est gratuit|sont)\b"
)


class Relevance:
    """Scores the snippets of one request; the higher the nearer to an answer."""

    def __init__(self, request: DraftRequest, snippets: Sequence[Snippet]) -> None:
        understanding = request.understanding
        folded = fold(understanding.question)
        self._wanted = understanding.wanted
        self._asks_a_figure = bool(_ASKS_A_FIGURE.search(folded))
        self._asks_yes_or_no = bool(_ASKS_YES_OR_NO.search(folded))
        self._cases = CaseReader(request.passages, understanding.text)
        self._weights = self._query_weights(request, snippets)
        self._best = sum(sorted(self._weights.values())[-6:]) or 1.0

    def _query_weights(
        self, request: DraftRequest, snippets: Sequence[Snippet]
    ) -> dict[str, float]:
        """Each stem of the request with its rarity among the snippets; added words count less."""
        held = Counter(stem for snippet in snippets for stem in stems_of(snippet.text))
        understanding = request.understanding
        asked = dict.fromkeys(content_stems(" ".join(understanding.terms)), 0.6)
        asked |= dict.fromkeys(content_stems(understanding.text), 0.7)
        asked |= dict.fromkeys(content_stems(understanding.question), 1.0)
        total = len(snippets) + 1
        return {
            stem: weight * math.log(1 + total / (0.5 + held[stem]))
            for stem, weight in asked.items()
            if held[stem]
        }

    def score(self, snippet: Snippet) -> float:
        passage = snippet.passage
        own = stems_of(snippet.text)
        titles = stems_of(" ".join((passage.sheet_title, *passage.heading_path)))
        lexical = sum(self._weights[stem] for stem in self._weights if stem in own)
        context = sum(self._weights[stem] for stem in self._weights if stem in titles - own)
        score = (lexical + 0.4 * context) / self._best
        score += 0.5 / (1 + (snippet.number - 1) / 4)
        score += 0.25 * (passage.kind in self._wanted)
        score += 0.1 * (passage.kind is PassageKind.INTRO)
        score += 0.12 / (1 + snippet.index)
        score += 0.08 * bool(_DIRECTS.search(snippet.text))
        score += 0.35 * self._cases.fit(passage)
        if self._asks_a_figure:
            score += 0.2 * bool(_FIGURE.search(snippet.text))
        if self._asks_yes_or_no and _STARTS_AS_ANSWER.match(snippet.text):
            score += 0.5
        if _BOILERPLATE.search(snippet.text):
            score -= 0.3
        return score - self._length_cost(snippet)

    @staticmethod
    def _length_cost(snippet: Snippet) -> float:
        if snippet.words < 4:
            return 0.15
        return max(0.0, (snippet.words - 40) * 0.004)
