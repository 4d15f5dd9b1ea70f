"""One answer being made: what it says is gathered in numbered steps for the recorder to store."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from time import monotonic
from uuid import UUID, uuid4

from apps.answering import events
from apps.answering.enums import AnswerStatus
from apps.conversations.models import Answer, AnswerSource
from apps.conversations.rendering import Position
from apps.conversations.services import Progress, Report

TICK_SECONDS = 0.2


class LeaseLost(Exception):
    """Another process ended this answer: nothing more may be written to it."""


@dataclass(slots=True, eq=False)
class LiveAnswer:
    """`pending` is the step not stored yet; `wake` rings the recorder when it cannot wait."""

    answer: Answer
    wake: asyncio.Event
    owner: UUID = field(default_factory=uuid4)
    report: Report = field(default_factory=Report)
    started_at: float = field(default_factory=monotonic)
    seq: int = 0
    sources: dict[int, AnswerSource] = field(default_factory=dict)
    place: Position = field(default_factory=Position)
    pending: Progress | None = None
    is_being_stored: bool = False
    has_firm_text: bool = False
    is_urgent: bool = False
    taken_at: float = 0.0
    all_stored: asyncio.Event = field(default_factory=asyncio.Event)
    stop_asked: asyncio.Event = field(default_factory=asyncio.Event)
    failure: BaseException | None = None

    def __post_init__(self) -> None:
        self.all_stored.set()

    def note(self, event: events.Event) -> None:
        """Add what the pipeline said to the step that is stored next."""
        step = self._step()
        match event:
            case events.Understood():
                step.understood = event
                self.report.parameters["operators"] = list(event.operators)
            case events.SourcesFound():
                step.sources = event
                self._hurry("first_source")
            case events.DraftingStarted():
                self._begin(event, step)
            case events.TailWritten(text=text):
                step.tail = text
                self.mark_time("first_text")
            case events.SentenceChecked(sentence=sentence):
                step.sentences.append(sentence)
                step.tail = ""
                self.has_firm_text = True
                self.mark_time("first_text")
                self._hurry("first_sentence")

    def _step(self) -> Progress:
        if self.pending is None:
            self.pending = Progress(self.answer.pk, self.answer.question_id, self.owner)
            self.all_stored.clear()
        return self.pending

    def _begin(self, event: events.DraftingStarted, step: Progress) -> None:
        """A second drafter drops all that the first one wrote, stored or not."""
        if self.report.drafter is not None:
            step.is_restarted, step.sentences, step.tail = True, [], ""
            self.has_firm_text, self.place = False, Position()
            self._hurry("restarted")
        self.report.drafter = event.drafter
        self.report.degraded_reason = event.degraded_reason

    def _hurry(self, moment: str) -> None:
        self.mark_time(moment)
        self.is_urgent = True
        self.wake.set()

    def mark_time(self, moment: str) -> None:
        """Milliseconds since the start, kept for the first time that `moment` comes."""
        self.report.timings_ms.setdefault(moment, round((monotonic() - self.started_at) * 1000))

    def is_due(self, now: float, tail_seconds: float) -> bool:
        """True when its step must be stored now: firm text at once, a tail every `tail_seconds`;
        one step after another."""
        if self.pending is None or self.is_being_stored:
            return False
        return self.is_urgent or now - self.taken_at >= tail_seconds

    def take_step(self, now: float) -> Progress:
        """The pending step, numbered; what is said from here on belongs to the next one."""
        step = self._step()
        self.pending, self.is_urgent, self.taken_at = None, False, now
        self.is_being_stored = True
        self.seq += 1
        step.seq, step.known_sources = self.seq, self.sources
        return step

    def step_was_stored(self) -> None:
        """The next step may be stored; what waited for it does not wait for the next tick."""
        self.is_being_stored = False
        if self.pending is None:
            self.all_stored.set()
        elif self.is_urgent:
            self.wake.set()

    def fail(self, failure: BaseException) -> None:
        """End the answer from outside: `follow` raises `failure`."""
        self.failure = self.failure or failure
        self.stop_asked.set()
        self.all_stored.set()

    async def follow(self, said: AsyncGenerator[events.Event, None]) -> events.Finished:
        """Consume the pipeline until it ends, is stopped or fails; all that it said is stored.

        Raises what the pipeline raised, or what `fail` was given.
        """
        reading = asyncio.create_task(self._read(said))
        stopping = asyncio.create_task(self.stop_asked.wait())
        try:
            await asyncio.wait({reading, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
            reading.cancel()  # once only: a second one would leak the model's connection
            await asyncio.wait({reading, stopping})
        await self.all_stored.wait()
        if self.failure is not None:
            raise self.failure
        return events.Finished(AnswerStatus.STOPPED) if reading.cancelled() else reading.result()

    async def _read(self, said: AsyncGenerator[events.Event, None]) -> events.Finished:
        async with aclosing(said):
            async for event in said:
                if isinstance(event, events.Finished):
                    return event
                self.note(event)
                await asyncio.sleep(0)  # a drafter that never waits would keep the loop to itself
        raise RuntimeError("the pipeline ended without saying how")
