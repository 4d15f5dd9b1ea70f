"""Composes a draft from the best snippets: what answers first, then the parts called for."""

import re
from collections.abc import Sequence

from apps.answering.enums import OPERATOR_NAMES, PassageKind, Section
from apps.answering.markup import SECTION_LABELS, escape
from apps.answering.ports import DraftRequest
from apps.answering.relevance import Relevance
from apps.answering.snippets import Snippet, snippets_of, stems_of

WORD_BUDGET = 240
_SUMMARY_SENTENCES = 2
_LONGEST_SUMMARY_SENTENCE = 45
_SAME = 0.7
_FLOOR = 0.35

_SECTION_OF_KIND: dict[PassageKind, Section] = {
    PassageKind.CONDITIONS: Section.CONDITIONS,
    PassageKind.PAPERS: Section.PAPERS,
    PassageKind.COST: Section.COST,
    PassageKind.DELAY: Section.DELAY,
    PassageKind.PROCEDURE: Section.WHERE,
    PassageKind.WHERE: Section.WHERE,
    PassageKind.ONLINE_SERVICE: Section.ONLINE,
}
_SECTION_CUES: tuple[tuple[Section, re.Pattern[str]], ...] = (
    (Section.COST, re.compile(r"€|\bgratuit|\bfrais\b|\btarif|\bmontant", re.IGNORECASE)),
    (Section.PAPERS, re.compile(r"\bformulaire|\bjustificatif|\bpièces?\b|\bcerfa", re.IGNORECASE)),
    (Section.DELAY, re.compile(r"\bdélai|\bdans les \d|\bpendant \d|\bjours?\b", re.IGNORECASE)),
    (
        Section.WHERE,
        re.compile(r"\badresse|\bdemande[rz]?\b|\bmairie|\btéléservice", re.IGNORECASE),
    ),
)


def compose(request: DraftRequest) -> list[str]:
    """Lines of the draft markup; none when no passage holds a sentence."""
    groups = _by_operator(request)
    lines: list[str] = []
    for topic, snippets in groups:
        if topic:
            lines.append(f"# {topic}")
        lines += _compose_part(request, snippets, WORD_BUDGET // len(groups))
    return lines


def _by_operator(request: DraftRequest) -> list[tuple[str, list[Snippet]]]:
    """One group for each operator that the request names and the passages serve, else one."""
    snippets = [
        snippet
        for number, passage in enumerate(request.passages, 1)
        for snippet in snippets_of(passage, number)
    ]
    groups = [
        (OPERATOR_NAMES[operator], [s for s in snippets if s.passage.operator is operator])
        for operator in request.understanding.operators
    ]
    groups = [(name, group) for name, group in groups if group]
    return groups if len(groups) > 1 else [("", snippets)]


def _compose_part(request: DraftRequest, snippets: Sequence[Snippet], budget: int) -> list[str]:
    relevance = Relevance(request, snippets)
    scores = {id(snippet): relevance.score(snippet) for snippet in snippets}
    ranked = sorted(snippets, key=lambda snippet: -scores[id(snippet)])
    summary = _summary(ranked)
    chosen = _fill(ranked, summary, budget)
    lines = [f"## {SECTION_LABELS[Section.SUMMARY]}", *_rendered(summary)] if summary else []
    for section in SECTION_LABELS:
        members = [snippet for snippet in chosen if _section_of(snippet) is section]
        if members:
            members.sort(key=lambda snippet: (snippet.number, snippet.index))
            lines += [f"## {SECTION_LABELS[section]}", *_rendered(members)]
    return lines


def _summary(ranked: Sequence[Snippet]) -> list[Snippet]:
    """The two best sentences that are short and stand alone, in the order of the sheet."""
    best: list[Snippet] = []
    for snippet in ranked:
        if snippet.items or not 4 <= snippet.words <= _LONGEST_SUMMARY_SENTENCE:
            continue
        if snippet.lead.rstrip().endswith((":", "?")) or _repeats(snippet, best):
            continue
        best.append(snippet)
        if len(best) == _SUMMARY_SENTENCES:
            break
    return sorted(best, key=lambda snippet: (snippet.number, snippet.index))


def _fill(ranked: Sequence[Snippet], summary: list[Snippet], budget: int) -> list[Snippet]:
    left = budget - sum(snippet.words for snippet in summary)
    chosen: list[Snippet] = []
    for snippet in ranked:
        if snippet in summary or snippet.words > left or _repeats(snippet, summary + chosen):
            continue
        if snippet.lead.endswith(":") and not snippet.items:
            continue
        chosen.append(snippet)
        left -= snippet.words
    return chosen


def _repeats(snippet: Snippet, others: Sequence[Snippet]) -> bool:
    own = stems_of(snippet.text)
    return any(
        len(own & stems_of(other.text)) >= _SAME * max(min(len(own), len(stems_of(other.text))), 1)
        for other in others
    )


def _section_of(snippet: Snippet) -> Section:
    known = _SECTION_OF_KIND.get(snippet.passage.kind)
    if known:
        return known
    for section, cue in _SECTION_CUES:
        if cue.search(snippet.text):
            return section
    return Section.CONDITIONS


def _rendered(snippets: Sequence[Snippet]) -> list[str]:
    """A sentence and its marker; a list with the marker on its lead-in, or on each item."""
    lines: list[str] = []
    for snippet in snippets:
        marker = f" [{snippet.number}]"
        if snippet.lead:
            lines.append(escape(snippet.lead) + marker)
        own = "" if snippet.lead else marker
        lines += [f"- {escape(item)}{own}" for item in snippet.items]
    return lines
