"""What stands before every socket: the exact origin, then an end for unknown addresses."""

import logging
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.security.websocket import WebsocketDenier
from django.conf import settings

logger = logging.getLogger(__name__)


class ExactOriginValidator:
    """Refuses, before accepting, every origin that is not letter for letter one of ours.

    Channels' own validator reads addresses: it lets other ports, schemes and subdomains pass,
    and fails on malformed ones.
    """

    def __init__(self, application: Any) -> None:
        self._application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        origins = [value for name, value in scope["headers"] if name == b"origin"]
        if len(origins) == 1 and origins[0].decode("latin-1") in settings.ORIGINS:
            await self._application(scope, receive, send)
        else:
            logger.warning("a socket of a foreign origin was refused")
            await WebsocketDenier()(scope, receive, send)


class UnknownAddress(AsyncWebsocketConsumer):
    """Accepts and closes: a browser retries for ever what is refused before."""

    async def connect(self) -> None:
        await self.accept()
        await self.close(code=4404)
