"""What the pipeline says while it works: frozen events, consumed by job, commands and tests."""

from dataclasses import dataclass

from apps.answering.enums import (
    AnswerStatus,
    CheckStatus,
    DegradedReason,
    DrafterName,
    Operator,
    ProblemKind,
    Section,
)
from apps.answering.passages import DecidingFact, Passage, PublishedContact, SheetHit


@dataclass(frozen=True, slots=True)
class Problem:
    """A span of a sentence that its cited passages do not bear; offsets are characters."""

    kind: ProblemKind
    start: int
    end: int
    text: str
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """The passage numbered `number`, and the quote copied from it, byte for byte."""

    number: int
    passage: Passage
    quote: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One checked sentence; `text` carries no citation marker."""

    position: int
    section: Section
    text: str
    citations: tuple[Citation, ...]
    check: CheckStatus
    problems: tuple[Problem, ...] = ()
    is_list_item: bool = False
    topic: str = ""


@dataclass(frozen=True, slots=True)
class UrgencyRaised:
    """Words of the request call for an emergency number: (number, what it is)."""

    contacts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Understood:
    operators: tuple[Operator, ...]
    themes: tuple[str, ...]
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourcesFound:
    """Passages in the order of their numbers: the first is [1].

    `themes`: those proposed for the request, likeliest first, since the sheets tell them best.
    """

    passages: tuple[Passage, ...]
    sheets: tuple[SheetHit, ...]
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftingStarted:
    """Sent before the first text of a drafter; a second one drops all text shown so far."""

    drafter: DrafterName
    degraded_reason: DegradedReason | None = None


@dataclass(frozen=True, slots=True)
class TailWritten:
    """The sentence being written, whole: it replaces the tail shown before."""

    text: str


@dataclass(frozen=True, slots=True)
class SentenceChecked:
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Finished:
    """The last event of every answer."""

    status: AnswerStatus
    degraded_reason: DegradedReason | None = None
    missing: tuple[str, ...] = ()
    deciding_facts: tuple[DecidingFact, ...] = ()
    nearest: tuple[SheetHit, ...] = ()
    rephrasings: tuple[str, ...] = ()
    related_questions: tuple[str, ...] = ()
    out_of_scope_advice: str = ""
    contacts: tuple[PublishedContact, ...] = ()


Event = (
    UrgencyRaised
    | Understood
    | SourcesFound
    | DraftingStarted
    | TailWritten
    | SentenceChecked
    | Finished
)
