"""Says to open pages that something changed. A doorbell: the database remains the truth."""

import logging
from typing import Any
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from prometheus_client import Counter

logger = logging.getLogger(__name__)
LOST = Counter("announcements_lost", "Announcements that the channel layer refused")


def conversation_group(conversation_id: UUID) -> str:
    return f"conversation-{conversation_id}"


def user_group(user_id: UUID) -> str:
    return f"user-{user_id}"


async def announce(group: str, message: dict[str, Any]) -> None:
    """Send to every page of the group; never raises, since pages heal by reading the database."""
    try:
        layer = get_channel_layer()
        if layer is not None:
            await layer.group_send(group, message)
    except Exception:
        LOST.inc()
        logger.warning("announcement lost", exc_info=True)


def announce_now(group: str, message: dict[str, Any]) -> None:
    """The same from a thread, as after a commit."""
    async_to_sync(announce)(group, message)


def started(answer_id: UUID) -> dict[str, Any]:
    """A new answer stands in the conversation: its turn must be shown."""
    return {"type": "answer.started", "answer": str(answer_id)}


def progressed(answer_id: UUID, seq: int, html: str) -> dict[str, Any]:
    """The fragments of step `seq` of an answer; without them the answer must be read again."""
    return {"type": "answer.progressed", "answer": str(answer_id), "seq": seq, "html": html}


def help_changed() -> dict[str, Any]:
    """Something of the help in the exchange changed: asked, joined, said, drafted, ended."""
    return {"type": "help.changed"}


def session_ended() -> dict[str, Any]:
    """A session of the user may be over: each of their sockets checks its own."""
    return {"type": "session.ended"}
