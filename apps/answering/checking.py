"""One sentence against the passages it cites: its quotes, its problems, its verdict."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.answering.enums import CheckStatus, ProblemKind, Section
from apps.answering.events import Citation, Problem
from apps.answering.figures import unsupported_spans
from apps.answering.markup import bare_title
from apps.answering.passages import Passage
from apps.answering.polarity import turns_around
from apps.answering.quotes import supporting_quote
from apps.answering.rights import concluding_spans
from apps.answering.wording import content_stems, share_of

REMOVED_CONTACT = "(coordonnée retirée : absente des fiches)"
"""Stands in place of a telephone number or address that no cited passage holds (PRODUCT C-09)."""

_WORDING_FLOOR = 0.5
_UNSOURCED = frozenset({ProblemKind.NO_CITATION, ProblemKind.CONTACT_ABSENT})


@dataclass(frozen=True, slots=True)
class Checked:
    """The sentence as it may be shown, with the proof of it."""

    text: str
    citations: tuple[Citation, ...]
    check: CheckStatus
    problems: tuple[Problem, ...]


def check_sentence(
    text: str,
    numbers: Sequence[int],
    passages: Sequence[Passage],
    section: Section,
    directory: str = "",
) -> Checked:
    """`numbers` are the passages cited, the first is 1; unknown ones are reported, never kept.

    A number or an address is allowed when a cited passage holds it, or the published `directory`.

    A sentence that stands in a cited passage is supported as it is. Any other is read for
    figures, contacts, wording, and conclusions on a person's right (PRODUCT X-03).
    """
    known = [n for n in dict.fromkeys(numbers) if 1 <= n <= len(passages)]
    citations = tuple(
        Citation(n, passages[n - 1], supporting_quote(text, passages[n - 1])) for n in known
    )
    if any(_stands_in(text, citation.passage) for citation in citations):
        problems = _unknown_citations(text, numbers, passages)
        return Checked(text, citations, _verdict(problems), problems)
    sources = [_evidence(citation.passage) for citation in citations]
    text, figures = _without_invented_contacts(text, unsupported_spans(text, sources, directory))
    problems = _unknown_citations(text, numbers, passages)
    if citations:
        problems += _wording(text, sources, [citation.passage for citation in citations])
    elif section is not Section.TO_CONFIRM or not _only_asks(text, figures):
        problems += (_whole(text, ProblemKind.NO_CITATION, "Aucun passage n’est cité."),)
    problems += (*figures, *concluding_spans(text))
    return Checked(text, citations, _verdict(problems), problems)


def _unknown_citations(
    text: str, numbers: Sequence[int], passages: Sequence[Passage]
) -> tuple[Problem, ...]:
    unknown = [n for n in dict.fromkeys(numbers) if not 1 <= n <= len(passages)]
    return tuple(
        _whole(text, ProblemKind.UNKNOWN_CITATION, f"Le passage [{n}] n’existe pas.")
        for n in unknown
    )


def _stands_in(text: str, passage: Passage) -> bool:
    """Whether a passage holds the sentence as it is, or stands under it as a title."""
    return text in passage.text or bare_title(text) in map(bare_title, passage.heading_path)


def _evidence(passage: Passage) -> str:
    """What a passage says, the titles under which it stands included."""
    return "\n".join((passage.sheet_title, *passage.heading_path, passage.text))


def _only_asks(text: str, figures: tuple[Problem, ...]) -> bool:
    """A question to put to the person states nothing, so nothing bears it."""
    return text.endswith("?") and not figures


def _wording(text: str, sources: Sequence[str], passages: Sequence[Passage]) -> tuple[Problem, ...]:
    available = [stem for source in sources for stem in content_stems(source)]
    if share_of(content_stems(text), available) < _WORDING_FLOOR:
        explanation = "Le passage cité emploie d’autres mots : à relire."
    elif turns_around(text, passages):
        explanation = "Le passage cité dit presque la même phrase, mais avec un sens opposé."
    else:
        return ()
    return (_whole(text, ProblemKind.WORDING_ABSENT, explanation),)


def _without_invented_contacts(
    text: str, figures: tuple[Problem, ...]
) -> tuple[str, tuple[Problem, ...]]:
    """Contacts that no passage holds leave the text; the other spans move accordingly."""
    kept: list[Problem] = []
    shift = 0
    for problem in figures:
        start, end = problem.start + shift, problem.end + shift
        shown = problem.text
        if problem.kind is ProblemKind.CONTACT_ABSENT:
            shown = REMOVED_CONTACT
            text = text[:start] + shown + text[end:]
            shift += len(shown) - (end - start)
            end = start + len(shown)
        explanation = problem.explanation if shown == problem.text else _REMOVED_WHY
        kept.append(Problem(problem.kind, start, end, shown, explanation))
    return text, tuple(kept)


_REMOVED_WHY = "Cette coordonnée ne figure dans aucun passage cité : elle a été retirée."


def _whole(text: str, kind: ProblemKind, explanation: str) -> Problem:
    return Problem(kind, 0, len(text), text, explanation)


def _verdict(problems: tuple[Problem, ...]) -> CheckStatus:
    if any(problem.kind in _UNSOURCED for problem in problems):
        return CheckStatus.UNSUPPORTED
    return CheckStatus.TO_CHECK if problems else CheckStatus.SUPPORTED
