"""Whether what a model made of a draft may stand in its place: nothing strange came in."""

import re

from apps.answering.draft_text import cited_numbers, read_draft, renumbered, write_draft
from apps.answering.enums import ProblemKind
from apps.answering.figures import unsupported_spans
from apps.answering.masking import MARK
from apps.answering.rewriting import NothingToRewrite, Rewriting, rewrite

_WRAPPED = frozenset({Rewriting.EMAIL, Rewriting.LETTER, Rewriting.SMS})
_FENCE = re.compile(r"\A```\w*\n(.*?)\n?```\Z", re.DOTALL)
_ROOM = 600  # characters that a short draft may grow by


class UnusableText(Exception):
    """The model's text may not stand; `message` says why, in French."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def reworded(draft: str, written: str, rewriting: Rewriting, *, subject: str) -> str:
    """The draft as the model wrote it, its formulas added by rules where its form has some.

    Citations that the draft does not hold are dropped; sentences are checked afterwards, as any
    text of a draft. Raises UnusableText, and NothingToRewrite when nothing changed.
    """
    text = without_fence(written)
    _refuse_strange(draft, text)
    cited = cited_numbers(read_draft(draft))
    text = write_draft(read_draft(renumbered(text, {number: number for number in cited})))
    if rewriting in _WRAPPED:
        text = rewrite(text, rewriting, question="", subject=subject)
    if text == write_draft(read_draft(draft)):
        raise NothingToRewrite("Le modèle n’a rien changé au brouillon.")
    return text


def without_fence(written: str) -> str:
    """The text without the code fence that some models put around it."""
    text = written.strip()
    match = _FENCE.match(text)
    return match[1].strip() if match else text


def _refuse_strange(draft: str, text: str) -> None:
    if not any(character.isalpha() for character in text):
        raise UnusableText("Le modèle n’a écrit aucun texte.")
    if len(text) > 2 * len(draft) + _ROOM:
        raise UnusableText("Le texte du modèle est bien plus long que le brouillon.")
    marks = {match[0] for match in MARK.finditer(draft)}
    if any(match[0] not in marks for match in MARK.finditer(text)):
        raise UnusableText("Le modèle a inventé une donnée masquée.")
    problems = unsupported_spans(text, [draft])
    if any(problem.kind is ProblemKind.CONTACT_ABSENT for problem in problems):
        raise UnusableText("Le modèle a ajouté un lien ou un numéro absent du brouillon.")
