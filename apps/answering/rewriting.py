"""Rewritings of a draft that rules can do honestly: no word is invented but fixed formulas."""

from collections.abc import Callable, Sequence
from enum import StrEnum

from apps.answering.draft_text import (
    STEPS_LABEL,
    DraftLine,
    LineKind,
    read_draft,
    write_draft,
)
from apps.answering.enums import PassageKind, Section
from apps.answering.understanding import parts_asked

SMS_LENGTH = 459
"""Three text messages of 153 characters, the most that is read as one."""
SUBJECT = "Objet : "
_HELLO = "Bonjour,"
_MAIL_LEAD = "Comme convenu, voici les informations que nous avons vues ensemble."
_LETTER_HELLO = "Madame, Monsieur,"
_LETTER_LEAD = (
    "Vous nous avez demandé des informations. Voici ce que disent les fiches officielles."
)
_CONFIRM = "L’organisme chargé de votre dossier reste seul à pouvoir se prononcer."
_MAIL_END = "Bien cordialement,"
_LETTER_END = "Nous vous prions d’agréer, Madame, Monsieur, nos salutations distinguées."
_SIGNATURE = "Votre conseiller France services"
_SMS_START = "France services :"
FORMULAS = frozenset(
    {
        _HELLO,
        _MAIL_LEAD,
        _LETTER_HELLO,
        *_LETTER_LEAD.replace(". ", ".\n").split("\n"),
        _CONFIRM,
        _MAIL_END,
        _LETTER_END,
        _SIGNATURE,
        _SMS_START,
    }
)
_SECTIONS = {
    PassageKind.COST: Section.COST,
    PassageKind.PAPERS: Section.PAPERS,
    PassageKind.DELAY: Section.DELAY,
    PassageKind.CONDITIONS: Section.CONDITIONS,
    PassageKind.WHERE: Section.WHERE,
    PassageKind.PROCEDURE: Section.WHERE,
    PassageKind.ONLINE_SERVICE: Section.ONLINE,
}


class Rewriting(StrEnum):
    SIMPLER = "simpler"
    SHORTER = "shorter"
    STEPS = "steps"
    EMAIL = "email"
    LETTER = "letter"
    SMS = "sms"


class NothingToRewrite(Exception):
    """The draft holds nothing that the rewriting needs; `message` says what, in French."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def rewrite(text: str, rewriting: Rewriting, *, question: str, subject: str) -> str:
    """The draft put in another form. `question` is the masked request, `subject` a sheet's title.

    Raises NothingToRewrite when the draft lacks the part needed, or nothing would change.
    """
    lines = read_draft(text)
    if not lines:
        raise NothingToRewrite("Le brouillon est vide : il n’y a rien à adapter.")
    if rewriting not in _REWRITERS:
        raise NothingToRewrite("Simplifier demande un modèle : les règles n’y suffisent pas.")
    written = _REWRITERS[rewriting](lines, question, subject)
    if written == write_draft(lines):
        raise NothingToRewrite("Le brouillon est déjà sous cette forme : rien n’a changé.")
    return written


def _shorter(lines: Sequence[DraftLine], question: str, subject: str) -> str:
    """*En bref* and the parts that the request asks for."""
    wanted = {_SECTIONS[kind] for kind in parts_asked(question) if kind in _SECTIONS}
    parts = wanted | {Section.SUMMARY}
    return write_draft(line for line in lines if line.section in parts or _is_formula(line))


def _steps(lines: Sequence[DraftLine], question: str, subject: str) -> str:
    """Each sentence and item of *Où et comment* becomes a step, put after *En bref*."""
    source = [line for line in lines if line.section is Section.WHERE and not _is_formula(line)]
    steps = [step for line in source for step in _as_steps(line)]
    if sum(step.kind is LineKind.STEP for step in steps) < 2:
        raise NothingToRewrite(
            "Il faut une partie « Où et comment » d’au moins deux phrases pour en faire des étapes."
        )
    title = DraftLine(LineKind.HEADING, STEPS_LABEL, Section.WHERE)
    first = [line for line in lines if line.section is Section.SUMMARY]
    rest = [line for line in lines if line not in (*first, *source)]
    return write_draft([*first, title, *steps, *rest])


def _as_steps(line: DraftLine) -> list[DraftLine]:
    """What leads a case or a list in stays above its steps."""
    if line.kind is LineKind.HEADING:
        return []
    if line.is_lead_in:
        return [line]
    words = [s.raw for s in line.sentences] if line.kind is LineKind.TEXT else [line.text]
    return [DraftLine(LineKind.STEP, one, Section.WHERE) for one in words]


def _email(lines: Sequence[DraftLine], question: str, subject: str) -> str:
    body = write_draft(_unwrapped(lines))
    return "\n\n".join([_HELLO, _MAIL_LEAD, body, _CONFIRM, _MAIL_END, _SIGNATURE])


def _letter(lines: Sequence[DraftLine], question: str, subject: str) -> str:
    body = write_draft(_unwrapped(lines))
    start = [f"{SUBJECT}{subject}", _LETTER_HELLO, _LETTER_LEAD]
    return "\n\n".join([*start, body, _CONFIRM, _LETTER_END, _SIGNATURE])


def _sms(lines: Sequence[DraftLine], question: str, subject: str) -> str:
    """*En bref*, as many whole sentences as fit; never half a sentence."""
    body = [line for line in _unwrapped(lines) if line.kind is LineKind.TEXT]
    first = [line for line in body if line.section is Section.SUMMARY] or body
    sentences = [sentence for line in first for sentence in line.sentences]
    kept: list[str] = []
    room = SMS_LENGTH - len(_SMS_START)
    for sentence in sentences:
        room -= len(sentence.text) + 1
        if room < 0:
            break
        kept.append(sentence.raw)
    if not kept:
        raise NothingToRewrite(
            f"La première phrase dépasse {SMS_LENGTH} caractères : raccourcissez-la d’abord."
        )
    return "\n\n".join([_SMS_START, " ".join(kept)])


def _unwrapped(lines: Sequence[DraftLine]) -> list[DraftLine]:
    """Without the formulas of another form, so that an e-mail becomes a letter, not both."""
    return [line for line in lines if not _is_formula(line)]


def _is_formula(line: DraftLine) -> bool:
    is_fixed = bool(line.sentences) and all(s.text in FORMULAS for s in line.sentences)
    return is_fixed or line.text.startswith(SUBJECT)


_REWRITERS: dict[Rewriting, Callable[[Sequence[DraftLine], str, str], str]] = {
    Rewriting.SHORTER: _shorter,
    Rewriting.STEPS: _steps,
    Rewriting.EMAIL: _email,
    Rewriting.LETTER: _letter,
    Rewriting.SMS: _sms,
}
