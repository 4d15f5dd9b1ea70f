"""Drafts and checks within the clocks, and falls back from a model to the sheets' own words."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from apps.answering.citations import DraftReader
from apps.answering.directory import directory_text
from apps.answering.enums import AnswerStatus, CheckStatus, DegradedReason, DrafterName
from apps.answering.events import DraftingStarted, SentenceChecked, TailWritten
from apps.answering.ports import Drafter, DraftingFailed, DraftRequest

_FEWEST_TO_JUDGE = 4


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds; `passages` is how many are numbered and given to a drafter; `decline_above` is the
    log-odds of having no answer above which nothing is drafted."""

    first_sentence: float = 8.0
    whole_answer: float = 25.0
    rewriting: float = 1.5
    passages: int = 52
    decline_above: float = 0.0


@dataclass(frozen=True, slots=True)
class Ending:
    """How drafting ended: answered, interrupted after firm text, or failed without any."""

    status: AnswerStatus
    degraded_reason: DegradedReason | None = None


DraftEvent = DraftingStarted | TailWritten | SentenceChecked


@dataclass(slots=True)
class Attempt:
    """What one drafter has given so far."""

    sentences: int = 0
    failed_checks: int = 0

    def count(self, event: TailWritten | SentenceChecked) -> None:
        if isinstance(event, SentenceChecked):
            self.sentences += 1
            self.failed_checks += event.sentence.check is not CheckStatus.SUPPORTED

    @property
    def mostly_fails(self) -> bool:
        return self.failed_checks * 2 > self.sentences


@dataclass(slots=True)
class Clock:
    """Moments of the loop's own time, set when the answer starts."""

    limits: Limits
    started_at: float = field(default_factory=lambda: asyncio.get_running_loop().time())

    def deadline(self, *, has_firm_text: bool, is_last_drafter: bool) -> float:
        """Before any firm text a fall-back must keep its time; after it, only the whole counts."""
        is_waiting = not has_firm_text and not is_last_drafter
        limit = self.limits.first_sentence if is_waiting else self.limits.whole_answer
        return self.started_at + limit


async def draft(
    request: DraftRequest,
    drafters: Sequence[Drafter],
    clock: Clock,
    reason: DegradedReason | None = None,
) -> AsyncGenerator[DraftEvent | Ending, None]:
    """The events of the first drafter that holds out; `Ending` always last.

    A drafter that fails before a firm sentence, or whose sentences mostly fail their checks, gives
    way to the next; one that fails after firm text leaves it standing, interrupted.
    """
    for drafter in drafters:
        is_last = drafter is drafters[-1]
        attempt = Attempt()
        yield DraftingStarted(drafter.name, reason)
        try:
            async with aclosing(_attempted(request, drafter, attempt, clock, is_last)) as events:
                async for event in events:
                    yield event
        except DraftingFailed as failure:
            reason = failure.reason
            if attempt.sentences and failure.reason is not DegradedReason.CHECKS_FAILED:
                yield Ending(AnswerStatus.INTERRUPTED, reason)
                return
        else:
            yield Ending(AnswerStatus.ANSWERED, reason)
            return
    yield Ending(AnswerStatus.FAILED, reason)


async def _attempted(
    request: DraftRequest, drafter: Drafter, attempt: Attempt, clock: Clock, is_last: bool
) -> AsyncGenerator[TailWritten | SentenceChecked, None]:
    """One drafter's events. Raises DraftingFailed, also when it is slow, empty or mostly wrong."""
    reader = DraftReader(request.passages, directory_text(request.contacts))
    judged = drafter.name is DrafterName.LLM
    async with aclosing(_timed(drafter.draft(request), attempt, clock, is_last)) as pieces:
        async for piece in pieces:
            for event in reader.feed(piece):
                attempt.count(event)
                yield event
            if judged and attempt.sentences >= _FEWEST_TO_JUDGE and attempt.mostly_fails:
                raise DraftingFailed(DegradedReason.CHECKS_FAILED)
    for event in reader.close():
        attempt.count(event)
        yield event
    if not attempt.sentences:
        raise DraftingFailed(DegradedReason.MODEL_INVALID, "the draft holds no sentence")
    if judged and attempt.mostly_fails:
        raise DraftingFailed(DegradedReason.CHECKS_FAILED)


async def _timed(
    pieces: AsyncIterator[str], attempt: Attempt, clock: Clock, is_last: bool
) -> AsyncGenerator[str, None]:
    """The drafter's pieces while they come in time. Raises DraftingFailed when one is late."""
    try:
        while True:
            deadline = clock.deadline(has_firm_text=attempt.sentences > 0, is_last_drafter=is_last)
            async with asyncio.timeout_at(deadline):
                piece = await anext(pieces, None)
            if piece is None:
                return
            yield piece
    except TimeoutError as late:
        raise DraftingFailed(DegradedReason.MODEL_SLOW) from late
    finally:
        if hasattr(pieces, "aclose"):
            await pieces.aclose()
