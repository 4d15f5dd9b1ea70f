"""How likely a snippet is to answer a request: a few features, weighed as measured."""

import math
import re
from collections import Counter
from collections.abc import Sequence

from apps.answering.facets import ASKING_STEMS, facets_of
from apps.answering.passage_places import places
from apps.answering.ports import DraftRequest, Understanding
from apps.answering.situations import CaseReader
from apps.answering.snippets import Snippet, stems_of
from apps.answering.wording import content_stems, fold

_ASKS_YES_OR_NO = re.compile(
    r"\b(?:peut|peuvent|doit|doivent|a|ont|est|sont|faut|va|touche|garde|risque)(?:[ -]t)?[ -]"
    r"(?:il|elle|on|ils|elles|ce)\b|\best[- ]ce que\b"
    r"|\bc'est (?:legal|vrai|normal|possible|son droit)"
    r"|\b(?:possible|obligatoire|obligee?|droit|autorise|legal|normal|interdit) ?\?"
)
_STARTS_AS_ANSWER = re.compile(r"(?:oui|non)\b", re.IGNORECASE)
_BOILERPLATE = re.compile(
    r"covid|coronavirus|urgence sanitaire|en savoir plus|cette page|cette fiche|par exemple"
    r"|texte de loi|service en ligne :|à titre d'exemple",
    re.IGNORECASE,
)
_DIRECTS = re.compile(
    r"\b(?:devez|doit|doivent|faut|pouvez|peut|peuvent|s'élève|est fixé|obligatoire|gratuite?)\b"
)
_IS_LINK = re.compile(
    r"(?:service en ligne|formulaire|simulateur|téléservice|outil)[^:]{0,20}:", re.I
)
_FIGURE = re.compile(r"\d")

# Fitted by logistic regression on which snippets of the right sheets hold the facts expected,
# then rounded; `case` and `answers_yes_or_no` are set above what the fit gives, because a wrong
# case misleads and a yes or no comes first.
WEIGHTS: dict[str, float] = {
    "words_shared": 1.5,
    "words_around": 1.0,
    "rank": 1.2,
    "place": 2.2,
    "sheet": 0.5,
    "is_first": 1.1,
    "kind_wanted": 0.5,
    "given": 0.8,
    "titled": 0.1,
    "case": 0.8,
    "directs": 0.7,
    "figure": 0.85,
    "answers_yes_or_no": 0.9,
    "asks": -3.0,
    "is_table": -1.7,
    "is_link": -1.25,
    "boilerplate": -0.2,
}
_INTERCEPT = -4.0
_LENGTH_POWER = 0.3
_SNIPPETS_HEARD = 3
_ASKING_WEIGHT = 0.5
_SHORTEST = 8


