"""Stores and announces, in one loop, what all live answers of a process say."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.utils import timezone

from apps.conversations.announcements import announce, conversation_group, progressed
from apps.conversations.live import TICK_SECONDS, LeaseLost, LiveAnswer
from apps.conversations.models import Answer
from apps.conversations.rendering import sentences_html, sources_html, tail_html
from apps.conversations.services import Progress, Recorded, record_progress, watch_answers
from apps.conversations.threads import db_call

logger = logging.getLogger(__name__)

_RENEWALS_PER_LEASE = 3
# Beyond, provisional text comes in longer pieces, so that sources and firm text come as soon.
_TAILS_PER_SECOND = 60
_DATABASE_AWAY = (OperationalError, InterfaceError)


def lease_until() -> datetime:
    """Until when a process that renews its lease now may be silent."""
    return timezone.now() + timedelta(seconds=settings.ANSWER_LEASE_SECONDS)


class Recorder:
    """Belongs to one event loop. Persist before display: nothing is announced before it stands."""

    def __init__(self) -> None:
        self._live: dict[UUID, LiveAnswer] = {}
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._beside: set[asyncio.Task[None]] = set()
        self._watched_at = self._renewed_at = 0.0

    @asynccontextmanager
    async def recording(self, live: LiveAnswer) -> AsyncIterator[None]:
        """Keep the lease of an answer, and store what it says, while the block runs."""
        self._live[live.answer.pk] = live
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            del self._live[live.answer.pk]

    def begin(self, answer: Answer, owner: UUID) -> LiveAnswer:
        """A live answer whose firm text wakes this recorder."""
        return LiveAnswer(answer, self._wake, owner, seq=answer.seq)

    async def _run(self) -> None:
        while self._live:
            with suppress(TimeoutError):
                async with asyncio.timeout(TICK_SECONDS):
                    await self._wake.wait()
            self._wake.clear()
            await self._guarded(self._live, self._store_what_is_due())
            await self._guarded(self._live, self._watch())

    async def _store_what_is_due(self) -> None:
        now = monotonic()
        tail_seconds = max(TICK_SECONDS, len(self._live) / _TAILS_PER_SECOND)
        due = {pk: live for pk, live in self._live.items() if live.is_due(now, tail_seconds)}
        steps = {pk: live.take_step(now) for pk, live in due.items()}
        for pk in [pk for pk, step in steps.items() if step.sources]:
            self._store_beside(due.pop(pk), steps.pop(pk))
        if due:
            await self._store(due, steps)

    def _store_beside(self, live: LiveAnswer, step: Progress) -> None:
        """Fifty passages take as long as the sentences of ten answers: neither waits for the
        other."""
        pk = live.answer.pk
        storing = asyncio.create_task(
            self._guarded({pk: live}, self._store({pk: live}, {pk: step}))
        )
        self._beside.add(storing)
        storing.add_done_callback(self._beside.discard)

    async def _guarded(self, concerned: dict[UUID, LiveAnswer], work: Awaitable[None]) -> None:
        """Do `work`; what nobody foresaw ends the answers concerned."""
        try:
            await work
        except _DATABASE_AWAY:
            logger.warning("the database does not answer; live answers wait", exc_info=True)
        except Exception as error:
            logger.exception("live answers cannot be recorded")
            self._fail(concerned, error)

    async def _store(self, due: dict[UUID, LiveAnswer], steps: dict[UUID, Progress]) -> None:
        """Store steps together; one that the database refuses takes down its own answer only."""
        try:
            shown = await self._store_with_patience(due, steps)
        except _DATABASE_AWAY as error:
            self._fail(due, error)
        except (DataError, IntegrityError) as error:
            if len(steps) == 1:
                logger.exception("an answer cannot be recorded")
                self._fail(due, error)
                return
            for pk, step in steps.items():
                await self._store({pk: due[pk]}, {pk: step})
        else:
            await self._announce(due, steps, shown)

    async def _store_with_patience(
        self, due: dict[UUID, LiveAnswer], steps: dict[UUID, Progress]
    ) -> dict[UUID, str]:
        """Try again while the database is away and the leases may still hold."""
        until = monotonic() + settings.ANSWER_LEASE_SECONDS
        while True:
            try:
                return await db_call(_store_and_render)(due, steps)
            except _DATABASE_AWAY:
                if monotonic() > until:
                    raise
                await asyncio.sleep(TICK_SECONDS)

    async def _announce(
        self,
        due: dict[UUID, LiveAnswer],
        steps: dict[UUID, Progress],
        shown: dict[UUID, str],
    ) -> None:
        for pk, live in due.items():
            if pk not in shown:
                live.fail(LeaseLost())
                continue
            group = conversation_group(live.answer.conversation_id)
            await announce(group, progressed(pk, steps[pk].seq, shown[pk]))
            live.step_was_stored()

    def _fail(self, live_answers: dict[UUID, LiveAnswer], error: BaseException) -> None:
        for live in list(live_answers.values()):
            live.fail(error)

    async def _watch(self) -> None:
        """Look once a tick for answers to stop, and renew leases in good time."""
        now = monotonic()
        if now - self._watched_at < TICK_SECONDS or not self._live:
            return
        self._watched_at = now
        renews = now - self._renewed_at >= settings.ANSWER_LEASE_SECONDS / _RENEWALS_PER_LEASE
        stopped = await db_call(watch_answers)(
            owned={pk: live.owner for pk, live in self._live.items()},
            lease_until=lease_until() if renews else None,
        )
        if renews:
            self._renewed_at = now
        for pk in stopped & self._live.keys():
            self._live[pk].stop_asked.set()


def _store_and_render(due: dict[UUID, LiveAnswer], steps: dict[UUID, Progress]) -> dict[UUID, str]:
    """The fragments of each step that was stored; none for a restart, which is read whole."""
    recorded = record_progress(steps=list(steps.values()), lease_until=lease_until())
    return {pk: _html(due[pk], steps[pk], done) for pk, done in recorded.items()}


def _html(live: LiveAnswer, step: Progress, done: Recorded) -> str:
    html = sources_html(live.answer, step.known_sources.values()) if step.sources else ""
    html += sentences_html(live.answer, done.said, step.seq, live.place)
    return "" if step.is_restarted else html + tail_html(live.answer, step.tail, step.seq)


_RECORDERS: WeakKeyDictionary[asyncio.AbstractEventLoop, Recorder] = WeakKeyDictionary()


def recorder() -> Recorder:
    """The recorder of the running event loop."""
    return _RECORDERS.setdefault(asyncio.get_running_loop(), Recorder())
