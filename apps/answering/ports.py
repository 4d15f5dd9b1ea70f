"""What the pipeline needs from the outside: retrieval, drafting, rewriting."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Protocol

from apps.answering.enums import DegradedReason, DrafterName, Operator, PassageKind
from apps.answering.passages import Findings, Passage, PublishedContact, SheetHit


@dataclass(frozen=True, slots=True)
class Understanding:
    """The request as search reads it.

    `question` is the masked request alone, `text` the same with its history folded in where the
    request leans on it; it `may_change_subject` when only its shortness says so. `terms` are
    official words added by acronyms and lexicon; `wanted` are the kinds of passages that the
    request asks for (empty: no preference).
    """

    question: str
    text: str
    history: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    corrections: tuple[tuple[str, str], ...] = ()
    operators: tuple[Operator, ...] = ()
    themes: tuple[str, ...] = ()
    wanted: frozenset[PassageKind] = field(default_factory=frozenset)
    rewritten: str = ""
    may_change_subject: bool = False


@dataclass(frozen=True, slots=True)
class DraftRequest:
    """All that a drafter may use; the first passage is [1].

    `contacts` are published: a draft may name their numbers and addresses like those of passages.
    """

    understanding: Understanding
    passages: tuple[Passage, ...]
    sheets: tuple[SheetHit, ...]
    contacts: tuple[PublishedContact, ...] = ()


class DraftingFailed(Exception):
    """A drafter cannot go on; `reason` says why, and `detail` goes to the log without content.

    `retry_after` is the wait in seconds that the model's side asks for, if it does.
    """

    def __init__(
        self, reason: DegradedReason, detail: str = "", *, retry_after: float | None = None
    ) -> None:
        super().__init__(detail or reason.value)
        self.reason = reason
        self.detail = detail
        self.retry_after = retry_after


class Retriever(Protocol):
    async def find(self, understanding: Understanding) -> Findings:
        """Passages of published sheets that the asker may see, best first."""
        ...


class Drafter(Protocol):
    name: DrafterName

    def draft(self, request: DraftRequest) -> AsyncIterator[str]:
        """Pieces of a draft in the draft markup of `apps/answering/citations.py`.

        Raises DraftingFailed at any moment, before or after the first piece.
        """
        ...


class Rewriter(Protocol):
    async def rewrite(self, understanding: Understanding) -> str:
        """A search query for the request, or "" when none can be had in time."""
        ...
