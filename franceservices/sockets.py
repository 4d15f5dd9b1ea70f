"""What stands before every socket: the exact origin, then an end for unknown addresses."""

import logging
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.security.websocket import OriginValidator
from django.conf import settings

logger = logging.getLogger(__name__)


class ExactOriginValidator(OriginValidator):
    """Refuses, before accepting, every origin that is not letter for letter one of ours."""

    def __init__(self, application: Any) -> None:
        super().__init__(application, [])

    def valid_origin(self, parsed_origin: Any) -> bool:
        """`urlparse` keeps a malformed port until it is read: that is a refusal too."""
        try:
            origin = f"{parsed_origin.scheme}://{parsed_origin.netloc}" if parsed_origin else ""
            is_ours = origin in settings.ORIGINS and parsed_origin.path in {"", "/"}
        except ValueError:
            is_ours = False
        if not is_ours:
            logger.warning("a socket of a foreign origin was refused")
        return is_ours


class UnknownAddress(AsyncWebsocketConsumer):
    """Accepts and closes: a browser retries for ever what is refused before."""

    async def connect(self) -> None:
        await self.accept()
        await self.close(code=4404)
