"""Checks a counsellor's draft sentence by sentence against the sources of the answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.answering.checking import check_sentence
from apps.answering.draft_text import DraftLine, DraftSentence
from apps.answering.enums import CheckStatus, ProblemKind, Section
from apps.answering.masking import MARK
from apps.answering.passages import Passage
from apps.answering.rewriting import FORMULAS, SUBJECT

CONTACT_WHY = "Cette coordonnée ne figure dans aucun passage cité."
_LEAST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Doubt:
    """A sentence that its sources do not bear, and why, in French."""

    text: str
    check: CheckStatus
    reasons: tuple[str, ...]


def doubts_of(
    lines: Sequence[DraftLine], passages: Sequence[Passage], directory: str = ""
) -> list[Doubt]:
    """The doubtful sentences in reading order; source 1 is the first passage.

    Nothing leaves the counsellor's own text, unlike a generated one: doubts are said beside it.
    """
    return [
        doubt
        for line in lines
        for sentence in line.sentences
        if not _states_nothing(line, sentence)
        and (doubt := _doubt(sentence, line.section, passages, directory))
    ]


def _doubt(
    sentence: DraftSentence,
    section: Section | None,
    passages: Sequence[Passage],
    directory: str,
) -> Doubt | None:
    part = section or Section.SUMMARY
    # A masked mark states nothing, its number least of all.
    words = MARK.sub("…", sentence.text)
    checked = check_sentence(words, sentence.numbers, passages, part, directory)
    if checked.check is CheckStatus.SUPPORTED:
        return None
    reasons = [
        CONTACT_WHY if problem.kind is ProblemKind.CONTACT_ABSENT else problem.explanation
        for problem in checked.problems
    ]
    return Doubt(sentence.text, checked.check, tuple(dict.fromkeys(reasons)))


def _states_nothing(line: DraftLine, sentence: DraftSentence) -> bool:
    """Formulas of a letter, titles that lead a list in, a few words without figure."""
    if sentence.numbers:
        return False
    if sentence.text in FORMULAS or sentence.text.startswith(SUBJECT):
        return True
    is_short = len(sentence.text.split()) < _LEAST_WORDS
    has_figure = any(character.isdigit() for character in sentence.text)
    return (is_short or line.is_lead_in) and not has_figure
