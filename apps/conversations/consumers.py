"""The socket of one exchange: watches its answers; writing goes through the services."""

import asyncio
import json
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any
from uuid import UUID

from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.forms import Form

from apps.accounts.enums import Role
from apps.accounts.models import User
from apps.accounts.sessions import note_act_of
from apps.accounts.terms import has_accepted_terms
from apps.conversations import intake
from apps.conversations.announcements import conversation_group, user_group
from apps.conversations.enums import ErrorCode
from apps.conversations.forms import AnswerForm, RegenerateForm
from apps.conversations.help_reading import help_html
from apps.conversations.models import Answer
from apps.conversations.rendering import error_html, heartbeat_html, turn_html, whole_html
from apps.conversations.selectors import (
    is_helping_in,
    latest_answer,
    may_watch,
    own_answer,
    own_conversation,
)
from apps.conversations.services import request_stop
from apps.conversations.sessions import person_of_session
from apps.conversations.threads import db_call, masking_call

logger = logging.getLogger(__name__)

SESSION_ENDED, TERMS_CHANGED, ROLE_LOST, NOT_VISIBLE = 4401, 4402, 4403, 4404
OVERLOADED, TOO_BIG = 1013, 1009
MAX_FRAME = 65_536
MAX_MESSAGES, WINDOW_SECONDS = 20, 10.0
SETTLE_SECONDS = 0.5