class Relevance:
    """Scores the snippets of one request; the higher the nearer to an answer."""

    def __init__(self, request: DraftRequest, snippets: Sequence[Snippet]) -> None:
        understanding = request.understanding
        folded = fold(understanding.question)
        self._wanted = understanding.wanted
        self._facets = facets_of(understanding.question)
        self._asks_yes_or_no = bool(_ASKS_YES_OR_NO.search(folded))
        self.cases = CaseReader(request.passages, understanding.text)
        self._weights = self._query_weights(request, snippets)
        self._best = sum(sorted(self._weights.values())[-6:]) or 1.0
        named = [
            *(sheet.sheet_id for sheet in request.sheets),
            *(p.sheet_id for p in request.passages),
        ]
        self._features: dict[tuple[int, int, tuple[str, ...]], dict[str, float]] = {}
        self._sheets = {sheet_id: place for place, sheet_id in enumerate(dict.fromkeys(named))}
        top = max((sheet.score for sheet in request.sheets), default=0.0) or 1.0
        self._strengths = {sheet.sheet_id: sheet.score / top for sheet in request.sheets}
        self._places = places(request.passages, _stems_asked(understanding))
        self._around = {(s.number, s.index): self._share(stems_of(s.text)) for s in snippets}

    def _query_weights(
        self, request: DraftRequest, snippets: Sequence[Snippet]
    ) -> dict[str, float]:
        """Each stem of the request with its rarity among the snippets; added words count less."""
        held = Counter(stem for snippet in snippets for stem in stems_of(snippet.text))
        total = len(snippets) + 1
        return {
            stem: weight * math.log(1 + total / (0.5 + held[stem]))
            for stem, weight in _stems_asked(request.understanding).items()
            if held[stem]
        }

    def _share(self, stems: frozenset[str]) -> float:
        return sum(self._weights[stem] for stem in self._weights if stem in stems) / self._best

    def features(self, snippet: Snippet) -> dict[str, float]:
        """What WEIGHTS weighs, each within -1..1 or near; worked out once for each snippet."""
        key = (snippet.number, snippet.index, snippet.items)
        if key not in self._features:
            self._features[key] = self._features_of(snippet)
        return self._features[key]

    def _features_of(self, snippet: Snippet) -> dict[str, float]:
        passage = snippet.passage
        own = stems_of(snippet.text)
        folded = fold(snippet.text)
        place = (snippet.number, snippet.index)
        titles = fold(" ".join(passage.heading_path[-2:]) or passage.sheet_title)
        given = sum(bool(facet.given.search(folded)) for facet in self._facets)
        titled = sum(bool(facet.titled.search(titles)) for facet in self._facets)
        number_of_facets = max(len(self._facets), 1)
        return {
            "words_shared": self._share(own),
            "words_around": max(
                self._around.get((place[0], place[1] + step), 0.0) for step in (-1, 1)
            ),
            "is_link": float(bool(_IS_LINK.match(snippet.text))),
            "rank": 1 / (1 + (snippet.number - 1) / 4),
            "place": 1 / (1 + self._places[snippet.number] / 4),
            "sheet": 1 / (1 + self._sheets.get(passage.sheet_id, len(self._sheets)) / 2),
            "kind_wanted": float(passage.kind in self._wanted),
            "is_first": 1 / (1 + snippet.index),
            "directs": float(bool(_DIRECTS.search(snippet.text))),
            "given": given / number_of_facets,
            "titled": titled / number_of_facets,
            "figure": float(bool(_FIGURE.search(snippet.text))),
            "answers_yes_or_no": float(
                self._asks_yes_or_no and bool(_STARTS_AS_ANSWER.match(snippet.text))
            ),
            "boilerplate": float(bool(_BOILERPLATE.search(snippet.text))),
            "case": self.cases.fit(passage),
            "is_table": float(snippet.is_table),
            "asks": float(snippet.lead.endswith("?")),
        }

    def probability(self, snippet: Snippet) -> float:
        """That the snippet holds a part of the answer."""
        features = self.features(snippet)
        log_odds = _INTERCEPT + sum(WEIGHTS[name] * value for name, value in features.items())
        return 1 / (1 + math.exp(-log_odds))

    def promise(self, sheet: Sequence[Snippet]) -> float:
        """How far the sheet of these snippets answers, within 0..1: the mean of its own score
        beside the best sheet's, of its three likeliest snippets, and of the likeliest snippet
        for each thing that is asked (a price, a place…)."""
        if not sheet:
            return 0.0
        scored = sorted(
            ((self.probability(each), each) for each in sheet), key=lambda pair: -pair[0]
        )
        likeliest = [score for score, _ in scored[:_SNIPPETS_HEARD]]
        mean = sum(likeliest) / len(likeliest)
        folded = [(score, fold(each.text)) for score, each in scored]
        given = [
            next((score for score, text in folded if facet.given.search(text)), 0.0)
            for facet in self._facets
        ]
        strength = self._strengths.get(sheet[0].passage.sheet_id, 0.0)
        return (strength + mean + (sum(given) / len(given) if given else mean)) / 3

    def worth(self, snippet: Snippet) -> float:
        """Probability for the room taken: long snippets must earn their words."""
        return self.probability(snippet) / math.pow(max(snippet.words, _SHORTEST), _LENGTH_POWER)


def _stems_asked(understanding: Understanding) -> dict[str, float]:
    """Stems of the request with their weights; words of its history, added ones and those that
    ask count less."""
    asked = dict.fromkeys(content_stems(" ".join(understanding.terms)), 0.6)
    asked |= dict.fromkeys(content_stems(understanding.text), 0.7)
    asked |= dict.fromkeys(content_stems(understanding.question), 1.0)
    return {
        stem: weight * (_ASKING_WEIGHT if stem in ASKING_STEMS else 1.0)
        for stem, weight in asked.items()
    }
