"""What the pipeline reads: passages of published sheets, and the sheets that hold them."""

from dataclasses import dataclass, field
from datetime import date

from apps.answering.enums import Operator, PassageKind


@dataclass(frozen=True, slots=True)
class Passage:
    """One leaf of a published sheet, verbatim.

    `text` is the stored text, byte for byte: blocks are separated by a line feed, list items
    start with "- ", table rows are cells joined by " | ". `heading_path` runs from the outermost
    title (situation) to the innermost (case).
    """

    id: str
    sheet_id: str
    revision_id: str
    sheet_title: str
    heading_path: tuple[str, ...]
    text: str
    text_hash: str
    kind: PassageKind
    operator: Operator
    theme: str
    source_url: str
    source_date: date | None
    position: int = 0
    situation: str = ""
    case: str = ""
    score: float = 0.0

    @property
    def section(self) -> str:
        return " › ".join(self.heading_path)


@dataclass(frozen=True, slots=True)
class OnlineService:
    """A téléservice, form or simulator that a sheet names."""

    title: str
    url: str
    kind: str
    cerfa: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """A body to turn to that a sheet names."""

    title: str
    url: str = ""
    phone: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class PublishedContact:
    """A body to turn to that curators publish; `text` is when it answers."""

    title: str
    operator: Operator
    phone: str = ""
    text: str = ""
    url: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class SheetHit:
    """A published sheet near the request, with what can be proposed as actions."""

    sheet_id: str
    revision_id: str
    title: str
    description: str
    url: str
    operator: Operator
    theme: str
    source_date: date | None
    score: float = 0.0
    warning: str = ""
    is_due_for_review: bool = False
    services: tuple[OnlineService, ...] = ()
    contacts: tuple[Contact, ...] = ()
    related: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DecidingFact:
    """A circumstance that chooses between the cases of the best sheet."""

    label: str
    follow_up: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Figures from which `decide` says whether the sheets cover the request; each within 0..1."""

    best_score: float = 0.0
    term_coverage: float = 0.0
    agreement: float = 0.0
    margin: float = 0.0


@dataclass(frozen=True, slots=True)
class Findings:
    """What retrieval brings back, best first; `contacts`: all those that the asker may be given."""

    passages: tuple[Passage, ...] = ()
    sheets: tuple[SheetHit, ...] = ()
    evidence: Evidence = field(default_factory=Evidence)
    deciding_facts: tuple[DecidingFact, ...] = ()
    contacts: tuple[PublishedContact, ...] = ()
