"""Composes a draft from the best snippets: what answers first, then the parts called for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from apps.answering.enums import OPERATOR_NAMES, Section
from apps.answering.markup import SECTION_LABELS, bare_title, escape
from apps.answering.ports import DraftRequest
from apps.answering.relevance import Relevance
from apps.answering.sections import section_of
from apps.answering.snippets import Snippet, snippets_of, stems_of

WORD_BUDGET = 250
_SUMMARY_SENTENCES = 2
_SUMMARY_LENGTHS = range(4, 46)
_SAME = 0.8
_LEAST_OF_THE_BEST = 0.35
_LEAST_OF_A_TOPIC = 0.3
_SHARE_OF_BEST = 0.6
_NEARLY_AS_GOOD = 0.9
# What makes a sentence fit to come first, beside its probability; chosen among round values by how
# often the summary held a fact of the golden questions (.32 of 128; .305 by probability alone).
_OPEN_CASE_COST = 0.15
_LEANING_COST = 0.3
_GIVEN_GAIN = 0.1
_FIRST_GAIN = 0.2
# Side notes, and sentences that need the one before.
_LEANS_BACK = re.compile(
    r"(?:Attention|À savoir|À noter|Rappel|Exemple|Il|Elle|Ils|Elles|Ce|Cela|Cette|Ces|Celui-ci"
    r"|Celle-ci|Dans ce cas|Toutefois|Cependant|En effet|En outre|Par ailleurs|De plus|Sinon|Ainsi"
    r"|Par exemple)\b|.*\b(?:le|la|les) mêmes?\b"
)
_MOST_OPEN_CASES = 3


def compose(request: DraftRequest) -> list[str]:
    """Lines of the draft markup; none when no passage holds a sentence.

    One sheet is followed, and a second when it answers nearly as well, each under its title:
    sentences of several sheets put together make no sense, and in measure bring no more facts.
    """
    snippets = [
        snippet
        for number, passage in enumerate(request.passages, 1)
        for snippet in snippets_of(passage, number)
    ]
    relevance = Relevance(request, snippets)
    topics = _topics(request, relevance, snippets)
    lines: list[str] = []
    for topic in topics:
        lines += [f"# {topic.name}"] if len(topics) > 1 else []
        lines += _composed(relevance, topic)
    return lines


@dataclass(frozen=True, slots=True)
class _Topic:
    """What is drafted apart: the matter of one operator, or one sheet. `budget`: words."""

    name: str
    snippets: list[Snippet]
    budget: int


def _topics(
    request: DraftRequest, relevance: Relevance, snippets: Sequence[Snippet]
) -> list[_Topic]:
    """The best sheet of each operator that the request names and the passages serve; else the
    best sheet, and the one after it when it is nearly as good."""
    served = [
        (OPERATOR_NAMES[operator], sheets[0])
        for operator in request.understanding.operators
        if (
            sheets := _by_promise(
                relevance, [s for s in snippets if s.passage.operator is operator]
            )
        )
        and max(map(relevance.probability, sheets[0])) >= _LEAST_OF_A_TOPIC
    ]
    if len(served) > 1:
        return [_Topic(name, sheet, WORD_BUDGET // len(served)) for name, sheet in served]
    best, *others = _by_promise(relevance, snippets) or [[]]
    if not others or not _is_worth_adding(relevance, others[0], best):
        return [_Topic("", best, WORD_BUDGET)]
    shares = ((best, _SHARE_OF_BEST), (others[0], 1 - _SHARE_OF_BEST))
    return [
        _Topic(escape(sheet[0].passage.sheet_title), sheet, round(WORD_BUDGET * share))
        for sheet, share in shares
    ]


def _by_promise(relevance: Relevance, snippets: Sequence[Snippet]) -> list[list[Snippet]]:
    """The snippets of each sheet, the likeliest sheet first."""
    sheets: dict[str, list[Snippet]] = {}
    for snippet in snippets:
        sheets.setdefault(snippet.passage.sheet_id, []).append(snippet)
    return sorted(sheets.values(), key=relevance.promise, reverse=True)


def _is_worth_adding(
    relevance: Relevance, sheet: Sequence[Snippet], best: Sequence[Snippet]
) -> bool:
    return relevance.promise(sheet) >= _NEARLY_AS_GOOD * relevance.promise(best)


def _composed(relevance: Relevance, topic: _Topic) -> list[str]:
    meant = [s for s in topic.snippets if relevance.cases.fit(s.passage) >= 0] or topic.snippets
    summary = _summary(relevance, meant)
    chosen = _fill(relevance, meant, summary, topic.budget)
    parts = {Section.SUMMARY: summary} | {
        section: [snippet for snippet in chosen if section_of(snippet) is section]
        for section in SECTION_LABELS
        if section is not Section.SUMMARY
    }
    lines: list[str] = []
    for section, members in parts.items():
        rendered = _rendered(relevance, members)
        if section is Section.TO_CONFIRM:
            rendered = _open_cases(relevance, [*summary, *chosen])
        if rendered:
            lines += [f"## {SECTION_LABELS[section]}", *rendered]
    return lines


def _summary(relevance: Relevance, snippets: Sequence[Snippet]) -> list[Snippet]:
    """The two best sentences that are short and stand alone, in the order of the sheet."""

    def fitness(snippet: Snippet) -> float:
        features = relevance.features(snippet)
        is_open = bool(relevance.cases.open_case(snippet.passage))
        leans = bool(_LEANS_BACK.match(snippet.lead))
        gains = _GIVEN_GAIN * features["given"] + _FIRST_GAIN * features["is_first"]
        costs = _OPEN_CASE_COST * is_open + _LEANING_COST * leans
        return relevance.probability(snippet) + gains - costs

    best: list[Snippet] = []
    for snippet in sorted(snippets, key=fitness, reverse=True):
        stands_alone = not snippet.items and not snippet.lead.rstrip().endswith((":", "?"))
        if stands_alone and snippet.words in _SUMMARY_LENGTHS and not _repeats(snippet, best):
            best.append(snippet)
        if len(best) == _SUMMARY_SENTENCES:
            break
    return sorted(best, key=_place)


def _fill(
    relevance: Relevance, snippets: Sequence[Snippet], summary: list[Snippet], budget: int
) -> list[Snippet]:
    """What is worth its words beside the summary, up to the budget, in the order of the sheets."""
    left = budget - sum(snippet.words for snippet in summary)
    least = _LEAST_OF_THE_BEST * max(map(relevance.probability, snippets), default=0.0)
    chosen: list[Snippet] = []
    for snippet in sorted(snippets, key=relevance.worth, reverse=True):
        is_bare_lead = snippet.lead.endswith(":") and not snippet.items
        room = snippet.words + _words_of_case(relevance, snippet, chosen)
        if is_bare_lead or room > left or _repeats(snippet, [*summary, *chosen]):
            continue
        if relevance.probability(snippet) < least:
            continue
        chosen.append(snippet)
        left -= room
    return sorted(chosen, key=_place)


def _words_of_case(relevance: Relevance, snippet: Snippet, chosen: Sequence[Snippet]) -> int:
    """The room that the title of an undecided case takes, above its part and in the questions."""
    if any(other.number == snippet.number for other in chosen):
        return 0
    return 2 * len(relevance.cases.open_case(snippet.passage).split())


def _place(snippet: Snippet) -> tuple[int, int]:
    return snippet.number, snippet.index


def _repeats(snippet: Snippet, others: Sequence[Snippet]) -> bool:
    """Whether one of the others says nearly the same, all figures included."""
    own = stems_of(snippet.text)
    figures = {stem for stem in own if stem.isdigit()}
    return any(
        len(own & stems) >= _SAME * max(len(own), 1) and figures <= stems
        for stems in (stems_of(other.text) for other in others)
    )


def _rendered(relevance: Relevance, snippets: Sequence[Snippet]) -> list[str]:
    """Sentences and lists of one part, those of an undecided case under its title."""
    lines: list[str] = []
    for case, group in groupby(snippets, key=lambda s: relevance.cases.open_case(s.passage)):
        members = list(group)
        if case:
            lines.append(f"{escape(bare_title(case))} : [{members[0].number}]")
        for snippet in members:
            lines += _snippet_lines(snippet)
    return lines


def _snippet_lines(snippet: Snippet) -> list[str]:
    """A sentence and its marker; a list with the marker on its lead-in, or on each item."""
    marker = f" [{snippet.number}]"
    lines = [escape(snippet.lead) + marker] if snippet.lead else []
    own = "" if snippet.lead else marker
    return lines + [f"- {escape(item)}{own}" for item in snippet.items]


def _open_cases(relevance: Relevance, snippets: Sequence[Snippet]) -> list[str]:
    """The cases between which the request does not choose, as questions to the person."""
    titles: dict[str, int] = {}
    for snippet in sorted(snippets, key=_place):
        fact = relevance.cases.open_fact(snippet.passage)
        if fact:
            titles.setdefault(fact, snippet.number)
    return [
        f"- {escape(bare_title(title))} ? [{number}]"
        for title, number in list(titles.items())[:_MOST_OPEN_CASES]
    ]
