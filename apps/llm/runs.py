"""The record of one call of a drafter: what is needed to tell and to replay it."""

from dataclasses import dataclass, field
from time import monotonic

from apps.answering.enums import DegradedReason
from apps.answering.prompt_budget import PromptBudget
from apps.answering.prompting import Prompt
from apps.llm.streaming import StreamFacts, Usage


@dataclass(frozen=True, slots=True)
class DraftRun:
    """What is kept of one call of `draft`, whole or not.

    `prompt_version`, `delimiter` and `budget` with the stored request rebuild the prompt, whose
    digest is `prompt_sha256` (all empty when the breaker was open). `attempts` names the model of
    each attempt, the last one being `model`. Times in milliseconds from the call. `failure` is
    the reason of the DraftingFailed that was raised, `retry_after` the seconds that it names.
    """

    model: str = ""
    prompt_version: str = ""
    prompt_sha256: str = ""
    delimiter: str = ""
    budget: PromptBudget = field(default_factory=PromptBudget)
    parameters: tuple[tuple[str, float], ...] = ()
    attempts: tuple[str, ...] = ()
    passages_kept: int = 0
    turns_shortened: int = 0
    turns_dropped: int = 0
    finish_reason: str = ""
    usage: Usage | None = None
    first_piece_ms: int | None = None
    total_ms: int = 0
    failure: DegradedReason | None = None
    retry_after: float | None = None


@dataclass(slots=True)
class RunInProgress:
    """The same while it is being learnt; belongs to one call."""

    budget: PromptBudget
    temperature: float
    delimiter: str = ""
    prompt: Prompt = field(default_factory=lambda: Prompt("", ()))
    attempts: list[str] = field(default_factory=list)
    facts: StreamFacts = field(default_factory=StreamFacts)
    started_at: float = field(default_factory=monotonic)
    first_piece_at: float | None = None
    failure: DegradedReason | None = None
    retry_after: float | None = None
    has_ended: bool = False

    @property
    def elapsed(self) -> float:
        return monotonic() - self.started_at

    @property
    def parameters(self) -> tuple[tuple[str, float], ...]:
        return (("max_tokens", self.budget.answer_tokens), ("temperature", self.temperature))

    def note_piece(self) -> None:
        if self.first_piece_at is None:
            self.first_piece_at = monotonic()

    def record(self) -> DraftRun:
        first = self.first_piece_at
        return DraftRun(
            model=self.attempts[-1] if self.attempts else "",
            prompt_version=self.prompt.version,
            prompt_sha256=self.prompt.sha256 if self.prompt.messages else "",
            delimiter=self.delimiter,
            budget=self.budget,
            parameters=self.parameters,
            attempts=tuple(self.attempts),
            passages_kept=self.prompt.passages_kept,
            turns_shortened=self.prompt.turns_shortened,
            turns_dropped=self.prompt.turns_dropped,
            finish_reason=self.facts.finish_reason,
            usage=self.facts.usage,
            first_piece_ms=None if first is None else round((first - self.started_at) * 1000),
            total_ms=round(self.elapsed * 1000),
            failure=self.failure,
            retry_after=self.retry_after,
        )
