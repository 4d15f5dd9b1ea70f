"""Which part of an answer a snippet belongs to."""

import re

from apps.answering.enums import PassageKind, Section
from apps.answering.snippets import Snippet
from apps.answering.wording import fold

_OF_KIND: dict[PassageKind, Section] = {
    PassageKind.CONDITIONS: Section.CONDITIONS,
    PassageKind.PAPERS: Section.PAPERS,
    PassageKind.COST: Section.COST,
    PassageKind.DELAY: Section.DELAY,
    PassageKind.PROCEDURE: Section.WHERE,
    PassageKind.WHERE: Section.WHERE,
    PassageKind.ONLINE_SERVICE: Section.ONLINE,
}
# Folded. How a line of a sheet names a service or a body, and what a sentence is about.
_OPENINGS: tuple[tuple[Section, re.Pattern[str]], ...] = (
    (Section.ONLINE, re.compile(r"(?:teleservice|simulateur|formulaire|service en ligne)[^:]*:")),
    (Section.WHERE, re.compile(r"ou s.adresser")),
)
_CUES: tuple[tuple[Section, re.Pattern[str]], ...] = (
    (Section.COST, re.compile(r"€|\bgratuit|\bfrais\b|\btarif|\bmontant")),
    (Section.PAPERS, re.compile(r"\bformulaire|\bjustificatif|\bpieces?\b|\bcerfa")),
    (Section.DELAY, re.compile(r"\bdelai|\bdans les \d|\bpendant \d|\bjours?\b")),
    (Section.WHERE, re.compile(r"\badresse|\bdemande[rz]?\b|\bmairie|\bteleservice")),
)


def section_of(snippet: Snippet) -> Section:
    """By what it names, then by the kind of its passage, then by what its words are about."""
    folded = fold(snippet.text)
    for section, opening in _OPENINGS:
        if opening.match(folded):
            return section
    known = _OF_KIND.get(snippet.passage.kind)
    if known:
        return known
    about = (section for section, cue in _CUES if cue.search(folded))
    return next(about, Section.CONDITIONS)