class Closed(Exception):
    """The socket must end with this code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class ConversationConsumer(AsyncWebsocketConsumer):
    """`shown` holds the last step that this socket sent of each answer that its page has."""

    async def connect(self) -> None:
        """Accept first: a browser retries for ever what is refused before."""
        self.conversation_id: UUID = self.scope["url_route"]["kwargs"]["conversation_id"]
        self.shown: dict[UUID, int] = {}
        self.current: UUID | None = None
        self.is_live = False
        self.heard_at = monotonic()
        self.moments: deque[float] = deque(maxlen=MAX_MESSAGES)
        self.joined: list[str] = []
        self.help_stage, self.help_said = "", ""
        self.watch: asyncio.Task[None] | None = None
        await self.accept()
        await self._guarded(self._open)

    async def _open(self) -> None:
        await self._check_person()
        for group in (conversation_group(self.conversation_id), user_group(self.user.pk)):
            await self.channel_layer.group_add(group, self.channel_name)
            self.joined.append(group)
        self.help_stage, self.help_said, _forms = await self._read_help()
        latest = await db_call(latest_answer)(self.conversation_id)
        if latest is not None:
            self.current, self.is_live = latest.pk, not latest.is_final
            # What an unfinished answer said between the page and this moment is not known here.
            self.shown[latest.pk] = latest.seq if latest.is_final else -1
        self.watch = asyncio.create_task(self._keep_watch())

    async def disconnect(self, code: int) -> None:
        if self.watch is not None:
            self.watch.cancel()
        for group in self.joined:
            await self.channel_layer.group_discard(group, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """One message of the page: answered, refused or closed upon; never waited for."""
        if len(text_data or bytes_data or "") > MAX_FRAME:
            await self.close(code=TOO_BIG)
            return
        now = monotonic()
        if len(self.moments) == MAX_MESSAGES and now - self.moments[0] < WINDOW_SECONDS:
            await self._guarded(lambda: self._show(error_html(ErrorCode.TOO_MANY)))
            return
        self.moments.append(now)
        await self._guarded(lambda: self._handle(text_data))

    async def _guarded(self, act: Callable[[], Awaitable[None]]) -> None:
        """Run one act; whatever goes wrong ends in words or in a code, never in silence."""
        try:
            await self._answered(act)
        except Closed as closed:
            await self.close(code=closed.code)

    async def _answered(self, act: Callable[[], Awaitable[None]]) -> None:
        try:
            await act()
        except Closed:
            raise
        except intake.Refused as refusal:
            await self._show(refusal.html)
        except Exception:
            logger.exception("a message of the socket failed")
            await self._show(error_html(ErrorCode.UNEXPECTED, reference=str(self.conversation_id)))

    async def _handle(self, text: str | None) -> None:
        data = _parsed(text)
        await self._check_person()
        handlers = {
            "ask": self._ask,
            "stop": self._stop,
            "regenerate": self._regenerate,
            "resume": self._resume,
        }
        handler = handlers.get(str(data.get("type")))
        if handler is None:
            raise intake.refused(ErrorCode.MALFORMED)
        if handler != self._resume:
            await db_call(note_act_of)(self.scope["session"].session_key)
        await handler(data)

    async def _ask(self, data: dict[str, Any]) -> None:
        conversation = await db_call(own_conversation)(self.user, self.conversation_id)
        if conversation is None:
            raise intake.refused(ErrorCode.NOT_FOUND)
        incoming = await masking_call(intake.read_question)(data)
        asked = await db_call(intake.ask_question)(
            incoming, user=self.user, conversation=conversation
        )
        await self._show_turn(asked.answer.pk, key=str(incoming.form.key_sent))

    async def _regenerate(self, data: dict[str, Any]) -> None:
        fields = _fields(RegenerateForm(data))
        answer = await self._own_answer(fields["answer"])
        asked = await db_call(intake.ask_again)(answer.question, user=self.user, key=fields["key"])
        await self._show_turn(asked.answer.pk, key=str(fields["key"]))

    async def _stop(self, data: dict[str, Any]) -> None:
        answer = await self._own_answer(_fields(AnswerForm(data))["answer"])
        await db_call(request_stop)(answer=answer, user=self.user)

    async def _resume(self, data: dict[str, Any]) -> None:
        """One outer swap of the whole answer, whatever the page missed."""
        await self._show_whole(_fields(AnswerForm(data))["answer"])

    async def _own_answer(self, answer_id: UUID) -> Answer:
        answer = await db_call(own_answer)(self.user, self.conversation_id, answer_id)
        if answer is None:
            raise intake.refused(ErrorCode.NOT_FOUND)
        return answer

    async def _check_person(self) -> None:
        """Who is behind the socket now. Raises Closed once they may not watch any more."""
        session_key = getattr(self.scope.get("session"), "session_key", None)
        person = await db_call(person_of_session)(session_key)
        if person is None:
            raise Closed(SESSION_ENDED)
        if not has_accepted_terms(person):
            raise Closed(TERMS_CHANGED)
        is_helping = person.is_supervisor and await db_call(is_helping_in)(
            person, self.conversation_id
        )
        if not person.has_role(Role.COUNSELLOR) and not is_helping:
            raise Closed(ROLE_LOST)
        if not await db_call(may_watch)(person, self.conversation_id):
            raise Closed(NOT_VISIBLE)
        self.user: User = person

    async def answer_started(self, message: dict[str, Any]) -> None:
        """Another page of this exchange asked something."""
        self.heard_at = monotonic()
        answer_id = UUID(message["answer"])
        if answer_id not in self.shown:
            await self._guarded(lambda: self._show_turn(answer_id))

    async def answer_progressed(self, message: dict[str, Any]) -> None:
        """A step of an answer: shown when it is the next one, else the whole is read."""
        self.heard_at = monotonic()
        answer_id, seq, html = UUID(message["answer"]), message["seq"], message["html"]
        shown = self.shown.get(answer_id)
        if shown is None:
            await self._guarded(lambda: self._show_turn(answer_id))
        elif html and seq == shown + 1:
            self.shown[answer_id] = seq
            await self._guarded(lambda: self._show(html))
        elif seq > shown:
            await self._guarded(lambda: self._show_whole(answer_id))

    async def help_changed(self, message: dict[str, Any]) -> None:
        """The help was asked for, joined, ended, or something was said or drafted in it."""
        await self._guarded(self._heal_help)

    async def session_ended(self, message: dict[str, Any]) -> None:
        """Somebody's session is ending: once it has, check whether it was this one."""
        await asyncio.sleep(SETTLE_SECONDS)
        await self._guarded(self._check_person)

    async def _show_turn(self, answer_id: UUID, *, key: str = "") -> None:
        """A turn that this page lacks; a page that has it is told again that it was accepted."""
        is_known = answer_id in self.shown
        seq, html = await db_call(turn_html)(answer_id, self.user, key=key, is_known=is_known)
        self.current, self.is_live = answer_id, True
        self.shown.setdefault(answer_id, seq)
        await self._show(html)

    async def _show_whole(self, answer_id: UUID) -> None:
        found = await db_call(whole_html)(answer_id, self.conversation_id, self.user)
        if found is None:
            raise intake.refused(ErrorCode.NOT_FOUND)
        seq, html = found
        self.shown[answer_id] = max(seq, self.shown.get(answer_id, -1))
        await self._show(html)

    async def _heal_help(self) -> None:
        """Show what the page lacks of the help; its forms, typed in, only at another stage."""
        await self._check_person()
        stage, said, forms = await self._read_help()
        html = (said if said != self.help_said else "") + (
            forms if stage != self.help_stage else ""
        )
        self.help_stage, self.help_said = stage, said
        if html:
            await self._show(html)

    async def _read_help(self) -> tuple[str, str, str]:
        return await db_call(help_html)(self.conversation_id, self.user)

    async def _show(self, html: str) -> None:
        """Send under a clock: a reader that stalls is let go, and resumes later."""
        try:
            async with asyncio.timeout(settings.SOCKET_SEND_SECONDS):
                await self.send(text_data=html)
        except TimeoutError:
            raise Closed(OVERLOADED) from None

    async def _keep_watch(self) -> None:
        """Beat, look for what announcements did not bring, and check the person again."""
        beat_at = checked_at = monotonic()
        while True:
            await asyncio.sleep(settings.SOCKET_BEAT_SECONDS / 5)
            now = monotonic()
            is_silent = now - self.heard_at >= settings.SOCKET_BEAT_SECONDS / 5
            if now - checked_at >= settings.SOCKET_CHECK_SECONDS:
                checked_at = now
                await self._guarded(self._check_person)
            if now - beat_at >= settings.SOCKET_BEAT_SECONDS:
                beat_at = now
                await self._guarded(self._beat)
            elif self.is_live and is_silent:
                await self._guarded(self._heal)

    async def _beat(self) -> None:
        await self._heal()
        await self._heal_help()
        seq = self.shown.get(self.current, -1) if self.current else -1
        await self._show(heartbeat_html(self.current, seq))

    async def _heal(self) -> None:
        """The database is the truth: show what no announcement brought."""
        latest = await db_call(latest_answer)(self.conversation_id)
        if latest is None:
            return
        if latest.pk not in self.shown:
            await self._show_turn(latest.pk)
        elif latest.seq > self.shown[latest.pk]:
            await self._show_whole(latest.pk)
        self.current, self.is_live = latest.pk, not latest.is_final


def _parsed(text: str | None) -> dict[str, Any]:
    try:
        data = json.loads(text or "")
    except (ValueError, RecursionError) as error:
        raise intake.refused(ErrorCode.MALFORMED) from error
    if not isinstance(data, dict):
        raise intake.refused(ErrorCode.MALFORMED)
    return data


def _fields(form: Form) -> dict[str, Any]:
    if not form.is_valid():
        raise intake.refused(ErrorCode.MALFORMED)
    return form.cleaned_data
