"""A page of an exchange as a browser keeps it: a real socket, and the swaps that fragments ask."""

import asyncio
import contextlib
import json
import re
from uuid import UUID, uuid4

from lxml import html as lxml_html
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.support.liveserver import LiveServer


class ExchangePage:
    """Applies out-of-band swaps by id to its own tree; `said` keeps every message received."""

    def __init__(self, server: LiveServer, cookie: str, conversation_id: UUID | str) -> None:
        self._server = server
        self._cookie = cookie
        self._path = f"/ws/echanges/{conversation_id}/"
        self._socket: ClientConnection | None = None
        self.said: list[str] = []

    async def __aenter__(self) -> "ExchangePage":
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def open(self, *, origin: str | None = None) -> None:
        self._socket = await connect(
            self._server.socket_origin + self._path,
            origin=origin or self._server.origin,
            additional_headers={"Cookie": self._cookie},
        )

    async def close(self) -> None:
        if self._socket is not None:
            await self._socket.close()
            self._socket = None

    @property
    def socket(self) -> ClientConnection:
        assert self._socket is not None, "the page is closed"
        return self._socket

    async def send(self, kind: str, **fields: object) -> None:
        """A form as htmx sends it: flat, with its headers."""
        message = {"type": kind, "HEADERS": {"HX-Request": "true"}} | fields
        await self.socket.send(json.dumps(message, default=str))

    async def ask(self, text: str, *, key: UUID | None = None) -> UUID:
        key = key or uuid4()
        await self.send("ask", key=key, text=text)
        return key

    async def next_message(self, *, seconds: float = 10.0) -> str:
        async with asyncio.timeout(seconds):
            message = await self.socket.recv()
        assert isinstance(message, str), "the server sends text only"
        assert not message.lstrip().startswith(("{", "[")), "htmx swallows JSON"
        self.said.append(message)
        return message

    async def wait_for(self, pattern: str, *, seconds: float = 15.0) -> str:
        """The first message from here on that holds `pattern`."""
        async with asyncio.timeout(seconds):
            while True:
                message = await self.next_message(seconds=seconds)
                if re.search(pattern, message):
                    return message

    async def close_code(self, *, seconds: float = 10.0) -> int | None:
        """Read until the server closes; its code."""
        with contextlib.suppress(ConnectionClosed):
            async with asyncio.timeout(seconds):
                async for message in self.socket:
                    self.said.append(str(message))
        return self.socket.close_code

    @staticmethod
    def step_of(message: str) -> int | None:
        """The number of a step; None for a whole answer, a turn, a heartbeat."""
        if re.search(r'id="(answer-|heartbeat|turn-)', message):
            return None
        seqs = {int(seq) for seq in re.findall(r'data-seq="(\d+)"', message)}
        return seqs.pop() if len(seqs) == 1 else None

    @staticmethod
    def masked_text(preview: str) -> str:
        """What *Masquer et envoyer* would send."""
        tree = lxml_html.fragment_fromstring(preview, create_parent="div")
        (button,) = tree.xpath("//*[@data-mask-and-send]")
        return str(button.get("data-mask-and-send"))


def sentences_in(markup: str) -> list[str]:
    """The firm sentences of a fragment or page, in order, without their markers."""
    tree = lxml_html.fragment_fromstring(markup, create_parent="div")
    found = []
    for node in tree.xpath(_having("fs-sentence")):
        for name in ("fs-cite", "fs-doubt__why", "fr-badge"):
            for extra in node.xpath("." + _having(name)):
                extra.drop_tree()
        found.append(" ".join(node.text_content().split()))
    return found


def _having(name: str) -> str:
    """XPath for the elements of a class."""
    return f"//*[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"
